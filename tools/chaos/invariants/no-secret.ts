// No secret in a fact, a log or an artifact.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Invariant } from './invariant';

export const noSecret: Invariant = ({ scene: { secrets, stack }, runs }) => {
  const shows = (text: string): boolean => secrets.some((secret) => text.includes(secret));
  const files = ['logs', 'artifacts'].flatMap((name) => filesBelow(join(stack.data.path, name)));
  return [
    ...runs.filter(({ facts }) => shows(JSON.stringify(facts))).map(({ id }) => `a fact of run ${id} shows a secret`),
    ...files.filter((file) => shows(readFileSync(file, 'utf8'))).map((file) => `${file} shows a secret`),
  ];
};

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}
