// What can be said after `npm run chaos --`.
import { Command, InvalidArgumentError } from 'commander';
import { faultNames, type FaultName } from './faults/faults';

/** `real`: with git, the Codex CLI and emulators instead of counted stages. */
export interface ChaosArguments { runs: number; seed: number; faults: FaultName[]; real: boolean }

const usualRuns = { counted: 200, real: 12 };

/** @param anySeed taken when none is said */
export function parseChaosArguments(parameters: string[], anySeed: number): ChaosArguments {
  const said = new Command('npm run chaos --')
    .description(`Breaks a whole installation on purpose, fault by fault, while runs are on their way, and checks that nothing is lost or done twice.\nFaults: ${faultNames.join(', ')}`)
    .option('--runs <number>', `runs in each round (${usualRuns.counted}; ${usualRuns.real} when real)`, wholeNumber)
    .option('--seed <number>', 'what chance is drawn from; absent, a new one, which is printed', wholeNumber, anySeed)
    .option('--faults <names>', 'only these, separated by commas', namesOf, faultNames)
    .option('--real', 'the real stages, git and Codex CLI in front of emulators, instead of stages whose effects a ledger counts', false)
    .allowExcessArguments(false)
    .parse(parameters, { from: 'user' })
    .opts<Omit<ChaosArguments, 'runs'> & { runs?: number }>();
  return { ...said, runs: said.runs ?? (said.real ? usualRuns.real : usualRuns.counted) };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('give a whole number from 1 on.');
  return Number(text);
}

function namesOf(text: string): FaultName[] {
  return text.split(',').map((name) => {
    const known = faultNames.find((one) => one === name.trim());
    if (!known) throw new InvalidArgumentError(`there is no fault "${name}".`);
    return known;
  });
}
