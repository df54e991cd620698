// The world for many runs: one ledger in the place of GitHub and Codex Cloud, and services whose stages write to it.
import type { Random } from '../random';
import type { World } from '../world';
import { Ledger } from './ledger';

export async function countedWorld(random: Random): Promise<World> {
  const ledger = await Ledger.open(random);
  return {
    name: 'counted',
    repository: 'chaos/fleet',
    runsPerSecond: 10,
    options: { sandbox: {}, stageProgram: 'dist/tools/chaos/counted/counted-host.js', settings: { GITHUB_API_URL: ledger.url } },
    prepare: async () => undefined,
    effects: async () => {
      const { tasks, branches, pulls } = ledger.counts();
      return ({ id }) => ({
        tasks: Math.max(0, ...[...tasks].flatMap(([title, count]) => (title.startsWith(`[specline:${id}/`) ? [count] : []))),
        branches: branches.get(`specline/${id}`) ?? 0, pullRequests: pulls.get(`specline/${id}`) ?? 0,
      });
    },
    trouble: async (part, random, signal) => {
      const isSlow = random.chance(0.5);
      ledger.suffer(isSlow ? { part, refused: 0, lost: 0, hung: random.between(0.02, 0.08), slowness: 10 } : { part, refused: random.between(0.02, 0.1), lost: random.between(0.05, 0.15), hung: 0, slowness: 1 });
      signal.addEventListener('abort', () => ledger.suffer(undefined), { once: true });
    },
    close: () => ledger.close(),
  };
}
