import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GitOrigin } from '../../../test/git-origin';
import { listFiles, readFiles, type Mirror } from './index';

describe('the files of a directory', () => {
  let origin: GitOrigin;
  let base: string;
  const limits = { maxBytes: 1000, maxTotalBytes: 10_000 };

  beforeAll(async () => {
    origin = await GitOrigin.start();
    base = origin.commit('main', {
      'specs/003-cart/spec.md': '# Spec\n', 'specs/003-cart/contracts/a b.yaml': 'a: ä\n', 'specs/003-cart/contracts/same.md': '# Spec\n', 'specs/003-cart/empty.md': '', 'specs/003-cart/large.md': 'x'.repeat(1001), 'specs/003-cart/bytes.bin': Buffer.of(0, 10, 255, 10),
      'specs/003-cart/link.md': { mode: '120000', content: 'spec.md' }, 'specs/003-cart/module': { mode: '160000', content: '1'.repeat(40) }, 'specs/003-carts/spec.md': 'other\n', 'README.md': 'readme\n', 'a*b/x.md': 'star\n', 'aab/x.md': 'no star\n',
    });
  });
  afterAll(() => origin.close());

  const on = <T>(machine: string, work: (mirror: Mirror) => Promise<T>) => origin.cache(machine).use({ remote: origin.remote, commit: base }, work);
  const paths = (directory: string) => on('one', async (mirror) => (await listFiles(mirror, base, directory)).map(({ path }) => path));

  it('are its regular files at any depth, and none of a neighbour whose name begins alike', async () => {
    expect(await paths('specs/003-cart')).toEqual(['bytes.bin', 'contracts/a b.yaml', 'contracts/same.md', 'empty.md', 'large.md', 'spec.md']);
  });
  it('are none where there is no directory or where no tree has one', async () => {
    expect(await Promise.all(['nowhere', 'README.md', '', '/etc', '../x', 'specs//003-cart', '.', 'specs/003-cart/link.md'].map(paths))).toEqual(Array(8).fill([]));
  });
  it('are those of the very name, whatever signs it has', async () => expect(await paths('a*b')).toEqual(['x.md']));

  it('are read as they are, without those that are too large', async () => {
    const contents = await on('one', async (mirror) => readFiles(mirror, await listFiles(mirror, base, 'specs/003-cart'), limits));
    expect(Object.fromEntries(contents)).toEqual({
      'bytes.bin': Buffer.of(0, 10, 255, 10), 'contracts/a b.yaml': Buffer.from('a: ä\n'), 'contracts/same.md': Buffer.from('# Spec\n'), 'empty.md': Buffer.of(), 'spec.md': Buffer.from('# Spec\n'),
    });
  });
  it('are read up to the limit of them all, in the order given', async () => {
    const contents = await on('one', async (mirror) => {
      const files = await listFiles(mirror, base, 'specs/003-cart');
      return readFiles(mirror, files.toReversed(), { ...limits, maxTotalBytes: 14 });
    });
    expect([...contents.keys()]).toEqual(['spec.md', 'empty.md', 'contracts/same.md']);
  });
  it('come in one request, and not again', async () => {
    const asked = async (): Promise<number> => {
      const before = origin.server.count('git-upload-pack');
      await on('fresh', async (mirror) => readFiles(mirror, await listFiles(mirror, base, 'specs/003-cart'), limits));
      return origin.server.count('git-upload-pack') - before;
    };
    // The commit, and the contents.
    expect([await asked(), await asked()]).toEqual([2, 0]);
  });
  it('of no choice ask for nothing', async () => {
    expect(await on('none', (mirror) => readFiles(mirror, [], limits))).toEqual(new Map());
    expect(readdirSync(join(origin.folder, 'none', 'scratch'))).toEqual([]);
  });
});
