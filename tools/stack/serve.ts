// Serves Specline until it is told to stop, or for one sample run.
import type { StackArguments } from './arguments';
import { guardianGone } from './guarded-process';
import { install, type Installation } from './installation';
import { jobReach, type JobReach } from './job-reach';
import { modeOf, type Mode } from './mode';
import { runSample, type SampleResult } from './sample-run';
import { explain, StackError } from './stack-error';
import { openStack, type Stack } from './stack';

export interface Serving {
  environment: NodeJS.ProcessEnv;
  wanted: StackArguments;
  stopRequested: Promise<string>;
  report: (line: string) => void;
}

/** @returns the exit code. @throws StackError; nothing is left running then */
export async function serve({ environment, wanted, stopRequested, report }: Serving): Promise<number> {
  const mode = modeOf(environment, wanted.once);
  if (mode.note) report(mode.note);
  const opening = openStack({ environment, reset: wanted.reset, sandbox: mode.sandbox, report });
  const stack = await Promise.race([opening, stopRequested]);
  // Told to stop while it starts: the guardian takes down what runs already.
  if (typeof stack === 'string') return 130;
  report(`NATS and PostgreSQL are ready (logs: ${stack.data.logs})`);
  let installation: Installation | undefined;
  try {
    const sandbox = mode.sandbox ? await sandboxFor({ environment, report }) : undefined;
    const started = await Promise.race([install(stack, { environment, sandbox, report }), stopRequested]);
    if (typeof started === 'string') return 130;
    installation = started;
    stack.data.describe(`serving ${installation.url}`);
    return await work({ stack, installation, mode, wanted, stopRequested, report });
  } finally {
    await stack.stop();
    await installation?.stop();
    await guardianGone();
  }
}

async function sandboxFor(reach: JobReach): Promise<{ jobHost?: string }> {
  const jobHost = await jobReach(reach);
  return jobHost === undefined ? {} : { jobHost };
}

interface Work { stack: Stack; installation: Installation; mode: Mode; wanted: StackArguments; stopRequested: Promise<string>; report: (line: string) => void }

async function work(parts: Work): Promise<number> {
  const { stack, installation, mode, wanted, stopRequested, report } = parts;
  report(`Specline serves ${mode.sandbox ? 'the sandbox' : 'GitHub'} at ${installation.url} (logs: ${stack.data.logs})`);
  report(`Console: ${installation.url}/#token=${installation.operator.token}`);
  const leaving = new AbortController();
  const ending = Promise.race([stopRequested, stack.infrastructure.lost]);
  if (mode.sandbox) {
    const result = await Promise.race([sampleRun(parts, leaving.signal), ending]);
    if (result instanceof Error) throw result;
    if (typeof result === 'string') {
      leaving.abort();
      return 130;
    }
    if (wanted.once && result) return finish(result, wanted);
  }
  report('Serving until Ctrl-C');
  const reason = await ending;
  if (reason instanceof Error) throw reason;
  report(`Stopping (${reason})`);
  return 0;
}

/** Whoever serves goes on without one that is refused: a drain or a brake may be why, and an operator ends both in the console. @throws StackError when there is nothing else to do */
async function sampleRun({ installation, wanted, report }: Work, signal: AbortSignal): Promise<SampleResult | undefined> {
  try {
    return await runSample(installation, report, signal);
  } catch (error) {
    if (wanted.once || !(error instanceof StackError)) throw error;
    report(explain(error));
    return undefined;
  }
}

function finish(result: SampleResult, { json }: StackArguments): number {
  if (json) console.log(JSON.stringify(result));
  return result.status === 'succeeded' ? 0 : 1;
}
