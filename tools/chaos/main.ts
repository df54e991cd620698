// `npm run chaos`: results as JSON lines on standard output, progress and the table on standard error; exit code 1 when something was broken.
import { stopRequest } from '../stack/stop-request';
import { chaos } from './chaos';
import { parseChaosArguments } from './chaos-arguments';
import { replayOf, tableOf } from './report';

const report = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const wanted = parseChaosArguments(process.argv.slice(2), 1 + (Date.now() % 1_000_000));
  report(`seed ${wanted.seed}`);
  const { results, breaches } = await chaos(wanted, report, (result) => console.log(JSON.stringify(result)));
  report(tableOf(results));
  for (const { invariant, what } of breaches.slice(0, 20)) report(`BROKEN ${invariant}: ${what}`);
  for (const result of results.filter((one) => one.breaches.length > 0)) report(`Play it again: ${replayOf(result, wanted)}`);
  return breaches.length > 0 ? 1 : 0;
}

process.setSourceMapsEnabled(true);
// Told to stop, it leaves the processes to the guardian.
Promise.race([main(), stopRequest().then(() => 130)]).then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
