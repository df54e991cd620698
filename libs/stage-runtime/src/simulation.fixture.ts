// A simulated installation: one stream in memory that repeats, delays, reorders and forgets, workers that die, operators that interfere.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { AppendUnclear, InMemoryRunLog, LaneMoved, encodeFact, type AppendOptions, type Delivery } from '#bus';
import { FileArtifactStore } from '#artifacts';
import type { Candidate, Fact, StoredFact } from '#contracts';
import { laneOf, nobody } from '#contracts';
import { attemptOf, isOver, planChoice, planRetry } from '#domain';
import { Redactor } from '#platform';
import { context, discovered, artifact, requested } from '../../contracts/fixtures/sample-facts';
import type { StagePoint } from './runtime-parts';
import type { StageContext } from './stage-context';
import type { RunHandler } from './stage-execution';
import { StageRuntime } from './stage-runtime';

export class Random {
  constructor(private state: number) {}
  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 2 ** 32;
  }
  chance(probability: number): boolean { return this.next() < probability; }
  pick<T>(from: readonly T[]): T { return from[Math.floor(this.next() * from.length)] as T; }
}

export interface Chaos { crash: number; unclear: number; lag: number; repeat: number; lostAck: number; deaf: number; cancel: number; failure: number }
export const calm: Chaos = { crash: 0, unclear: 0, lag: 0, repeat: 0, lostAck: 0, deaf: 0, cancel: 0, failure: 0 };

const answers = 2;
const answersOf = ({ attempt }: StageContext): Candidate[] => Array.from({ length: answers }, (_, index) => ({
  candidate: index + 1, rank: index + 1, chosen: index === attempt % answers, applies: true, ticked: 0, foreignTicks: 0, findings: 0, sizeBytes: 0, patch: artifact('candidate_patch_1'), why: '',
}));

/** A log as one worker sees it: it may lag behind, may not hear that its fact was stored, and dies with the worker. */
class WorkerLog extends InMemoryRunLog {
  dead = false;
  constructor(private readonly server: InMemoryRunLog, private readonly random: Random, private readonly chaos: Chaos) { super(); }

  override async append(fact: Fact, options: AppendOptions): Promise<number> {
    if (this.dead) throw new AppendUnclear();
    const sequence = await this.server.append(fact, options);
    if (this.random.chance(this.chaos.unclear)) throw new AppendUnclear();
    return sequence;
  }

  override async lastOfLane(lane: string): Promise<StoredFact | undefined> {
    const facts = this.server.all().filter((one) => one.fact.lane === lane);
    return this.random.chance(this.chaos.lag) ? facts.at(-2) : facts.at(-1);
  }
}

interface Pending { sequence: number; deliveries: number; inFlight: boolean; done: boolean }

export class Simulation {
  readonly log = new InMemoryRunLog();
  /** What exists at the agent: the markers its tasks were made with. */
  readonly tasks: string[] = [];
  readonly pushes: string[] = [];
  /** How many workers died at each point of a stage's life. */
  readonly deaths: Record<StagePoint, number> = { intended: 0, handled: 0, told: 0 };
  readonly random: Random;
  chaos: Chaos;
  private readonly pending = new Map<number, Pending>();
  private readonly root = mkdtempSync(join(tmpdir(), 'specline-simulation-'));
  private readonly artifacts = new FileArtifactStore({ root: this.root, retentionDays: 7 });
  private seen = 0;

  constructor(seed: number, chaos: Chaos) {
    this.random = new Random(seed);
    this.chaos = chaos;
  }

  async post(lane: string): Promise<string | undefined> {
    const last = await this.log.lastOfLane(lane);
    if (last && !isOver(last.fact)) return undefined;
    const fact = requested({ lane, runId: randomUUID(), id: randomUUID() });
    return this.tryAppend(fact, last?.sequence ?? 0).then((stored) => (stored ? fact.runId : undefined));
  }

  async cancel(runId: string): Promise<void> {
    const last = await this.log.lastOfRun(runId);
    if (!last || isOver(last.fact)) return;
    await this.tryAppend({ ...last.fact, id: randomUUID(), stage: 'run', state: 'cancelled', next: nobody, attempt: attemptOf(last.fact), trigger: last.sequence }, last.sequence);
  }

  async retry(runId: string): Promise<void> {
    const last = await this.log.lastOfRun(runId);
    const lane = last && await this.log.lastOfLane(last.fact.lane);
    if (!last || lane?.fact.runId !== runId) return;
    const plan = planRetry(last);
    if (plan.ok) await this.tryAppend({ ...last.fact, id: randomUUID(), stage: 'run', state: 'retried', next: plan.stage, attempt: plan.attempt, trigger: last.sequence }, last.sequence);
  }

  /** Another answer of the agent, wherever the run has ended. */
  async choose(runId: string): Promise<void> {
    const facts = await this.log.factsOfRun(runId);
    const last = facts.at(-1);
    const lane = last && await this.log.lastOfLane(last.fact.lane);
    if (!last || lane?.fact.runId !== runId) return;
    const plan = planChoice({ facts, candidate: 1 + Math.floor(this.random.next() * answers) });
    if (!plan.ok) return;
    const { attempt, context: given, stage } = plan;
    await this.tryAppend({ ...last.fact, id: randomUUID(), stage: 'run', state: 'retried', next: stage, attempt, trigger: last.sequence, context: given, retry: { mode: 'choose_candidate', stage, candidate: 1 } }, last.sequence);
  }

  /** Hands out up to `width` deliveries at once, in any order, some of them twice, and waits for them. @returns whether there was any */
  async step(width: number): Promise<boolean> {
    this.collect();
    const open = [...this.pending.values()].filter((one) => !one.done && !one.inFlight);
    const chosen = Array.from({ length: Math.min(width, open.length) }, () => this.random.pick(open));
    const old = this.random.chance(this.chaos.repeat) ? [...this.pending.values()].filter((one) => one.done) : [];
    await Promise.all([...chosen, ...(old.length > 0 ? [this.random.pick(old)] : [])].map((one) => this.deliver(one)));
    return open.length > 0;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private collect(): void {
    for (const { sequence, fact } of this.log.all().slice(this.seen)) {
      this.seen = sequence;
      if (fact.next !== nobody) this.pending.set(sequence, { sequence, deliveries: 0, inFlight: false, done: false });
    }
  }

  private async deliver(pending: Pending): Promise<void> {
    const stored = this.log.all()[pending.sequence - 1];
    if (!stored) return;
    pending.deliveries += 1;
    const worker = new WorkerLog(this.log, this.random, this.chaos);
    const runtime = new StageRuntime({
      log: worker, lanes: { mayHaveMoved: () => !this.random.chance(this.chaos.deaf) }, news: { tell: () => undefined }, deadLetters: { keep: async () => undefined }, artifacts: this.artifacts, redactor: new Redactor([]),
      logger: pino({ level: 'silent' }), worker: 'simulated', now: () => new Date(), newId: () => randomUUID(), retryDelaysSeconds: [0, 0, 0],
      passing: (point) => {
        if (worker.dead || !this.random.chance(this.chaos.crash)) return;
        worker.dead = true;
        this.deaths[point] += 1;
        throw new Error(`killed: ${point}`);
      },
    });
    const delivery: Delivery = {
      stage: stored.fact.next, subject: '', sequence: pending.sequence, data: encodeFact(stored.fact), headers: {}, storedAt: Date.now(), deliveryCount: Math.min(pending.deliveries, 17),
      onHeartbeat: () => undefined,
      acknowledge: () => { if (!worker.dead && !this.random.chance(this.chaos.lostAck)) pending.done = true; },
      retryLater: () => undefined,
      discard: () => { pending.done = true; },
    };
    await runtime.process(stored.fact.next, delivery, this.handler(worker, stored.fact.next));
  }

  /** Handlers with the effects of the real ones, and every place in which a worker can die. */
  private handler(worker: WorkerLog, stage: string): RunHandler {
    const mayDie = async (): Promise<void> => {
      await new Promise((resolve) => { setImmediate(resolve); });
      if (worker.dead || !this.random.chance(this.chaos.crash)) return;
      worker.dead = true;
      throw new Error('killed');
    };
    return async (_input, run: StageContext) => {
      await mayDie();
      if (this.random.chance(this.chaos.failure)) throw new Error('the outside failed');
      if (stage === 'discover') return discovered;
      if (stage === 'submit') return this.submit(run, mayDie);
      if (stage === 'apply') return { patch: artifact('codex_patch'), appliedPatch: artifact('applied_patch'), treeSha: 'b'.repeat(40), files: [], ticked: [], findings: [], effects: [], candidates: answersOf(run) };
      if (stage === 'publish') {
        this.pushes.push(`${run.lane} ${run.runId}`);
        await mayDie();
        return { branchName: 'b', commitSha: 'c'.repeat(40), prNumber: 1, prUrl: 'https://example.test/1', created: true };
      }
      return { summary: artifact('run_summary') };
    };
  }

  private async submit(run: StageContext, mayDie: () => Promise<void>) {
    const marker = `${run.runId}/${run.attempt}`;
    if (!run.recovering) {
      await run.intend({ marker });
      await mayDie();
    }
    if (!this.tasks.includes(marker)) this.tasks.push(marker);
    else if (!run.recovering) this.tasks.push(`${marker} again`);
    await mayDie();
    return { agent: 'codex-cloud', agentVersion: '1', environment: 'e', taskId: 't', taskUrl: 'https://example.test/t', prompt: artifact('codex_prompt'), adopted: false };
  }

  private async tryAppend(fact: Fact, expectedSequence: number): Promise<boolean> {
    try {
      await this.log.append(fact, { expectedSequence });
      return true;
    } catch (error) {
      if (error instanceof LaneMoved) return false;
      throw error;
    }
  }
}

export const laneNumber = (index: number): string => laneOf('acme/web', `00${index}-feature`);
export { context };
