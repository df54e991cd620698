import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { findRunId, parseRunName, shortIds } from './named-run';

const one = '01990000-aaaa-7000-8000-000000000001';
const two = '01990000-bbbb-7000-8000-000000000002';
/** Pages of ids, as a search would find them. */
const knowing = (...pages: string[][]): Api => ({
  call: async (_path: string, { query }: { query: URLSearchParams }) => {
    const page = Number(query.get('cursor') ?? 0);
    return { items: (pages[page] ?? []).map((id) => ({ id })), nextCursor: page + 1 < pages.length ? String(page + 1) : null };
  },
}) as unknown as Api;
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => (error instanceof CliError ? [error.parts.code, error.parts.exitCode] : error));

describe('a run', () => {
  it('is known by its whole id without a question', async () => {
    expect(await findRunId(knowing(), one.toUpperCase())).toBe(one);
  });

  it('is known by its beginning, on whichever page of the search it is, among others that only mention it', async () => {
    expect(await findRunId(knowing(['ffff0000-0000-7000-8000-000001990000'], [two]), '01990000-b')).toBe(two);
  });

  it('is the last one', async () => {
    expect(await findRunId(knowing([two, one]), 'last')).toBe(two);
  });

  it('is named when several begin so, and is unknown when none does', async () => {
    expect(await codeOf(findRunId(knowing([one, two]), '01990000'))).toEqual(['run.ambiguous', 2]);
    expect(await codeOf(findRunId(knowing([one]), 'abcd'))).toEqual(['run.unknown', 4]);
    expect(await codeOf(findRunId(knowing([]), 'last'))).toEqual(['run.unknown', 4]);
  });

  it.each(['', '019', 'latest', '../runs', `${one}0`])('cannot be called %j', (name) => {
    expect(() => parseRunName(name)).toThrow(CliError);
  });
});

it('short ids are as long as they must be to be told apart, and all alike', () => {
  expect([...shortIds([one, two]).values()]).toEqual(['01990000-a', '01990000-b']);
  expect([...shortIds([one]).values()]).toEqual(['01990000']);
  expect(shortIds([]).size).toBe(0);
});
