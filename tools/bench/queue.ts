// What a long queue costs in memory: runs are accepted by the thousand while the runner stands still, then it goes on.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Pool } from 'undici';
import { runsPath } from '#contracts';
import { services as parts } from '#platform';
import { install, type Installation } from '../stack/installation';
import type { Stack } from '../stack/stack';
import { descendants } from './process-costs';

type Memory = Record<string, number>;
/** Megabytes by process: before the first run, when all have come to the runner's queue, the most that was seen, and when all are over. */
export interface QueueFigures { system: 'queue'; runs: number; accepted_per_s: number; drained_s: number; memory_mb: { before: Memory; queued: Memory; peak: Memory; after: Memory }; stream_mb: number }

const connections = 64;
const sampleEvery = 1000;
/** For memory that is no longer needed to be given back. */
const settle = 10_000;

export async function benchQueue(stack: Stack, environment: NodeJS.ProcessEnv, { runs, warmUp }: { runs: number; warmUp: number }, print: (figures: QueueFigures) => void): Promise<void> {
  const installation = await install(stack, { environment, sandbox: {}, report: () => undefined, stageProgram: 'dist/tools/bench/instant-host.js', settings: { SPECLINE_LOG_LEVEL: 'warn' } });
  const database = new Client({ connectionString: stack.infrastructure.databaseUrl });
  await database.connect();
  const sampler = new Sampler(stack);
  try {
    await order(installation, 'warm', warmUp);
    await counted(database, "status = 'succeeded'", warmUp);
    print(await queued({ stack, installation, database, sampler, runs, warmUp }));
  } finally {
    sampler.stop();
    await database.end();
    await installation.stop();
  }
}

interface Trial { stack: Stack; installation: Installation; database: Client; sampler: Sampler; runs: number; warmUp: number }

async function queued({ stack, installation, database, sampler, runs, warmUp }: Trial): Promise<QueueFigures> {
  const before = await sampler.settled();
  const runner = stack.services.named('codex-runner')[0]?.pid ?? 0;
  process.kill(runner, 'SIGSTOP');
  const begun = Date.now();
  await order(installation, 'queued', runs);
  const accepted = (Date.now() - begun) / 1000;
  await counted(database, "phase = 'submit'", runs);
  const whenQueued = await sampler.settled();
  process.kill(runner, 'SIGCONT');
  const continued = Date.now();
  await counted(database, "status = 'succeeded'", warmUp + runs);
  const drained = (Date.now() - continued) / 1000;
  const after = await sampler.settled();
  const { stream } = await (await fetch(`${installation.url}/api/workflows/speckit/health`, { headers: { authorization: `Bearer ${installation.operator.token}` } })).json() as { stream: { bytes: number } };
  return { system: 'queue', runs, accepted_per_s: Math.round(runs / accepted), drained_s: Math.round(drained), memory_mb: { before, queued: whenQueued, peak: sampler.peak, after }, stream_mb: Math.round(stream.bytes / 1e6) };
}

async function order({ url, operator }: Installation, name: string, runs: number): Promise<void> {
  const pool = new Pool(url, { connections });
  let left = runs;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const body = JSON.stringify({ repository: 'bench/queue', featureKey: `${name}-${left}` });
      const answer = await pool.request({ method: 'POST', path: `/${runsPath}`, body, headers: { 'content-type': 'application/json', 'authorization': `Bearer ${operator.token}` } });
      const text = await answer.body.text();
      if (answer.statusCode !== 202) throw new Error(`POST answered ${answer.statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  await pool.close();
}

async function counted(database: Client, condition: string, wanted: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM spec_workflow_runs WHERE ${condition}`);
    if ((rows[0]?.count ?? 0) >= wanted) return;
    await pause(500);
  }
}

/** Samples what each service, NATS and PostgreSQL hold: their share of pages that several have, so that sums are true. */
class Sampler {
  readonly peak: Memory = {};
  private readonly timer = setInterval(() => this.sample(), sampleEvery);

  constructor(private readonly stack: Stack) {}

  stop(): void {
    clearInterval(this.timer);
  }

  async settled(): Promise<Memory> {
    await pause(settle);
    return this.sample();
  }

  private sample(): Memory {
    const found: Memory = {};
    const servicePids = new Map(parts.flatMap((part) => this.stack.services.named(part).map(({ pid }) => [pid, part] as const)));
    for (const pid of descendants([process.pid])) {
      const name = servicePids.get(pid) ?? serverOf(pid);
      if (name) found[name] = (found[name] ?? 0) + shareOf(pid);
    }
    for (const [name, megabytes] of Object.entries(found)) {
      found[name] = Math.round(megabytes);
      this.peak[name] = Math.max(this.peak[name] ?? 0, found[name]);
    }
    return found;
  }
}

function serverOf(pid: number): string | undefined {
  const command = read(`/proc/${pid}/comm`).trim();
  return command.startsWith('nats-server') ? 'nats' : command.startsWith('postgres') ? 'postgres' : undefined;
}

function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
