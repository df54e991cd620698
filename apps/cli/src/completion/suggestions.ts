// What the shell is offered when somebody presses Tab: the command tree, and the latest runs where a run is named.
import type { Argument, Complete, Option, OptionsMap } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { runsPath, type RunView } from '#contracts';
import { findAccess } from '../access/access';
import { Api } from '../api/api';
import { oneLine, shown } from '../output/shown-text';
import type { Surroundings } from '../surroundings';

/** Nobody waits longer for a suggestion. */
const patience = 800;

/** Writes the suggestions to standard output, in the form that the shell's script asks for. */
export async function suggest(program: Command, words: string[], surroundings: Surroundings): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const tree = tab(program);
  // The library's own command, which people need not know.
  tree.commands.delete('complete');
  const named = tree.commands.get(words[0] ?? '')?.arguments.get('run');
  if (named) named.handler = handlerOf(await latestRuns(surroundings));
  tree.parse([...words]);
}

function handlerOf(runs: readonly RunView[]): NonNullable<Argument['handler']> {
  return function offer(this: Argument | Option, complete: Complete, _options: OptionsMap) {
    complete('last', 'the latest run');
    for (const { id, status, featureKey, repository } of runs) complete(id, oneLine(`${status}: ${featureKey} in ${repository}`));
  };
}

/** None when Specline cannot be asked: a completion is silent. */
async function latestRuns(surroundings: Surroundings): Promise<RunView[]> {
  try {
    const api = new Api(findAccess({}, surroundings), AbortSignal.timeout(patience));
    return shown((await api.call<{ items: RunView[] }>(runsPath, { query: new URLSearchParams({ limit: '20' }) })).items);
  } catch {
    return [];
  }
}
