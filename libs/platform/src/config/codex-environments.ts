// Which Codex environment serves which repository: one for all, or a map.
import { z } from 'zod';
import { entries } from './forms';
import type { Form } from './variable';

/** Keys are `owner/name` in lower case. */
export type CodexEnvironments = Record<string, string>;

const environmentMap = z.record(z.string().regex(/^[\w.-]+\/[\w.-]+$/), z.string().min(1));

export const codexEnvironments: Form<CodexEnvironments> = {
  form: 'a comma-separated list of owner/name=environment, or a JSON object of the same',
  schema: z.string().transform((value) => (value.startsWith('{') ? parsedJson(value) : Object.fromEntries(entries(value)))).pipe(environmentMap).transform((map) => (
    Object.fromEntries(Object.entries(map).map(([repository, environment]) => [repository.toLowerCase(), environment]))
  )),
};

/** The environment for a repository: its own, or the one for all, or undefined when none is configured. */
export function codexEnvironmentOf(codex: { environment?: string; environments: CodexEnvironments }, repository: string): string | undefined {
  const name = repository.toLowerCase();
  return Object.hasOwn(codex.environments, name) ? codex.environments[name] : codex.environment;
}

function parsedJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
