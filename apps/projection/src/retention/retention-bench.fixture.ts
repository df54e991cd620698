// Runs with artifacts for tests of the retention: their facts in a real stream, their rows in a real database, their bytes in either store.
import { randomUUID } from 'node:crypto';
import { linesForm, patchForm, textForm, type ArtifactStore } from '#artifacts';
import type { RunLog } from '#bus';
import { laneOf, nobody, operatorStage, type Artifact, type Fact, type StoredFact } from '#contracts';
import { ProjectionWriter } from '#read-model';
import { context } from '../../../../libs/contracts/fixtures/sample-facts';
import type { TestRows, TestStream } from '../projection.fixture';
import { RowKeeper } from '../row-keeper';
import { Retention, type RetentionParts } from './retention';
import { RunPruning, type RunPruningParts } from './run-pruning';

export const day = 24 * 60 * 60 * 1000;
export interface KeptRun { id: string; prompt: Artifact; patch: Artifact; log: Artifact }
export interface SweepChange { store?: Partial<Pick<ArtifactStore, 'kept' | 'remove'>>; log?: Pick<RunLog, 'lastOfRun'>; bury?: RunPruningParts['keeping']['bury'] }

export class RetentionBench {
  readonly lines: string[] = [];
  private features = 0;

  /** `writing` is the store as the stages have it, `store` as the retention has it; `log` is what the retention reads. */
  constructor(readonly rows: TestRows, readonly stream: TestStream, readonly writing: ArtifactStore, readonly store: ArtifactStore, readonly log: RunLog) {}

  /** A run with a prompt, a patch and a log, that is over, with its row. */
  async endedRun(at = new Date()): Promise<KeptRun> {
    const run = await this.openRun(at);
    await this.say(run.id, { stage: 'apply', state: 'failed', next: nobody, failure: { code: 'patch.conflict', message: 'It failed.', remediation: 'Mend it.', retryable: false }, artifacts: [run.prompt, run.patch, run.log] }, at);
    await this.project();
    return run;
  }

  async openRun(at = new Date()): Promise<KeptRun> {
    const id = randomUUID();
    const lane = laneOf('acme/web', `${++this.features}-keep`);
    const fact: Fact = { v: 1, id: randomUUID(), runId: id, lane, stage: operatorStage, state: 'requested', next: 'discover', attempt: 1, trigger: 0, at: at.toISOString(), worker: 'gateway@test:1', context, actor: 'ada' };
    await this.stream.log.append(fact, { expectedSequence: 0 });
    await this.project();
    const prompt = await this.writing.write({ runId: id, stage: 'submit', attempt: 1, kind: 'codex_prompt' }, 'Do it.', textForm);
    const patch = await this.writing.write({ runId: id, stage: 'apply', attempt: 1, kind: 'codex_patch' }, 'diff', patchForm);
    const growing = await this.writing.openLog({ runId: id, stage: 'submit', attempt: 1, kind: 'codex_logs' }, linesForm);
    growing.line('{}');
    return { id, prompt, patch, log: await growing.close() };
  }

  async say(runId: string, change: Pick<Fact, 'stage' | 'state' | 'next'> & Partial<Fact>, at = new Date()): Promise<void> {
    const last = (await this.stream.log.lastOfRun(runId))!;
    const { lane, attempt, context: known } = last.fact;
    await this.stream.log.append({ v: 1, id: randomUUID(), runId, lane, attempt, trigger: last.sequence, at: at.toISOString(), worker: 'test@test:1', context: known, ...change }, { expectedSequence: last.sequence });
  }

  /** Brings the rows up to the end of the stream. */
  async project(): Promise<void> {
    const writer = await ProjectionWriter.connect({ databaseUrl: this.rows.postgres.url });
    try {
      const cursor = await writer.cursor();
      const { lastSequence } = await this.stream.log.state();
      const facts: StoredFact[] = [];
      for (let sequence = cursor.sequence + 1; sequence <= lastSequence; sequence += 1) facts.push((await this.stream.log.at(sequence))!);
      await new RowKeeper(writer, cursor, () => new Date()).keep(facts);
    } finally {
      await writer.release();
    }
  }

  /** The retention as it is so many days from now, with seven days to keep. */
  retention(days: number, { store, log = this.log, bury }: SweepChange = {}): Retention {
    const { keeping } = this.rows.model;
    const kept: Pick<ArtifactStore, 'kept' | 'remove' | 'lateEffects'> = {
      kept: (runId) => (store?.kept ?? this.store.kept.bind(this.store))(runId), lateEffects: (runId) => this.store.lateEffects(runId),
      remove: (path) => (store?.remove ?? this.store.remove.bind(this.store))(path),
    };
    const pruning = new RunPruning({ store: kept, log, keeping: bury ? { bury } : keeping, retentionDays: 7, now: () => new Date(Date.now() + days * day) });
    const say = (_about: object, message: string): void => { this.lines.push(message); };
    const parts: RetentionParts = { databaseUrl: this.rows.postgres.url, store: this.store, rows: this.rows.model, pruning, logger: { info: say, warn: say, error: say } };
    return new Retention(parts);
  }

  async pathsOf(runId: string): Promise<string[]> {
    return (await this.store.kept(runId)).map(({ path }) => path).toSorted();
  }

  /** What the tombstones of a run name, by path. */
  async tombstonesOf(runId: string): Promise<string[]> {
    return (await this.rows.model.keeping.ofRun(runId)).flatMap(({ path, tombstone }) => (tombstone ? [path ?? ''] : [])).toSorted();
  }
}

export const pathsIn = ({ prompt, patch, log }: KeptRun): string[] => [prompt.path, patch.path, log.path].toSorted();
