import { GitOrigin } from '../../../../test/git-origin';
import { RepositoryMirrors } from './repository-mirrors';

describe('a mirror of the runner', () => {
  let origin: GitOrigin;
  let sha: string;
  beforeAll(async () => {
    origin = await GitOrigin.start();
    sha = origin.commit('main', { 'README.md': '# Shop\n' });
  });
  afterAll(() => origin.close());

  /** Gives these tokens of a GitHub App one after the other, the next when one was refused. */
  const mirrors = (machine: string, given: string[]) => {
    const tokens = { of: async () => given[0] ?? 'ghs_no_more', refused: () => { given.shift(); } };
    return new RepositoryMirrors(origin.cache(machine), { serverUrl: new URL(origin.remote.url).origin, readToken: tokens });
  };
  const read = (from: RepositoryMirrors) => from.at('acme/web', sha, new AbortController().signal, async ({ remote }) => remote.token);

  it('is fetched with the token that a GitHub App has made, and with another one when that is refused', async () => {
    expect(await read(mirrors('one', ['ghs_ended', origin.remote.token ?? '']))).toBe(origin.remote.token);
  });

  it('is fetched with two tokens at most', async () => {
    const given = ['ghs_ended', 'ghs_ended_too', origin.remote.token ?? ''];
    await expect(read(mirrors('another', given))).rejects.toMatchObject({ failure: { code: 'credential.github_scope' } });
    expect(given).toHaveLength(2);
  });
});
