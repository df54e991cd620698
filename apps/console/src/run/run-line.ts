// A run as its line of facts says: the same fold as everywhere, in the browser, with the news of the moment laid over it.
import type { Artifact, EventFrame, News, Run, RunView, StoredFact } from '#contracts';
import { evolve, withNews } from '#domain';

export interface RunLine {
  facts: readonly StoredFact[];
  /** As the facts alone say. */
  folded: Run | undefined;
  /** The latest news of each stage under way. */
  news: ReadonlyMap<string, News>;
  /** How far each log has grown, by the artifact's id. */
  logs: ReadonlyMap<string, News>;
}

export const emptyLine: RunLine = { facts: [], folded: undefined, news: new Map(), logs: new Map() };

export function lineAfter(line: RunLine, frame: EventFrame): RunLine {
  return 'fact' in frame ? withFact(line, frame) : withLive(line, frame.live);
}

function withFact(line: RunLine, stored: StoredFact): RunLine {
  const { folded } = line;
  if (folded && stored.sequence <= folded.lastSequence) return line;
  // Without its first fact the line cannot be folded, and what the API says of the run stands.
  if (!folded && stored.fact.state !== 'requested') return { ...line, facts: [...line.facts, stored] };
  return { ...line, facts: [...line.facts, stored], folded: evolve(folded, stored) };
}

function withLive(line: RunLine, live: News): RunLine {
  const logs = live.artifactId === undefined ? line.logs : new Map(line.logs).set(live.artifactId, live);
  const known = line.news.get(live.stage);
  // How far a log has grown says nothing about what is being done.
  const message = live.message ?? (known?.attempt === live.attempt ? known.message : undefined);
  return { ...line, logs, news: new Map(line.news).set(live.stage, { ...live, ...(message === undefined ? {} : { message }) }) };
}

/** The run to show: the fold where it is as far as what the API said, else that; `restartedAs` and what came too late are known to the API only. */
export function runOfLine({ folded, news }: RunLine, said: RunView | undefined): Run | undefined {
  const told = said && { ...said, tasks: said.tasks ?? [], artifacts: said.artifacts ?? [] };
  const base = folded && (!told || folded.lastSequence >= told.lastSequence) ? folded : told;
  if (!base) return undefined;
  const run = { ...base, restartedAs: told?.restartedAs ?? base.restartedAs, artifacts: merged(base.artifacts, told?.artifacts ?? []) };
  return [...news.values()].reduce(withNews, run);
}

function merged(known: readonly Artifact[], more: readonly Artifact[]): Artifact[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...more.filter(({ id }) => !ids.has(id))];
}

/** What the stages have handed on so far: the closing fact carries it no further, so it is that of the last fact that knows the phase. */
export function contextOf({ facts }: RunLine): StoredFact['fact']['context'] | undefined {
  return (facts.findLast(({ fact }) => fact.context.discover !== undefined) ?? facts.at(-1))?.fact.context;
}
