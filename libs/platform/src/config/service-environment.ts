// Who is given which secret: each part of an installation gets those it uses and no other.
import { variables } from './environment';
import type { Environment } from './load-config';
import type { Part, Variable } from './variable';

/**
 * The environment without the secrets that `part` does not use; without a part, with none at all (the sandbox).
 * Variables that are not Specline's stay.
 */
export function environmentOf(part: Part | undefined, environment: Environment): Environment {
  const table: Record<string, Variable | undefined> = variables;
  const isGiven = (name: string): boolean => Boolean(environment[name]?.trim() || environment[`${name}_FILE`]?.trim());
  const uses = (name: string): boolean => part !== undefined && table[name]?.usedBy.includes(part) === true;
  const keeps = (name: string): boolean => {
    const { secret, standsInFor, needs } = table[name] ?? {};
    if (needs !== undefined && !keeps(needs)) return false;
    return !secret || uses(name) || (standsInFor !== undefined && !isGiven(standsInFor) && uses(standsInFor));
  };
  return Object.fromEntries(Object.entries(environment).filter(([name]) => keeps(name) && keeps(name.replace(/_FILE$/, ''))));
}
