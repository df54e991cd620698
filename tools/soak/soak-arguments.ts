// What can be said after `npm run soak --`.
import { Command, InvalidArgumentError } from 'commander';

/** `rate` in runs per second, `killEvery` in seconds; `graph` is the file of the drawing. */
export interface SoakArguments { minutes: number; rate: number; killEvery: number; seed: number; graph: string | undefined }

/** @param anySeed taken when none is said */
export function parseSoakArguments(parameters: string[], anySeed: number): SoakArguments {
  return new Command('npm run soak --')
    .description('Lets a whole installation work for long while its services are killed at random, and measures the memory and the open files of those that are spared.')
    .option('--minutes <number>', 'how long runs are asked for', positive, 30)
    .option('--rate <number>', 'runs in a second', positive, 5)
    .option('--kill-every <number>', 'seconds between two kills', positive, 10)
    .option('--seed <number>', 'what chance is drawn from; absent, a new one, which is printed', positive, anySeed)
    .option('--graph <file>', 'draws memory and open files as SVG')
    .allowExcessArguments(false)
    .parse(parameters, { from: 'user' })
    .opts<SoakArguments>();
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text) || value <= 0) throw new InvalidArgumentError('give a number above 0.');
  return value;
}
