// Histories of runs as the system writes them: every fact is one that the chain, a retry, a cancel or an operator allows at that moment.
import fc from 'fast-check';
import type { Artifact, ArtifactKind, Fact, RunContext, StoredFact } from '#contracts';
import { chainOf, laneOf, nobody, operatorStage } from '#contracts';
import { attemptOf, isOver, planRetry } from '#domain';

/** What happens next to a lane; what is not possible at that moment is left out. */
export type Event = 'request' | 'succeed' | 'no_work' | 'intend' | 'fail' | 'fail_for_now' | 'retry' | 'cancel';
export interface Move { lane: number; event: Event; message: string }

const often: Event[] = ['succeed', 'succeed', 'succeed', 'succeed', 'intend', 'request'];
const seldom: Event[] = ['fail', 'fail_for_now', 'retry', 'no_work', 'cancel'];
const moves = (lanes: number, maximum: number): fc.Arbitrary<Move[]> => fc.array(fc.record({
  lane: fc.nat({ max: lanes - 1 }),
  event: fc.constantFrom(...often, ...often, ...seldom),
  message: fc.oneof(fc.constant('done'), fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('nul \u0000 and half \ud800 a pair \\u0000')),
}), { minLength: 1, maxLength: maximum });

/** Facts of several lanes, mixed, with sequences from 1 on. */
export function factHistories({ lanes = 4, maximum = 120 } = {}): fc.Arbitrary<StoredFact[]> {
  return moves(lanes, maximum).map((list) => historyOf(list));
}

export function historyOf(list: readonly Move[]): StoredFact[] {
  const history = new FactHistory();
  for (const move of list) history.play(move);
  return history.facts;
}

/** A run that goes through its chain without a hitch: `requested`, five successes and the intent of submit. */
export const straight: readonly Event[] = ['request', 'succeed', 'intend', 'succeed', 'succeed', 'succeed', 'succeed'];

export class FactHistory {
  readonly facts: StoredFact[] = [];
  private readonly last = new Map<number, StoredFact>();
  private count = 0;

  /** `salt` keeps the ids of two histories apart; `firstSequence` is where this one begins. */
  constructor(private readonly salt = 0, private readonly firstSequence = 1) {}

  play({ lane, event, message }: Move): void {
    const last = this.last.get(lane);
    if (event === 'request') return last && !isOver(last.fact) ? undefined : this.request(lane, last);
    if (!last) return undefined;
    if (event === 'retry') return this.retry(lane, last);
    if (!isOver(last.fact)) this.act(lane, last, event, message);
  }

  private request(lane: number, last: StoredFact | undefined): void {
    const repository = lane % 2 ? 'Acme/Web' : 'globex/api';
    const featureKey = `${String(lane).padStart(3, '0')}-cart`;
    const request: RunContext['request'] = {
      repository, featureKey, workflow: 'next-phase', agent: 'codex-cloud', attempts: 1, dryRun: lane === 3, createdBy: 'alice',
      ...(lane === 1 ? { baseBranch: 'main', notes: 'please', externalRef: 'JIRA-1' } : {}), ...(last ? { restartOf: last.fact.runId } : {}),
    };
    const context = { chain: chainOf('next-phase', request.dryRun) ?? [], request };
    const runId = this.uuid();
    this.append(lane, { lane: laneOf(repository, featureKey), runId, stage: operatorStage, state: 'requested', next: 'discover', attempt: 1, trigger: 0, context, actor: 'alice', traceId: runId.replaceAll('-', '') });
  }

  private retry(lane: number, last: StoredFact): void {
    const plan = planRetry(last);
    if (!plan.ok) return;
    this.append(lane, { ...identity(last.fact), stage: operatorStage, state: 'retried', next: plan.stage, attempt: plan.attempt, trigger: plan.trigger, context: last.fact.context, actor: 'bob', retry: { mode: 'resume_failed_task', stage: plan.stage } });
  }

  private act(lane: number, last: StoredFact, event: Event, message: string): void {
    const recovering = last.fact.state === 'intended';
    const stage = recovering ? last.fact.stage : last.fact.next;
    const attempt = recovering ? last.fact.attempt : attemptOf(last.fact);
    const base = { ...identity(last.fact), stage, attempt, trigger: last.sequence, context: last.fact.context, message };
    if (event === 'cancel') return this.append(lane, { ...base, stage: operatorStage, state: 'cancelled', next: nobody, actor: 'bob' });
    if (event === 'intend') {
      if (stage === 'submit' && !recovering) this.append(lane, { ...base, state: 'intended', next: nobody, intent: { marker: message, known: ['task_1'] }, credentialAudit: { codexStatus: 'valid', githubStatus: 'skipped', checkedAt: this.time(), notes: [message] } });
      return undefined;
    }
    if (event === 'fail' || event === 'fail_for_now') {
      const forNow = event === 'fail_for_now' && !recovering;
      return this.append(lane, { ...base, state: 'failed', next: forNow ? stage : nobody, startedAt: this.time(), failure: { code: stage === 'apply' ? 'codex.no_diff' : 'worker.broke', message, remediation: 'Look.', retryable: forNow, details: { message } }, ...(forNow ? { notBefore: this.time() } : {}), artifacts: [this.artifact(stage, attempt, 'stderr_log')] });
    }
    if (event === 'no_work') {
      if (stage === 'discover') this.append(lane, { ...base, state: 'succeeded', next: nobody, outcome: 'no_work', startedAt: this.time() });
      return undefined;
    }
    this.succeed(lane, stage, base);
  }

  private succeed(lane: number, stage: string, base: Pick<Fact, 'lane' | 'runId' | 'stage' | 'attempt' | 'trigger' | 'context' | 'message'>): void {
    const { chain } = base.context;
    const next = chain[chain.indexOf(stage) + 1] ?? nobody;
    const kept = keptBy[stage]?.map((kind) => this.artifact(stage, base.attempt, kind)) ?? [];
    this.append(lane, {
      ...base, state: 'succeeded', next, startedAt: this.time(), context: { ...base.context, ...this.output(stage, kept, base.context.request.featureKey) }, artifacts: kept,
      execution: { selectedSkill: null, executionPath: 'direct_only', usedSkills: false, usedFallback: false, shadowModeRequested: false },
      ...(next === nobody ? { outcome: 'succeeded' as const } : {}),
    });
  }

  private output(stage: string, [kept = this.artifact(stage, 1, 'run_summary')]: Artifact[], feature: string): Partial<RunContext> {
    switch (stage) {
      case 'discover': return {
        discover: {
          featureKey: feature, featureDirectory: `specs/${feature}`, tasksFile: `specs/${feature}/tasks.md`, tasksFileDigest: digestOf(this.count), baseBranch: 'main', baseSha: shaOf(this.count),
          phase: { slug: 'phase-1', ordinal: 1, title: 'Phase 1', firstTaskId: 'T001', digest: digestOf(1) }, branchName: `specline/${feature}/phase-1`, diagnostics: [],
          openTasks: Array.from({ length: 8 }, (_, index) => ({ id: `T00${index}`, line: index + 10, text: `Write the code of part ${index} of the cart, and its tests, in src/cart/part-${index}.ts`, files: [`src/cart/part-${index}.ts`] })),
        },
      };
      case 'submit': return { submit: { agent: 'codex-cloud', agentVersion: '1.0.0', environment: 'env', taskId: `task_${this.count}`, taskUrl: `https://codex.example/task_${this.count}`, prompt: kept, adopted: false } };
      case 'apply': return { apply: { patch: kept, appliedPatch: kept, treeSha: shaOf(this.count), files: [{ path: 'src/cart.ts', status: 'added' }], ticked: ['T001'], findings: [], effects: ['push'] } };
      case 'publish': return { publish: { branchName: `specline/${feature}/phase-1`, commitSha: shaOf(this.count), prNumber: this.count, prUrl: `https://github.example/pull/${this.count}`, created: true } };
      default: return { finalize: { summary: kept } };
    }
  }

  private append(lane: number, fact: Omit<Fact, 'v' | 'id' | 'at' | 'worker'>): void {
    const whole = { v: 1 as const, id: this.uuid(), worker: 'worker-1', at: this.time(), ...fact };
    const stored = { sequence: this.firstSequence + this.facts.length, fact: JSON.parse(JSON.stringify(whole)) as Fact };
    this.facts.push(stored);
    this.last.set(lane, stored);
  }

  private artifact(stage: string, attempt: number, artifactType: ArtifactKind): Artifact {
    const id = this.uuid();
    return { id, artifactType, stage, attempt, path: `${id}.txt`, contentType: 'text/plain', sizeBytes: this.count, digest: digestOf(this.count), pinned: false, expiresAt: this.time(), createdAt: this.time() };
  }

  private time(): string {
    this.count += 1;
    return new Date(Date.UTC(2030, 0, 1) + this.count * 7).toISOString();
  }

  private uuid(): string {
    this.count += 1;
    return `${this.salt.toString(16).padStart(8, '0')}-0000-7000-8000-${this.count.toString(16).padStart(12, '0')}`;
  }
}

const keptBy: Record<string, ArtifactKind[]> = {
  submit: ['codex_prompt', 'codex_logs'], apply: ['codex_patch', 'apply_report'], publish: ['gh_pr_response', 'gh_push_log'], finalize: ['run_summary'],
};
const identity = ({ lane, runId, traceId }: Fact): Pick<Fact, 'lane' | 'runId' | 'traceId'> => ({ lane, runId, traceId });
const shaOf = (number: number): string => number.toString(16).padStart(40, '0');
const digestOf = (number: number): string => `sha256:${number.toString(16).padStart(64, '0')}`;
