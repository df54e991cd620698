// `npm start`: brings the whole of Specline up on this machine, serves until it is told to stop, and leaves no process behind.
import { parseArguments, type StackArguments } from './arguments';
import { describeFinding, examine, exitCodeOf } from './doctor';
import { explain } from './stack-error';
import { serve } from './serve';
import { stopRequest } from './stop-request';

async function main(environment: NodeJS.ProcessEnv): Promise<number> {
  const wanted = parseArguments(process.argv.slice(2));
  // Asked for before anything starts, so that no signal is missed.
  const stopRequested = stopRequest(environment);
  const report = wanted.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  return wanted.doctor ? doctor(environment, wanted, report) : serve({ environment, wanted, stopRequested, report });
}

async function doctor(environment: NodeJS.ProcessEnv, { json }: StackArguments, report: (line: string) => void): Promise<number> {
  const findings = await examine(environment);
  for (const finding of findings) report(describeFinding(finding));
  if (json) console.log(JSON.stringify(findings));
  return exitCodeOf(findings);
}

process.setSourceMapsEnabled(true);
main(process.env).then((code) => process.exit(code), (error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
