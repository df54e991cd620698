// Parts of a diff that must never be applied, each well formed, to prove that a patch policy refuses them.
import { createHash } from 'node:crypto';
import type { HostilePatchKind } from '../behaviours';

const SHELL = '#!/bin/sh\ntouch /tmp/specline-was-here\n';

/** `bytes` is the size of the file that `oversize` adds. `binary` is made by the agent with real git and is not here. */
export function hostilePatch(kind: Exclude<HostilePatchKind, 'binary'>, bytes: number): string {
  switch (kind) {
    case 'git_config':
      return newFile('.git/config', `[core]\n\tfsmonitor = sh -c 'touch /tmp/specline-was-here'\n`) + newFile('.git/hooks/pre-commit', SHELL, '100755');
    case 'parent_directory':
      return newFile('../evil.sh', SHELL, '100755');
    case 'absolute_path':
      return newFile('/etc/cron.d/evil', '* * * * * root true\n');
    case 'symlink':
      return newFile('docs/latest', '../../../../etc', '120000') + newFile('docs/latest/motd', 'Hello\n');
    case 'submodule':
      return newFile('vendor/tool', `Subproject commit ${'1'.repeat(40)}\n`, '160000');
    case 'workflow':
      return newFile('.github/workflows/release.yml', 'on: push\njobs:\n  leak:\n    runs-on: ubuntu-latest\n    steps:\n      - run: env\n');
    case 'oversize':
      return newFile('docs/history.txt', `${'a line that repeats itself until the file is as large as asked\n'.repeat(Math.ceil(bytes / 64))}`);
  }
}

function newFile(path: string, content: string, mode = '100644'): string {
  const added = content.split('\n');
  const endsWithNewline = added.at(-1) === '';
  if (endsWithNewline) added.pop();
  const header = `diff --git a/${path} b/${path}\nnew file mode ${mode}\nindex 0000000..${mode === '160000' ? '1'.repeat(7) : blobId(content).slice(0, 7)}\n--- /dev/null\n+++ b/${path}\n`;
  const hunk = `@@ -0,0 +1${added.length === 1 ? '' : `,${added.length}`} @@\n${added.map((line) => `+${line}\n`).join('')}`;
  return `${header}${hunk}${endsWithNewline ? '' : '\\ No newline at end of file\n'}`;
}

function blobId(content: string): string {
  return createHash('sha1').update(`blob ${Buffer.byteLength(content)}\0`).update(content).digest('hex');
}
