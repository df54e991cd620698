import { pack } from 'tar-stream';
import type { Readable } from 'node:stream';
import { onlyFile, packed } from './job-archive';

const archiveOf = (header: Parameters<ReturnType<typeof pack>['entry']>[0], content = ''): Readable => {
  const archive = pack();
  archive.entry(header, content);
  archive.finalize();
  return archive as unknown as Readable;
};

describe('what is put into a workspace', () => {
  it.each(['/etc/passwd', '../x', 'a/../../x', 'a//b', './a', '', '.', 'a/'])('never leaves it: %j', async (path) => {
    await expect(packed([{ path, content: Buffer.alloc(0) }])).rejects.toThrow('no plain path');
  });
});

describe('what is read from a workspace', () => {
  it('is a plain file within its limit', async () => {
    expect(Buffer.from((await onlyFile(archiveOf({ name: 'a' }, 'text'), 'a', 4))!).toString()).toBe('text');
    await expect(onlyFile(archiveOf({ name: 'a' }, 'text'), 'a', 3)).rejects.toMatchObject({ failure: { code: 'job.file_too_large' } });
  });

  it.each(['symlink', 'link', 'directory', 'fifo', 'character-device'] as const)('is never a %s', async (type) => {
    expect(await onlyFile(archiveOf({ name: 'a', type, linkname: '/etc/passwd', size: 0 }), 'a', 100)).toBeUndefined();
  });
});
