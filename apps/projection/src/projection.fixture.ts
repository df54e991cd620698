// A database and a stream for tests of the projection, and the comparison that they all end with.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Client } from 'pg';
import { JetStreamRunLog, connectToNats, encodeFact, ensureStreams, streams } from '#bus';
import { runStream, subjectOf, type Run, type StoredFact } from '#contracts';
import { evolve } from '#domain';
import { ReadModel, migrate } from '#read-model';
import { storableJson } from '../../../libs/read-model/src/storable-json';
import type { TestServer } from '../../../tools/stack/test-infrastructure';

export class TestRows {
  readonly model: ReadModel;

  constructor(readonly postgres: TestServer) {
    this.model = new ReadModel({ databaseUrl: postgres.url });
  }

  async empty(): Promise<void> {
    await this.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await migrate(this.postgres.url);
  }

  async truncate(): Promise<void> {
    await this.sql(`TRUNCATE spec_workflow_runs, spec_workflow_task_states, workflow_artifacts, workflow_credential_audits, run_facts, projection_faults;
      UPDATE projection_cursor SET sequence = 0, generation = 0`);
  }

  async sql<R extends object>(statement: string): Promise<R[]> {
    const client = new Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      return (await client.query<R>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Breaks the connection of whoever writes. */
  async breakWriter(): Promise<void> {
    await this.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'specline-projection'");
  }

  /** The rows are exactly the fold of `facts`, and hold each of them. */
  async expectFoldOf(facts: readonly StoredFact[]): Promise<void> {
    const runs = new Map<string, Run>();
    for (const stored of facts) runs.set(stored.fact.runId, evolve(runs.get(stored.fact.runId), stored));
    const expected = [...runs.values()].map((run) => ({ ...run, restartedAs: [...runs.values()].findLast(({ restartOf }) => restartOf === run.id)?.id ?? null }));
    const found = await this.model.loadRuns([...runs.keys()]);
    expect(expected.map(({ id }) => found.get(id))).toEqual(asStored(expected));
    expect(await this.sql('SELECT count(*)::int AS runs FROM spec_workflow_runs')).toEqual([{ runs: expected.length }]);
    expect(await this.model.factsAfter({ after: 0, limit: facts.length + 1 })).toEqual(asStored(facts));
  }

  async dispose(): Promise<void> {
    await this.model.close();
    await this.postgres.dispose();
  }
}

const asStored = (value: unknown): unknown => JSON.parse(storableJson(value));

export class TestStream {
  private constructor(readonly connection: NatsConnection, readonly log: JetStreamRunLog) {}

  static async on(url: string): Promise<TestStream> {
    const connection = await connectToNats({ url, name: 'test' });
    return new TestStream(connection, await JetStreamRunLog.on(connection));
  }

  async empty(): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    await manager.streams.delete(runStream).catch(() => undefined);
    await ensureStreams(manager);
  }

  /** As if everything before `sequence` had aged out. The stream that services see can neither be purged nor lose messages by hand. */
  async forgetBefore(sequence: number): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    const kept = [];
    const { state } = await manager.streams.info(runStream);
    for (let seq = sequence; seq <= state.last_seq; seq += 1) kept.push(await manager.streams.getMessage(runStream, { seq }));
    await manager.streams.delete(runStream);
    await manager.streams.add({ ...streams.RUN, first_seq: sequence });
    for (const message of kept) if (message) await jetstream(this.connection).publish(message.subject, message.data);
  }

  /** Stored as they are; on an empty stream their sequences are 1, 2, 3, … */
  async store(facts: readonly StoredFact[]): Promise<void> {
    const client = jetstream(this.connection);
    for (const { fact } of facts) await client.publish(subjectOf(fact), encodeFact(fact));
  }

  async storeRaw(subject: string, text: string): Promise<void> {
    await jetstream(this.connection).publish(subject, text);
  }
}
