// While the installation is drained, the stages that bring a run to its agent are not consumed; what is under way goes on to its end.
import type { DrainWatch } from '#bus';
import { drainingCode, type Drain } from '#contracts';
import type { Check } from '#platform';

export const drainCheckName = 'drain';
/** A run that has passed them has begun: its agent is at work, or its workspace is made. */
const beginnings = new Set(['submit', 'prepare']);

/** Those of the stages by which a run begins. */
export function beginningsOf(stages: readonly string[]): string[] {
  return stages.filter((stage) => beginnings.has(stage));
}

/** Holds these stages back. Whoever cannot look goes by what was last seen. */
export function drainCheck(stages: string[], watch: Pick<DrainWatch, 'look'>): Check {
  let seen: Drain | undefined;
  return {
    name: drainCheckName, blocking: true, optional: true, stages, ttlMs: 1000,
    check: async () => {
      seen = await watch.look().catch(() => seen);
      if (!seen) return { ok: true, detail: 'the installation is not drained' };
      return {
        ok: false, code: drainingCode, detail: `nothing is started since ${seen.at}: ${seen.by} said: ${seen.reason}`,
        remediation: 'An administrator ends the drain with `specline drain off`, or on the console\'s page Health. Runs that wait go on then.',
      };
    },
  };
}
