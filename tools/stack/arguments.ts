// What can be said after `npm start --`.
import { Command } from 'commander';

export interface StackArguments {
  /** End after one sample run, with its result as exit code. */
  once: boolean;
  /** The last line on standard output is JSON, everything else goes to standard error. */
  json: boolean;
  /** Start over: remove what earlier starts stored. */
  reset: boolean;
  /** Say what this machine has and lacks, and end. */
  doctor: boolean;
}

export function parseArguments(parameters: string[]): StackArguments {
  const command = new Command('npm start --')
    .description('Starts Specline on this machine: NATS, PostgreSQL, the services and the console.\nWithout credentials it is a sandbox with a sample repository.')
    .option('--once', 'end after one sample run; exit code 0 when it succeeded', false)
    .option('--json', 'print the result as one line of JSON on standard output, everything else on standard error', false)
    .option('--reset', 'remove what earlier starts stored, then start', false)
    .option('--doctor', 'say what this machine has and lacks, then end', false)
    .allowExcessArguments(false)
    .parse(parameters, { from: 'user' });
  return command.opts<StackArguments>();
}
