// For tests: a Codex Cloud behind the real CLI, and the parts of the runner in front of it.
import { dirname } from 'node:path';
import type { RunContext, RunRequest } from '#contracts';
import { artifact, discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { StageBench, contextOf } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { TASKS_FILE, git, startEmulatedCloud, type EmulatedCloud } from '../../../../tools/sandbox/codex-cloud/emulated-cloud.fixture';
import { codexEnvironment } from '../agents/codex-cloud/cli-environment';
import { codexProgram } from '../agents/codex-cloud/cli-program';
import { systemClock } from '../agents/codex-cloud/clock';
import { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import { CodexCloudCli } from '../agents/codex-cloud/codex-cloud-cli';
import { CodexCloudPhase } from '../agents/codex-cloud/codex-cloud-phase';
import { TaskSubmission } from '../agents/codex-cloud/task-submission';
import { TaskWaiting, type WaitLimits } from '../agents/codex-cloud/task-wait';
import { PhaseAgent } from '../agents/phase-agent';
import { PhaseAgents } from '../agents/phase-agents';
import { TaskPoller, cloudTaskSource, unshared } from '../agents/codex-cloud/poller';

export interface CodexBenchOptions { cloud?: Parameters<typeof startEmulatedCloud>[0]; pollMs?: number }

export interface AskedAgents { cli?: CodexCloudCli; agent?: CodexCloudAgent; settleSeconds?: number; limits?: WaitLimits; now?: () => number }

class NobodyLocal extends PhaseAgent {
  submit(): Promise<never> { return Promise.reject(new Error('no job container is meant here')); }
  answer(): Promise<never> { return this.submit(); }
}

export class CodexBench {
  readonly stages = new StageBench();
  readonly cli: CodexCloudCli;
  readonly agent: CodexCloudAgent;
  private readonly pollers: TaskPoller[] = [];

  private constructor(readonly cloud: EmulatedCloud, readonly baseSha: string, private readonly pollMs: number) {
    this.cli = this.signedInAt(cloud.codexHome);
    this.agent = this.agentOf(this.cli);
  }

  static async start({ cloud: options, pollMs = 200 }: CodexBenchOptions = {}): Promise<CodexBench> {
    const cloud = await startEmulatedCloud(options);
    return new CodexBench(cloud, (await git(cloud.repository, 'rev-parse', 'main')).trim(), pollMs);
  }

  get control() { return this.cloud.emulator.control; }

  signedInAt(codexHome: string): CodexCloudCli {
    return new CodexCloudCli(this.cliOptions(codexHome));
  }

  cliOptions(codexHome = this.cloud.codexHome): ConstructorParameters<typeof CodexCloudCli>[0] {
    return {
      program: codexProgram(), lockWaitMs: 60_000,
      environment: codexEnvironment({ PATH: dirname(process.execPath), HOME: this.cloud.directory, CODEX_HOME: codexHome, ...this.cloud.emulator.environmentVariables() }),
    };
  }

  agentOf(cli: CodexCloudCli, environment: string | undefined = 'env-web'): CodexCloudAgent {
    const pollers = new Map<string, TaskPoller>();
    const pollerOf = (name: string): TaskPoller => {
      const timing = { intervalMs: this.pollMs, slowMs: this.pollMs * 6, backoffLimitMs: 2_000 };
      const poller = pollers.get(name) ?? new TaskPoller({ source: cloudTaskSource(cli, name), share: unshared, timing, clock: systemClock, random: Math.random });
      if (!pollers.has(name)) this.pollers.push(poller);
      pollers.set(name, poller);
      return poller;
    };
    return new CodexCloudAgent(cli, { environmentOf: () => environment || undefined, pollerOf });
  }

  /** The runner's agents; those in job containers must not be asked. */
  agents({ cli = this.cli, agent = this.agent, settleSeconds = 0.2, limits = { silenceMinutes: 1, deadlineMinutes: 2 }, now }: AskedAgents = {}): PhaseAgents {
    const submission = new TaskSubmission(cli, { settleSeconds, ...(now ? { now } : {}) });
    return new PhaseAgents({ cloud: new CodexCloudPhase(agent, submission, new TaskWaiting(agent, limits)), local: new NobodyLocal(), allowed: ['codex-cloud'] });
  }

  /** What submit is given: phase 2 of the emulator's sample repository. */
  context(request: Partial<RunRequest> = {}, done: Partial<RunContext> = {}): RunContext {
    return contextOf({ repository: 'acme/web', ...request }, {
      discover: {
        ...discovered, tasksFile: TASKS_FILE, baseSha: this.baseSha,
        phase: { slug: 'phase-2-foundation', ordinal: 2, title: 'Phase 2: Foundation', firstTaskId: 'T002', digest: 'd' },
        openTasks: [
          { id: 'T002', line: 9, text: '[P] Add the line type to src/cart.ts', files: ['src/cart.ts'] },
          { id: 'T003', line: 10, text: '[P] Write src/cart-total.ts that adds up lines', files: ['src/cart-total.ts'] },
        ],
      },
      ...done,
    });
  }

  submitted(taskId: string, url: string): RunContext['submit'] {
    return { agent: 'codex-cloud', agentVersion: '1', environment: 'env-web', taskId, taskUrl: url, prompt: artifact('codex_prompt'), adopted: false };
  }

  async close(): Promise<void> {
    await Promise.all(this.pollers.map((poller) => poller.close()));
    await this.cloud.close();
    this.stages.close();
  }
}
