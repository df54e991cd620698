// What a stage handler sees of its run: who asked for what, whether it may go on, and where to put what it made.
import { createHash } from 'node:crypto';
import type { ArtifactForm, ArtifactLog, ArtifactStore } from '#artifacts';
import { jsonForm, linesForm } from '#artifacts';
import type { Artifact, ArtifactKind, CredentialAudit, Execution, Fact, News, RunRequest, StoredFact } from '#contracts';
import { outcomes } from '#contracts';
import type { Logger } from '#platform';

/** Another fact has been stored meanwhile, or the run was cancelled: the handler stops and nothing it returns counts. */
export class Superseded extends Error {
  constructor() {
    super('the run has moved on without this handler');
    this.name = 'Superseded';
  }
}

/** One line at a time, without its line end. */
export interface StageLog { line(text: string): void }

/** What was announced before a call that cannot be repeated, by this handler or by one that died. */
export interface RecordedIntent { data: Record<string, unknown>; at: Date }

export interface StageContextParts {
  trigger: StoredFact;
  stage: string;
  attempt: number;
  signal: AbortSignal;
  logger: Logger;
  artifacts: ArtifactStore;
  now(): Date;
  recovering: RecordedIntent | undefined;
  tell(news: Pick<News, 'kind'> & Partial<News>): void;
  appendIntent(data: Record<string, unknown>): Promise<void>;
  redact(text: string): string;
}

/** What the handler said besides its output; the runtime writes it into the closing fact. */
export interface StageRemarks {
  message?: string;
  outcome?: (typeof outcomes)[number];
  continueAt?: string;
  credentialAudit?: CredentialAudit;
  execution: Execution;
  artifacts: Map<string, Artifact>;
  effects: Record<string, unknown>[];
  /** Milliseconds of waiting that are over, and since when the stage waits again. */
  waitedMs: number;
  waitingSince?: Date;
}

/** Milliseconds until `now` in which the stage waited for its agent. */
export function waitedUntil(now: Date, { waitedMs, waitingSince }: Pick<StageRemarks, 'waitedMs' | 'waitingSince'>): number {
  return waitedMs + (waitingSince ? Math.max(0, now.getTime() - waitingSince.getTime()) : 0);
}

export class StageContext {
  readonly remarks: StageRemarks = {
    execution: { selectedSkill: null, executionPath: 'direct_only', usedSkills: false, usedFallback: false, shadowModeRequested: false },
    artifacts: new Map(),
    effects: [],
    waitedMs: 0,
  };
  private readonly logs: { log: ArtifactLog; kind: ArtifactKind }[] = [];

  constructor(private readonly parts: StageContextParts) {}

  get runId(): string { return this.fact.runId; }
  get lane(): string { return this.fact.lane; }
  get stage(): string { return this.parts.stage; }
  get attempt(): number { return this.parts.attempt; }
  get request(): RunRequest { return this.fact.context.request; }
  get repository(): string { return this.request.repository; }
  /** The fact that is being answered; an operator's retry carries what the operator said. */
  get fact(): Fact { return this.parts.trigger.fact; }
  /** Aborted when the run has moved on or the stage's time is over; pass it to every call that waits. */
  get signal(): AbortSignal { return this.parts.signal; }
  get logger(): Logger { return this.parts.logger; }
  /** Set when an earlier handler announced a call and died: find out whether it happened instead of calling again. */
  get recovering(): RecordedIntent | undefined { return this.parts.recovering; }

  /** Announces a call that cannot be repeated. Afterwards only a person can ask for another. @throws Superseded */
  async intend(data: Record<string, unknown>): Promise<void> {
    await this.parts.appendIntent(data);
  }

  /** A line for whoever watches now; may be lost. */
  progress(message: string): void {
    this.parts.tell({ kind: 'progress', message: this.parts.redact(message).slice(0, 2000) });
  }

  /** The line that stays with the stage in the facts. */
  conclude(message: string): void {
    this.remarks.message = message.slice(0, 2000);
  }

  /** Leaves out the stages of the chain before `stage`: there is nothing for them to do. */
  continueAt(stage: string): void {
    this.remarks.continueAt = stage;
  }

  /** The time until `answer` is there counts as waiting for the agent, not as work. One at a time. */
  async awaitAgent<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { remarks, parts } = this;
    remarks.waitingSince = parts.now();
    try {
      return await answer;
    } finally {
      remarks.waitedMs = waitedUntil(parts.now(), remarks);
      delete remarks.waitingSince;
    }
  }

  /** Ends the run after this stage. */
  endRun(outcome: (typeof outcomes)[number]): void {
    this.remarks.outcome = outcome;
  }

  audited(audit: CredentialAudit): void {
    this.remarks.credentialAudit = audit;
  }

  executedWith(execution: Execution): void {
    this.remarks.execution = execution;
  }

  /** Names something that now exists outside (a task, a branch, a pull request), in case the run moves on before the closing fact. */
  effect(effect: Record<string, unknown>): void {
    this.remarks.effects.push(effect);
  }

  /** Keeps an artifact with the run. Text is redacted; bytes are kept as they are. */
  async keep(kind: ArtifactKind, content: string | Uint8Array, form: ArtifactForm): Promise<Artifact> {
    const redacted = typeof content === 'string' ? this.parts.redact(content) : content;
    const artifact = await this.parts.artifacts.write(this.place(kind), redacted, form);
    this.remarks.artifacts.set(artifact.id, artifact);
    return artifact;
  }

  async keepJson(kind: ArtifactKind, value: unknown): Promise<Artifact> {
    return this.keep(kind, `${JSON.stringify(value, null, 2)}\n`, jsonForm);
  }

  /**
   * A log that grows while the stage runs; watchers are told how far it has grown. It is closed with the stage.
   * @param repeated the lines come once more from the first one on: those that an earlier try of this attempt kept are left out
   */
  async openLog(kind: ArtifactKind, form: ArtifactForm = linesForm, { repeated = false } = {}): Promise<StageLog> {
    const log = await this.parts.artifacts.openLog(this.place(kind), form);
    this.logs.push({ log, kind });
    let keptBytes = repeated ? log.sizeBytes : 0;
    return {
      line: (text) => {
        const line = this.parts.redact(text);
        keptBytes -= Buffer.byteLength(line) + 1;
        if (keptBytes >= 0) return;
        // Nothing is left out any more, and a line that was cut off comes whole.
        keptBytes = 0;
        log.line(line);
        this.parts.tell({ kind: 'log', artifactId: log.artifactId, artifactType: kind, sizeBytes: log.sizeBytes });
      },
    };
  }

  /** Closes the logs and adds them to the artifacts. Called by the runtime. */
  async closeLogs(): Promise<void> {
    for (const { log } of this.logs.splice(0)) {
      const artifact = await log.close();
      this.remarks.artifacts.set(artifact.id, artifact);
    }
  }

  throwIfStopped(): void {
    this.signal.throwIfAborted();
  }

  private place(kind: ArtifactKind) {
    return { runId: this.runId, stage: this.stage, attempt: this.attempt, kind };
  }
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
