// The Dockerfile against the imports of the programs that its images start: what a program needs of our own code is in its image.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface Stage { base: string; copied: string[]; program: string | undefined }

const root = join(__dirname, '..');

function stagesOf(dockerfile: string): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of dockerfile.split('\n')) {
    const [, base, name] = /^FROM (\S+) AS (\S+)/.exec(line) ?? [];
    if (base && name) stages.set(name, stage = { base, copied: [], program: undefined });
    const built = /^COPY --from=build \S+ dist\/(\S+)/.exec(line)?.[1];
    if (built) stage?.copied.push(built);
    const program = /^CMD .*"dist\/(\S+)\.js"\]/.exec(line)?.[1];
    if (program) stage!.program = `${program}.ts`;
  }
  return stages;
}

const stages = stagesOf(readFileSync(join(root, 'Dockerfile'), 'utf8'));
const programs = [...stages].flatMap(([image, { program }]) => program ? [[image, program] as const] : []);

function copiedInto(image: string): string[] {
  const stage = stages.get(image);
  return stage ? [...stage.copied, ...copiedInto(stage.base)] : [];
}

/** The files of our own that a program loads when it starts, itself included; what comes through an alias (`#...`) is below libs. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier] of readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)';$/gm)) {
    const target = join(root, dirname(file), specifier!);
    loadedBy(relative(root, existsSync(`${target}.ts`) ? `${target}.ts` : join(target, 'index.ts')), seen);
  }
  return seen;
}

test('programs are found in the Dockerfile', () => {
  expect(programs.map(([image]) => image).sort()).toEqual(['codex-runner', 'discovery', 'gateway', 'projection', 'publisher', 'sandbox']);
});

test.each(programs)('the image of %s holds what %s loads', (image, program) => {
  const copied = copiedInto(image);
  expect([...loadedBy(program)].filter((file) => !copied.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
});
