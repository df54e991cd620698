// `npm run soak`: samples and the result as JSON lines on standard output, progress on standard error; exit code 1 when something was broken.
import { writeFileSync } from 'node:fs';
import { stopRequest } from '../stack/stop-request';
import { graphOf } from './graph';
import type { Sample } from './process-samples';
import { soak } from './soak';
import { parseSoakArguments } from './soak-arguments';

const report = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const wanted = parseSoakArguments(process.argv.slice(2), 1 + (Date.now() % 1_000_000));
  report(`seed ${wanted.seed}`);
  const samples: Sample[] = [];
  const result = await soak(wanted, report, (sample) => {
    samples.push(sample);
    console.log(JSON.stringify(sample));
  });
  console.log(JSON.stringify(result));
  if (wanted.graph) writeFileSync(wanted.graph, graphOf(samples, `Memory and open files over ${wanted.minutes} minutes at ${wanted.rate} runs a second, a service killed every ${wanted.killEvery} s`));
  for (const { invariant, what } of result.breaches.slice(0, 20)) report(`BROKEN ${invariant}: ${what}`);
  return result.breaches.length > 0 ? 1 : 0;
}

process.setSourceMapsEnabled(true);
// Told to stop, it leaves the processes to the guardian.
Promise.race([main(), stopRequest().then(() => 130)]).then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
