// One poller per environment, and the listings shared between the runners of one login.
import { createHash } from 'node:crypto';
import type { NatsConnection } from '@nats-io/nats-core';
import { systemClock } from './clock';
import type { CodexCloudCli } from './codex-cloud-cli';
import { TaskPoller, cloudTaskSource, sharedPage, type PageShare } from './poller';

export interface EnvironmentPollersOptions {
  cli: CodexCloudCli;
  connection: NatsConnection;
  /** Names the login, so that only runners that share it share listings; never the login itself. */
  login: string;
  worker: string;
  pollSeconds: number;
}

const slowFactor = 6;
const backoffLimitMs = 5 * 60_000;

export class EnvironmentPollers {
  private readonly pollers = new Map<string, TaskPoller>();

  constructor(private readonly options: EnvironmentPollersOptions) {}

  of(environment: string): TaskPoller {
    const known = this.pollers.get(environment);
    if (known) return known;
    const intervalMs = this.options.pollSeconds * 1000;
    const poller = new TaskPoller({
      source: cloudTaskSource(this.options.cli, environment), share: this.share(environment), clock: systemClock, random: Math.random,
      timing: { intervalMs, slowMs: intervalMs * slowFactor, backoffLimitMs },
    });
    this.pollers.set(environment, poller);
    return poller;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pollers.values()].map((poller) => poller.close()));
  }

  /** News in the plainest form: a subject without a stream, since a listing is worth nothing when the next one is there. */
  private share(environment: string): PageShare {
    const { connection, login, worker } = this.options;
    const subject = `codex.listing.${createHash('sha256').update(`${login}\n${environment}`).digest('hex').slice(0, 24)}`;
    return {
      publish: (page) => { if (!connection.isClosed()) connection.publish(subject, JSON.stringify({ worker, page })); },
      subscribe: (receive) => {
        const subscription = connection.subscribe(subject, {
          callback: (error, message) => {
            if (error) return;
            const said = message.json<{ worker?: unknown; page?: unknown }>();
            const page = sharedPage.safeParse(said.page);
            if (said.worker !== worker && page.success) receive(page.data);
          },
        });
        return () => subscription.unsubscribe();
      },
    };
  }
}
