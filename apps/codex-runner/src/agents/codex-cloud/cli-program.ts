// Finds the Codex CLI: the configured one, else the one this package depends on, else `codex` on PATH.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A program and the arguments that come before every call's own. */
export interface CliProgram {
  readonly file: string;
  readonly leadingArgs: readonly string[];
}

/** `configured` is CODEX_BIN: a path, or a bare name that is looked up on PATH. Calls run in a scratch directory, so a relative path is resolved here. */
export function codexProgram(configured?: string): CliProgram {
  if (configured) return { file: configured.includes('/') ? resolve(configured) : configured, leadingArgs: [] };
  const packaged = packagedEntry();
  return packaged ? { file: process.execPath, leadingArgs: [packaged] } : { file: 'codex', leadingArgs: [] };
}

function packagedEntry(): string | undefined {
  try {
    const manifest = require.resolve('@openai/codex/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { codex: string } };
    return resolve(dirname(manifest), bin.codex);
  } catch {
    return undefined; // an installation without the package: PATH decides
  }
}
