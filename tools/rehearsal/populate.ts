// Fills an installation with runs of every kind: several repositories, features and phases, failures, some of them retried, and runs without work.
import type { RunView } from '#contracts';
import type { SpeclineClient } from '../stack/specline-client';
import { titles } from './material';
import type { Story } from './story';

export const rehearsalProgram = 'dist/tools/rehearsal/rehearsal-host.js';

const repositories = ['acme/web-shop', 'acme/payments', 'orchard/mobile-app', 'orchard/data-platform'];
export const rehearsedFeatures = ['001-sign-in', '002-catalogue', '003-shopping-cart', '004-checkout', '005-order-history', '006-reviews'];
/** In turn; each ends differently, most of them well. */
const round: Story[] = ['plain', 'plain', 'no-diff', 'plain', 'conflict', 'plain', 'plain', 'no-scope', 'plain', 'diverged', 'plain', 'no-work'];
const retriedEvery = 3;
const lanesAtOnce = 12;

export interface Populated { runs: number; failed: string[]; retried: number }

/** Runs of one feature follow each other, features go side by side; what failed is retried every third time. */
export async function populate(client: SpeclineClient, wanted: number, report: (line: string) => void): Promise<Populated> {
  const done: Populated = { runs: 0, failed: [], retried: 0 };
  const lanes = repositories.flatMap((repository) => rehearsedFeatures.map((featureKey) => ({ repository, featureKey, ordinal: 0 })));
  const next = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane && done.runs < wanted; lane = lanes.shift()) {
      const number = done.runs += 1;
      const ordinal = (lane.ordinal % titles.length) + 1;
      const story = round[number % round.length] ?? 'plain';
      const { id } = await client.start({ repository: lane.repository, featureKey: lane.featureKey, externalRef: `rehearse:${story}`, notes: `phase ${ordinal}` });
      const run = await retriedSometimes(client, await client.follow(id, () => undefined), done);
      lanes.push({ ...lane, ordinal: run.status === 'succeeded' ? ordinal : lane.ordinal });
      if (number % 50 === 0) report(`${number} of ${wanted} runs`);
    }
  };
  await Promise.all(Array.from({ length: lanesAtOnce }, next));
  return done;
}

async function retriedSometimes(client: SpeclineClient, run: RunView, done: Populated): Promise<RunView> {
  if (run.status !== 'failed') return run;
  done.failed.push(run.id);
  if (done.failed.length % retriedEvery !== 0) return run;
  done.retried += 1;
  await client.retry(run.id, 'The cause is mended.');
  return client.follow(run.id, () => undefined);
}
