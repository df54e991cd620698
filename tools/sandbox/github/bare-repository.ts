// One bare git repository on disk: the plumbing that the REST interface, the pull requests and the control interface stand on.
import { mkdir, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit, type GitOptions } from './git-process';
import { updateHook } from './push-policy';

export const zeroSha = '0'.repeat(40);

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; only blobs have one. */
  size?: number;
  path: string;
}

export interface Person {
  name: string;
  email: string;
  /** ISO 8601; now when absent. */
  at?: string;
}

export interface CommitDetails {
  sha: string;
  tree: string;
  parents: string[];
  author: Required<Person>;
  committer: Required<Person>;
  message: string;
}

/** What is written into a tree: the text of each path, or null to delete it. */
export type FileChanges = Record<string, string | null>;

// What GitHub's servers allow and refuse by themselves, in git's own words.
const configuration = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tquotePath = false
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[receive]
\tautogc = false
\tfsckObjects = true
\thideRefs = refs/pull
[gc]
\tauto = 0
[http]
\treceivepack = true
\tgetanyfile = false
`;

/** Characters that would make git read a name as an expression (`main~1`, `@{0}`) instead of a name. */
const notAName = /[~^:?*[\\\s\p{Cc}]|\.\.|@\{|^-/u;

export class BareRepository {
  constructor(readonly directory: string) {}

  static async create(directory: string, defaultBranch: string): Promise<BareRepository> {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    await runGit(directory, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '--template=', directory]);
    await writeFile(join(directory, 'config'), configuration);
    await mkdir(join(directory, 'hooks'));
    await writeFile(join(directory, 'hooks', 'update'), updateHook, { mode: 0o755 });
    return new BareRepository(directory);
  }

  run(args: readonly string[], options?: GitOptions): Promise<Buffer> {
    return runGit(this.directory, args, options);
  }

  async text(args: readonly string[], options?: GitOptions): Promise<string> {
    return (await this.run(args, options)).toString().trimEnd();
  }

  private async revision(expression: string): Promise<string | undefined> {
    return this.text(['rev-parse', '--verify', '--quiet', '--end-of-options', expression]).catch(() => undefined);
  }

  async branchTip(branch: string): Promise<string | undefined> {
    return notAName.test(branch) || branch === '' ? undefined : this.revision(`refs/heads/${branch}^{commit}`);
  }

  /** The commit behind a branch, a tag, `heads/…`, a full or a short sha, in this order, as GitHub looks it up. */
  async commitOf(name: string): Promise<string | undefined> {
    if (notAName.test(name) || name === '') return undefined;
    for (const place of ['refs/heads/', 'refs/tags/', 'refs/', '']) {
      if (place === '' && !/^([0-9a-f]{7,40}|refs\/.+)$/.test(name)) continue;
      const sha = await this.revision(`${place}${name}^{commit}`);
      if (sha !== undefined) return sha;
    }
    return undefined;
  }

  /** Sha by full ref name, for the refs under `prefix`. */
  async refs(prefix: string): Promise<Map<string, string>> {
    const lines = await this.text(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
    return new Map(lines.split('\n').filter(Boolean).map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /** The entries of a tree-ish; with `path` the one entry there, without its children. */
  async tree(treeish: string, options: { recursive?: boolean; path?: string } = {}): Promise<TreeEntry[]> {
    const flags = options.recursive ? ['-r', '-t'] : [];
    const where = options.path === undefined ? [] : ['--', options.path];
    const output = (await this.run(['ls-tree', '-z', '-l', '--full-tree', ...flags, treeish, ...where])).toString();
    return output.split('\0').filter(Boolean).map(parseTreeEntry);
  }

  async typeOf(sha: string): Promise<string | undefined> {
    return this.text(['cat-file', '-t', sha]).catch(() => undefined);
  }

  blob(sha: string): Promise<Buffer> {
    return this.run(['cat-file', 'blob', sha]);
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.run(['merge-base', '--is-ancestor', ancestor, descendant]).then(() => true, () => false);
  }

  async commit(sha: string): Promise<CommitDetails> {
    const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');
    const fields = (await this.run(['show', '--no-patch', `--format=${format}`, sha])).toString().split('\0');
    const field = (index: number) => fields[index] ?? '';
    return {
      sha: field(0),
      tree: field(1),
      parents: field(2).split(' ').filter(Boolean),
      author: { name: field(3), email: field(4), at: field(5) },
      committer: { name: field(6), email: field(7), at: field(8) },
      message: field(9).trimEnd(),
    };
  }

  /** Compare-and-swap on one ref; `before` is the sha it must have now (zeroSha: it must not exist). */
  async updateRef(ref: string, sha: string, before?: string): Promise<void> {
    await this.run(['update-ref', ...(sha === zeroSha ? ['-d', ref] : [ref, sha]), ...(before === undefined ? [] : [before])]);
  }

  /** Writes the tree of `parent` with these changes. */
  async writeTree(parent: string | undefined, changes: FileChanges): Promise<string> {
    return this.withIndex(async (environment) => {
      if (parent !== undefined) await this.run(['read-tree', parent], { environment });
      const lines: string[] = [];
      for (const [path, text] of Object.entries(changes)) {
        const sha = text === null ? zeroSha : await this.text(['hash-object', '-w', '--stdin'], { input: text });
        const [known] = parent === undefined ? [] : await this.tree(parent, { path });
        lines.push(text === null ? `0 ${zeroSha}\t${path}` : `${known?.mode ?? '100644'} ${sha}\t${path}`);
      }
      await this.run(['update-index', '--index-info'], { environment, input: lines.map((line) => `${line}\n`).join('') });
      return this.text(['write-tree'], { environment });
    });
  }

  /** Writes the tree of a folder on disk, with its executable bits and its ignored files. */
  async writeTreeOfFolder(folder: string): Promise<string> {
    return this.withIndex(async (environment) => {
      await this.run(['--work-tree', folder, 'add', '--all', '--force', '.'], { environment: { ...environment, GIT_WORK_TREE: folder } });
      return this.text(['write-tree'], { environment });
    });
  }

  async writeCommit(tree: string, parents: readonly string[], message: string, author: Person): Promise<string> {
    const at = author.at ?? new Date().toISOString();
    return this.text(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
      input: message,
      environment: {
        GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: at,
        GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email, GIT_COMMITTER_DATE: at,
      },
    });
  }

  /** The merged tree of two commits, or undefined when a person would have to resolve conflicts. */
  async mergedTree(base: string, head: string): Promise<string | undefined> {
    const ancestor = await this.text(['merge-base', base, head]).catch(() => undefined);
    if (ancestor === undefined) return undefined;
    return this.withIndex(async (environment, scratch) => {
      await this.run(['read-tree', '-i', '-m', '--aggressive', ancestor, base, head], { environment });
      const mergeable = await this.run(['merge-index', '-o', '-q', 'git-merge-one-file', '-a'], { environment: { ...environment, GIT_WORK_TREE: scratch } })
        .then(() => true, () => false);
      return mergeable ? this.text(['write-tree'], { environment }) : undefined;
    });
  }

  private async withIndex<T>(action: (environment: Record<string, string>, scratch: string) => Promise<T>): Promise<T> {
    const scratch = await mkdtemp(join(tmpdir(), 'github-emulator-index-'));
    try {
      return await action({ GIT_INDEX_FILE: join(scratch, '.index') }, scratch);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

function parseTreeEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  return { mode, type: type as TreeEntry['type'], sha, ...(size === '-' ? {} : { size: Number(size) }), path: line.slice(tab + 1) };
}
