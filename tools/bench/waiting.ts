// What runs cost while they wait for Codex: CPU of the runner, processes, and calls of the CLI per poll interval.
import { setTimeout as pause } from 'node:timers/promises';
import { install } from '../stack/installation';
import type { Stack } from '../stack/stack';
import { benchTokens } from './bench-tokens';
import { costOf, descendants } from './process-costs';

const repository = 'bench/waiting';
const pollSeconds = 5;

export interface WaitingFigures { system: 'waiting'; runs: number; cpu_s_per_minute: number; list_calls_per_interval: number; poll_seconds: number; processes_at_rest: number; most_processes: number }

export async function benchWaiting(stack: Stack, environment: NodeJS.ProcessEnv, { runs, seconds }: { runs: number; seconds: number }, print: (figures: WaitingFigures) => void): Promise<void> {
  const sandbox = { repositories: [repository], cloud: { latencyMs: 0 }, tokens: benchTokens() };
  const installation = await install(stack, { environment, sandbox, report: () => undefined, settings: { SPECLINE_CODEX_POLL_SECONDS: String(pollSeconds) } });
  try {
    const { github, cloud } = installation.sandbox!;
    await github.control.createRepository({ repository, files: features(runs), message: 'Features', collaborators: { 'specline-bot': 'write' } });
    cloud.control.behave({ behaviour: { kind: 'never' } });
    const ids = await Promise.all(Array.from({ length: runs }, async (_, index) => (await installation.client.start({ repository, featureKey: `f${index}` })).id));
    for (const id of ids) while ((await installation.client.run(id)).phase !== 'apply') await pause(200);
    await pause(2 * pollSeconds * 1000);
    print(await watch(stack, () => cloud.control.effects().calls.list ?? 0, runs, seconds));
  } finally {
    await installation.stop();
  }
}

async function watch(stack: Stack, listCalls: () => number, runs: number, seconds: number): Promise<WaitingFigures> {
  const pid = stack.services.named('codex-runner')[0]?.pid ?? 0;
  const [cpu, calls] = [costOf([pid]).cpuSeconds, listCalls()];
  const counts: number[] = [];
  for (let second = 0; second < seconds * 4; second += 1) {
    await pause(250);
    counts.push(descendants([pid]).length);
  }
  return {
    system: 'waiting', runs, poll_seconds: pollSeconds,
    cpu_s_per_minute: Math.round((costOf([pid]).cpuSeconds - cpu) / seconds * 60 * 100) / 100,
    list_calls_per_interval: Math.round((listCalls() - calls) / (seconds / pollSeconds) * 10) / 10,
    processes_at_rest: Math.min(...counts), most_processes: Math.max(...counts),
  };
}

function features(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`specs/f${index}/tasks.md`, `## Phase 1: Start\n\n- [ ] T001 Create src/f${index}.ts\n`]));
}
