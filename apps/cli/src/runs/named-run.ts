// The run that somebody names on the command line: by its id, by the beginning of it, or as the last one.
import { runsPath, type RunView } from '#contracts';
import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';

type Name = { kind: 'last' } | { kind: 'id'; id: string } | { kind: 'prefix'; prefix: string };
type Page = { items: RunView[]; nextCursor: string | null };

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shortest = 4;
/** A search finds more than ids: so many pages are looked through. */
const mostPages = 10;

/** @throws CliError */
export function parseRunName(text: string): Name {
  const name = text.trim().toLowerCase();
  if (name === 'last') return { kind: 'last' };
  if (id.test(name)) return { kind: 'id', id: name };
  if (name.length >= shortest && /^[0-9a-f-]{1,36}$/.test(name)) return { kind: 'prefix', prefix: name };
  throw new CliError({ code: 'run.name', detail: `${JSON.stringify(text.slice(0, 80))} names no run.`, remediation: `Give an id, at least the first ${shortest} characters of one, or "last"; specline runs lists them.`, exitCode: exitCodes.usage });
}

/** The id of the run. @throws CliError when there is none, or when there are several */
export async function findRunId(api: Api, text: string): Promise<string> {
  const name = parseRunName(text);
  if (name.kind === 'id') return name.id;
  return name.kind === 'last' ? lastRunId(api) : runIdOfPrefix(api, name.prefix);
}

async function lastRunId(api: Api): Promise<string> {
  const { items: [last] } = await api.call<Page>(runsPath, { query: new URLSearchParams({ limit: '1' }) });
  if (last) return last.id;
  throw new CliError({ code: 'run.unknown', detail: 'There is no run yet.', remediation: 'Start one: specline run <repository>', exitCode: exitCodes.unknown });
}

async function runIdOfPrefix(api: Api, prefix: string): Promise<string> {
  const found: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages && found.length < 2; page += 1) {
    const query: URLSearchParams = new URLSearchParams({ q: prefix, limit: '200', ...(cursor === null ? {} : { cursor }) });
    const answer: Page = await api.call<Page>(runsPath, { query });
    found.push(...answer.items.map((run) => run.id).filter((one) => one.startsWith(prefix)));
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  const [only, ...others] = found;
  if (only === undefined) throw new CliError({ code: 'run.unknown', detail: `No run begins with ${prefix}.`, remediation: 'specline runs lists them.', exitCode: exitCodes.unknown });
  if (others.length > 0) throw new CliError({ code: 'run.ambiguous', detail: `Several runs begin with ${prefix}: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}.`, remediation: 'Give more of the id.', exitCode: exitCodes.usage });
  return only;
}

/** The shortest beginnings, of at least 8 characters, by which each of these ids can be told from the others. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const length = (id: string): number => {
    for (let count = 8; count < id.length; count += 1) {
      const prefix = id.slice(0, count);
      if (!prefix.endsWith('-') && ids.every((other) => other === id || !other.startsWith(prefix))) return count;
    }
    return id.length;
  };
  // All of one length, so that they stand well below each other.
  const longest = Math.max(8, ...ids.map(length));
  return new Map(ids.map((one) => [one, one.slice(0, longest)]));
}
