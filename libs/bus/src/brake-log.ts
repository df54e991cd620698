// What operators said of brakes, as every replica of the gateway knows it: kept in the stream BRAKES, and in memory to be judged by at no cost.
import { DeliverPolicy, jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { brakeLaneOf, brakeStatementSchema, brakeStream, brakeSubjectOf, type BrakeCode, type BrakeRelease, type BrakeStatement, type Drain } from '#contracts';
import { followStream } from './follow-stream';
import type { Following } from './run-log';

/** How long the first reading may take before one goes on without. */
const patience = 5000;
const storeTimeout = 5000;

export class BrakeLog {
  private readonly releases = new Map<string, BrakeRelease>();
  private drain: Drain | undefined;
  private reached = 0;
  private following: Following | undefined;

  private constructor(private readonly client: JetStreamClient) {}

  /** Knows everything that was said before, and hears what is said from now on, over reconnects. @throws when NATS does not answer */
  static async open(connection: NatsConnection): Promise<BrakeLog> {
    const log = new BrakeLog(jetstream(connection, { timeout: storeTimeout }));
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const { state } = await manager.streams.info(brakeStream);
    const open = (sequence: number) => log.client.consumers.get(brakeStream, { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: sequence });
    log.following = await followStream(connection, open, 1, (message) => log.hear(message.seq, message.data));
    const end = Date.now() + patience;
    while (state.messages > 0 && log.reached < state.last_seq && Date.now() < end) await new Promise((resolve) => { setTimeout(resolve, 10); });
    return log;
  }

  /** Why nothing is started now; undefined when it is. */
  get draining(): Drain | undefined { return this.drain; }

  /** Newest first. */
  get released(): BrakeRelease[] {
    return [...this.releases.values()].sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  /** When each brake of a feature, or of a repository without one, was released last. */
  releasesOf(whose: Pick<BrakeRelease, 'repository' | 'featureKey'>): Partial<Record<BrakeCode, string>> {
    const lane = brakeLaneOf(whose);
    return Object.fromEntries([...this.releases].filter(([key]) => key.startsWith(`${lane} `)).map(([, { code, at }]) => [code, at]));
  }

  /** Once it returns it is stored, and this process goes by it. @throws when the stream does not confirm it */
  async say(statement: BrakeStatement): Promise<void> {
    const { seq } = await this.client.publish(brakeSubjectOf(statement), JSON.stringify(statement), { timeout: storeTimeout });
    if (seq > this.reached) this.learn(statement);
  }

  async stop(): Promise<void> {
    await this.following?.stop();
  }

  private hear(sequence: number, data: Uint8Array): void {
    const statement = readStatement(data);
    if (statement) this.learn(statement);
    this.reached = sequence;
  }

  private learn(statement: BrakeStatement): void {
    if (statement.kind === 'drain') {
      const { by, at, reason } = statement;
      this.drain = statement.draining ? { by, at, reason } : undefined;
    } else {
      const { kind: _, ...release } = statement;
      this.releases.set(`${brakeLaneOf(release)} ${release.code}`, release);
    }
  }
}

/** Undefined for what nobody here can read: a newer version may say it otherwise. */
export function readStatement(data: Uint8Array): BrakeStatement | undefined {
  try {
    return brakeStatementSchema.parse(JSON.parse(new TextDecoder().decode(data)));
  } catch {
    return undefined;
  }
}
