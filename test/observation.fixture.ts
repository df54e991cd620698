// What a test sees of an installation from behind: its facts, its logs, its processes.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { JetStreamRunLog, connectToNats, type RunLog } from '#bus';
import type { Fact, Run, StoredFact } from '#contracts';
import { evolve } from '#domain';
import { until } from '../tools/stack/until';
import type { TestInstallation } from './installation.fixture';

export interface Observation { log: RunLog; connection: Awaited<ReturnType<typeof connectToNats>>; factsOf(runId: string): Promise<Fact[]>; close(): Promise<void> }

/** Reads the stream with the rights of operations. */
export async function observe(specline: TestInstallation): Promise<Observation> {
  const connection = await connectToNats({ url: specline.stack.infrastructure.natsUrl('operations'), name: 'test' });
  const log = await JetStreamRunLog.on(connection);
  return { log, connection, factsOf: async (runId) => (await log.factsOfRun(runId)).map(({ fact }) => fact), close: () => connection.close() };
}

/** The run as its facts alone tell it. */
export function runOf(facts: readonly StoredFact[]): Run {
  const run = facts.reduce<Run | undefined>((known, stored) => evolve(known, stored), undefined);
  if (!run) throw new Error('the run has no facts');
  return run;
}

/** Everything the services have written, in one text. */
export function serviceLogs({ stack }: TestInstallation): string {
  return readdirSync(stack.data.logs).filter((name) => !/^(nats|postgres)\./.test(name)).map((name) => readFileSync(join(stack.data.logs, name), 'utf8')).join('\n');
}

/** Waits until the run has come to a stage in one of these states; resolves at once when it is past it. */
export function reached(specline: TestInstallation, runId: string, stage: string, states: readonly string[] = ['running', 'succeeded']): Promise<true> {
  return until(`${stage} of ${runId} is ${states.join(' or ')}`, async () => {
    const { body } = await specline.get(`/api/workflows/speckit/runs/${runId}?includeTasks=true`);
    return body.tasks?.some((task) => task.taskName === stage && states.includes(task.status)) ? true : undefined;
  });
}

/** `kill -9` of every replica of a service; resolves when each is there again as another process. */
export async function killAndAwait({ stack }: TestInstallation, name: string): Promise<void> {
  await Promise.all(stack.services.named(name).map(async (service) => {
    const before = service.pid;
    await service.kill();
    await until(`${name} is started again`, () => (service.pid !== undefined && service.pid !== before ? true : undefined));
  }));
}

/** Processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      return Number(fields[1]) === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Processor time that a process has used, in milliseconds (user and system; a tick is 10 ms). */
export function processorTimeOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
