// A throw-away checkout of one branch, in which the agent edits files and which real git turns into a diff.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitRemote {
  /** A bare repository's directory or a smart-HTTP URL. */
  url: string;
  /** Sent as the password of `x-access-token`, through the environment, never in an argument. */
  token?: string;
}

/**
 * A repository is untrusted content: links in it are checked out as plain files, no hook, filter or configuration of this
 * machine takes part. The diff is that of `git diff --binary` with `index` lines.
 */
const GIT_CONFIGURATION = `[core]
  symlinks = false
  hooksPath = /dev/null
  autocrlf = false
  quotePath = true
[safe]
  directory = *
[user]
  name = Codex
  email = codex@specline.invalid
`;

export class Checkout {
  private constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Clones the branch (or the default branch) without its history. Rejects with git's own words. */
  static async of({ url, token }: GitRemote, branch: string | undefined, workDirectory: string): Promise<Checkout> {
    await mkdir(workDirectory, { recursive: true });
    const configuration = join(workDirectory, 'gitconfig');
    await writeFile(configuration, GIT_CONFIGURATION);
    const directory = await mkdtemp(join(workDirectory, 'checkout-'));
    const checkout = new Checkout(directory, gitEnvironment(configuration, token));
    const source = isAbsolute(url) ? pathToFileURL(url).href : url;
    try {
      await checkout.git('clone', '--quiet', '--depth=1', '--single-branch', '--no-tags', '--template=', ...(branch ? [`--branch=${branch}`] : []), '--', source, '.');
    } catch (error) {
      await checkout.dispose();
      throw error;
    }
    return checkout;
  }

  async files(): Promise<string[]> {
    const listing = await this.git('ls-files', '-z');
    return listing.split('\0').filter((path) => path !== '');
  }

  async read(path: string): Promise<string | undefined> {
    return readFile(join(this.directory, path), 'utf8').catch(() => undefined);
  }

  /** False when the path cannot be a file here, because a part of it is a file or it is itself a directory. */
  async write(path: string, content: string | Buffer): Promise<boolean> {
    const target = join(this.directory, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      return true;
    } catch (error) {
      if (['EEXIST', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  /** Makes the present content the base that the diff is taken against. */
  async rebase(): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--no-verify', '--no-gpg-sign', '--allow-empty', '--message=elsewhere');
  }

  async diff(): Promise<string> {
    await this.git('add', '--all');
    return this.git('diff', '--cached', '--binary', '--no-color', '--no-ext-diff', '--src-prefix=a/', '--dst-prefix=b/', 'HEAD');
  }

  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', args, { cwd: this.directory, env: this.environment, maxBuffer: 256 * 1024 * 1024, timeout: 120_000 });
    return stdout;
  }
}

function gitEnvironment(configuration: string, token: string | undefined): NodeJS.ProcessEnv {
  const credential = token && Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    PATH: process.env.PATH,
    HOME: dirname(configuration),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: configuration,
    GIT_TERMINAL_PROMPT: '0',
    ...(credential && { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${credential}` }),
  };
}
