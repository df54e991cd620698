// What in the environment is harmless but probably not meant.
import type { Config } from './config';
import { variables } from './environment';
import { plainTextWarnings } from './tls';
import type { Variable } from './variable';

/** @param names the variables that are set. */
export function warningsOf(names: string[], { agents, codex, nats, database }: Pick<Config, 'agents' | 'codex' | 'nats' | 'database'>): string[] {
  const unknown = names.filter((name) => /^SPEC(LINE)?_/.test(name) && !isKnown(name)).sort();
  return [
    ...unknown.map((name) => `${name} is unknown and has no effect: docs/environment.md lists the variables.`),
    ...(codex.model !== undefined && agents.backend === 'codex-cloud'
      ? ['CODEX_MODEL has no effect with the agent codex-cloud, which takes no model: set it in the Codex Cloud environment, or choose another agent.'] : []),
    ...plainTextWarnings(nats, database),
  ];
}

function isKnown(name: string): boolean {
  const table: Record<string, Variable | undefined> = variables;
  return Object.hasOwn(table, name) || (name.endsWith('_FILE') && table[name.slice(0, -'_FILE'.length)]?.secret === true);
}
