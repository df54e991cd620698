import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startGithubEmulator, type GithubEmulator } from '../../../tools/sandbox/github/emulator';
import { RepositoryReader } from './repository-reader';

const token = 'github_pat_reader_of_everything';
const repository = 'acme/shop';
const files = {
  'plain.md': Buffer.from('- [ ] T001 Grüße\n'),
  'marked.md': Buffer.from('\ufeff- [ ] T001 x\r\n'),
  'latin.md': Buffer.from([0x2d, 0x20, 0xfc, 0xff, 0x00, 0x0a]),
  'empty.md': Buffer.alloc(0),
  'specs/large.md': Buffer.alloc(20 * 1024 * 1024 + 1, 'x'),
};

describe('reading a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'specline-reader-'));
  let github: GithubEmulator;
  let reader: RepositoryReader;
  let commit: string;
  beforeAll(async () => {
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, 'files', path)), { recursive: true });
      writeFileSync(join(directory, 'files', path), bytes);
    }
    github = await startGithubEmulator({ dataDir: join(directory, 'github'), tokens: [{ kind: 'classic', value: token, login: 'acme', scopes: ['repo'] }] });
    commit = (await github.control.createRepository({ repository, directory: join(directory, 'files') })).sha ?? '';
    reader = new RepositoryReader({ apiUrl: github.apiUrl, allowed: [], token });
  });
  afterAll(async () => {
    await github?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(['plain.md', 'marked.md', 'latin.md', 'empty.md'] as const)('gives the very bytes of %s', async (path) => {
    const bytes = await reader.file(repository, path, commit);
    expect(bytes && Buffer.from(bytes)).toEqual(files[path]);
  });

  it('is undefined where there is none, or a directory', async () => {
    await expect(reader.file(repository, 'absent.md', commit)).resolves.toBeUndefined();
    await expect(reader.file(repository, 'specs', commit)).resolves.toBeUndefined();
  });

  it('refuses one that is too large', async () => {
    await expect(reader.file(repository, 'specs/large.md', commit)).rejects.toMatchObject({ failure: { code: 'tasks_file.too_large' } });
  });
});
