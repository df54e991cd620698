// The files of Spec Kit that belong to this release: are they all there, and as they were when somebody read them?
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Check, Finding } from '#platform';

/** `version` is what the manifest says, or `unknown`. `faults` names every file that is missing, changed or not in the manifest. */
export interface SpecKitPack {
  readonly version: string;
  readonly ok: boolean;
  readonly faults: readonly string[];
}

const manifestSchema = z.object({
  version: z.string(),
  files: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), executable: z.boolean() })),
});

/** Reads all files (230 kB). Never throws. @param folder with `manifest.json` and `files/` */
export async function readSpecKitPack(folder: string | undefined = findPack()): Promise<SpecKitPack> {
  if (folder === undefined) return { version: 'unknown', ok: false, faults: ['images/job/spec-kit is missing'] };
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8').then((text) => manifestSchema.safeParse(parsed(text)).data, () => undefined);
  if (manifest === undefined) return { version: 'unknown', ok: false, faults: ['manifest.json is missing or malformed'] };
  const files = Object.entries(manifest.files);
  const faults = (await Promise.all(files.map(([path, { sha256 }]) => faultOf(join(folder, 'files'), path, sha256)))).filter((fault) => fault !== undefined);
  const foreign = (await filesBelow(join(folder, 'files'))).filter((path) => !Object.hasOwn(manifest.files, path)).map((path) => `${path} is not in the manifest`);
  const all = [...faults, ...foreign, ...(files.length === 0 ? ['the manifest names no file'] : [])];
  return { version: manifest.version, ok: all.length === 0, faults: all };
}

/** The prerequisite of the stages that lay these files over a repository. */
export function specKitCheck(folder?: string): Check {
  return { name: 'Spec Kit', blocking: true, stages: ['prepare', 'specify', 'plan', 'tasks'], ttlMs: 10 * 60_000, check: async () => finding(await readSpecKitPack(folder)) };
}

function finding({ version, ok, faults }: SpecKitPack): Finding {
  if (ok) return { ok, detail: `version ${version}`, versions: { 'spec-kit': version } };
  return {
    ok, code: 'spec_kit.changed', detail: `the files of Spec Kit are not those of this release: ${faults.slice(0, 3).join('; ')}${faults.length > 3 ? `; ${faults.length - 3} more` : ''}`,
    remediation: 'Bring images/job/spec-kit back as this release has it (git checkout images/job/spec-kit), or use the release\'s own image.',
  };
}

/** Above this file, compiled or not. */
export function findPack(directory: string = __dirname): string | undefined {
  const folder = join(directory, 'images/job/spec-kit');
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  const above = dirname(directory);
  return above === directory ? undefined : findPack(above);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function faultOf(root: string, path: string, sha256: string): Promise<string | undefined> {
  const content = await readFile(join(root, path)).catch(() => undefined);
  if (content === undefined) return `${path} is missing`;
  return createHash('sha256').update(content).digest('hex') === sha256 ? undefined : `${path} was changed`;
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
}
