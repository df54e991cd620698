// For tests: runs stage classes by themselves, each through a real StageContext, over a run log in memory and artifacts in a temporary directory.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { FileArtifactStore } from '#artifacts';
import { InMemoryRunLog } from '#bus';
import type { Artifact, ArtifactKind, Fact, Failure, News, RunContext, StageName } from '#contracts';
import { laneOf, stageCatalogue } from '#contracts';
import { StageFailure } from '#domain';
import { Redactor } from '#platform';
import { fact } from '../../contracts/fixtures/sample-facts';
import { failureFact, intentFact, successFact, type Answering } from './answer';
import { StageContext, type RecordedIntent } from './stage-context';

export interface StageStart { runId?: string; attempt?: number; recovering?: RecordedIntent; trigger?: Partial<Fact> }
type Handler = { run(input: never, stage: StageContext): Promise<unknown> };

export class StageBench {
  readonly log = new InMemoryRunLog();
  readonly root = mkdtempSync(join(tmpdir(), 'specline-stage-'));
  readonly artifacts = new FileArtifactStore({ root: join(this.root, 'artifacts'), retentionDays: 7 });

  /** Stores the stage's trigger in the lane of `context`. */
  async start(stage: StageName, context: RunContext, { runId = randomUUID(), attempt = 1, recovering, trigger = {} }: StageStart = {}): Promise<StageTrial> {
    const lane = laneOf(context.request.repository, context.request.featureKey);
    const last = await this.log.lastOfLane(lane);
    const stored = fact({ stage: 'run', state: 'requested', next: stage, id: randomUUID(), runId, lane, attempt, at: new Date().toISOString(), context, ...trigger });
    const sequence = await this.log.append(stored, { expectedSequence: last?.sequence ?? 0 });
    return new StageTrial(this, { stage, trigger: { sequence, fact: stored }, recovering });
  }

  /** Every byte of every artifact, to search for what must not be there. */
  everythingKept(): string {
    const files = readdirSync(join(this.root, 'artifacts'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface TrialParts { stage: StageName; trigger: Answering['trigger']; recovering: RecordedIntent | undefined }

/** One attempt of one stage; it appends the facts that the runtime would. */
export class StageTrial {
  readonly news: Partial<News>[] = [];
  readonly stop = new AbortController();
  readonly context: StageContext;
  private last: number;

  constructor(private readonly bench: StageBench, private readonly parts: TrialParts) {
    const { stage, trigger, recovering } = parts;
    this.last = trigger.sequence;
    this.context = new StageContext({
      trigger, stage, attempt: trigger.fact.attempt, signal: this.stop.signal, logger: pino({ level: 'silent' }), artifacts: bench.artifacts, recovering, now: () => new Date(),
      tell: (news) => { this.news.push(news); },
      appendIntent: async (data) => { await this.append(intentFact(this.answering(), data)); },
      redact: (text) => new Redactor([]).text(text),
    });
  }

  /** The handler's output, checked as the runtime checks it; the closing fact is stored either way. */
  async run<Output>(handler: Handler & { run(...given: never[]): Promise<Output> }): Promise<Output> {
    const { input, output } = stageCatalogue[this.parts.stage];
    try {
      const result = output.parse(await handler.run(input.parse(this.parts.trigger.fact.context) as never, this.context));
      await this.context.closeLogs();
      await this.append(successFact(this.answering(), result, this.context.remarks));
      return result as Output;
    } catch (error) {
      await this.context.closeLogs();
      if (error instanceof StageFailure) await this.append(failureFact(this.answering(), error.failure, this.context.remarks));
      throw error;
    }
  }

  /** The failure that the handler ends with. Rejects when it ends well, or with anything but a failure. */
  async failure(handler: Handler): Promise<Failure> {
    const ended = await this.run(handler).then((output) => output, (error: unknown) => error);
    if (ended instanceof StageFailure) return ended.failure;
    throw ended instanceof Error ? ended : new Error(`no failure: ${JSON.stringify(ended)}`);
  }

  /** The facts that answer the trigger, oldest first. */
  answers(): Fact[] {
    return this.bench.log.all().filter((one) => one.fact.trigger === this.parts.trigger.sequence).map((one) => one.fact);
  }

  kept(kind: ArtifactKind): Artifact | undefined {
    return [...this.context.remarks.artifacts.values()].find((artifact) => artifact.artifactType === kind);
  }

  /** The text of an artifact. */
  async read(kind: ArtifactKind): Promise<string> {
    const artifact = this.kept(kind);
    if (!artifact) throw new Error(`the stage kept no ${kind}`);
    return (await this.bench.artifacts.read(artifact)).toString();
  }

  private async append(one: Fact): Promise<void> {
    this.last = await this.bench.log.append(one, { expectedSequence: this.last });
  }

  private answering(): Answering {
    return { trigger: this.parts.trigger, stage: this.parts.stage, worker: 'test@host:1', id: randomUUID(), now: new Date(), startedAt: new Date() };
  }
}

/** What an operator asks for, completed; `change` says what matters to the test. */
export function contextOf(change: Partial<RunContext['request']> & Pick<RunContext['request'], 'repository'>, done: Partial<RunContext> = {}): RunContext {
  return {
    chain: ['discover', 'submit', 'apply', 'publish', 'finalize'],
    request: { featureKey: '003-cart', workflow: 'next-phase', agent: 'codex-cloud', attempts: 1, dryRun: false, createdBy: 'ada', ...change },
    ...done,
  };
}
