// Keeps a number of chains in flight through the API and notes when each is over and when its rows are committed.
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Client } from 'pg';
import { Pool } from 'undici';
import { runStream, runsPath } from '#contracts';

export interface DriverOptions { url: string; token: string; connection: NatsConnection; databaseUrl: string }
export interface Driven { seconds: number; latencies: number[]; rowLags: number[] }

const cursorPollMilliseconds = 10;

export class ChainDriver {
  private readonly waiting = new Map<string, () => void>();
  private readonly unwritten: { sequence: number; at: number }[] = [];
  private rowLags: number[] = [];
  private count = 0;

  private constructor(private readonly options: DriverOptions, private readonly pool: Pool, private readonly database: Client) {}

  static async start(options: DriverOptions): Promise<ChainDriver> {
    const database = new Client({ connectionString: options.databaseUrl });
    await database.connect();
    const driver = new ChainDriver(options, new Pool(options.url, { connections: 64 }), database);
    await driver.listen();
    void driver.pollCursor();
    return driver;
  }

  /** Runs `chains` chains, `concurrency` at a time. */
  async drive(chains: number, concurrency: number): Promise<Driven> {
    const latencies: number[] = [];
    this.rowLags = [];
    let left = chains;
    const begun = performance.now();
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        latencies.push(await this.one());
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const seconds = (performance.now() - begun) / 1000;
    while (this.unwritten.length > 0) await new Promise((resolve) => { setTimeout(resolve, cursorPollMilliseconds); });
    return { seconds, latencies, rowLags: this.rowLags };
  }

  async stop(): Promise<void> {
    await this.pool.close();
    await this.database.end();
  }

  private async one(): Promise<number> {
    const begun = performance.now();
    const body = JSON.stringify({ repository: 'bench/chains', featureKey: `f${process.pid}-${this.count += 1}` });
    const answer = await this.pool.request({ method: 'POST', path: `/${runsPath}`, body, headers: { 'content-type': 'application/json', 'authorization': `Bearer ${this.options.token}` } });
    const text = await answer.body.text();
    if (answer.statusCode !== 202) throw new Error(`POST answered ${answer.statusCode}: ${text}`);
    const { id } = JSON.parse(text) as { id: string };
    await new Promise<void>((resolve) => {
      // The chain may have been quicker than the answer.
      if (this.waiting.has(id)) resolve();
      else this.waiting.set(id, resolve);
    });
    this.waiting.delete(id);
    return performance.now() - begun;
  }

  private async listen(): Promise<void> {
    const manager = await jetstreamManager(this.options.connection);
    const { name } = await manager.consumers.add(runStream, { filter_subject: 'run.*.*.finalize.succeeded.none', ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.New });
    const consumer = await jetstream(this.options.connection).consumers.get(runStream, name);
    await consumer.consume({
      max_messages: 1000,
      callback: (message) => {
        const id = message.subject.split('.')[2] ?? '';
        this.unwritten.push({ sequence: message.seq, at: performance.now() });
        const done = this.waiting.get(id);
        if (done) done();
        else this.waiting.set(id, () => undefined);
      },
    });
  }

  private async pollCursor(): Promise<void> {
    for (;;) {
      try {
        const { rows } = await this.database.query<{ sequence: string }>('SELECT sequence FROM projection_cursor WHERE stream = $1', [runStream]);
        const cursor = Number(rows[0]?.sequence ?? 0);
        const now = performance.now();
        while ((this.unwritten[0]?.sequence ?? Infinity) <= cursor) this.rowLags.push(now - (this.unwritten.shift()?.at ?? now));
      } catch {
        return;
      }
      await new Promise((resolve) => { setTimeout(resolve, cursorPollMilliseconds); });
    }
  }
}
