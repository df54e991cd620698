// The publisher's way to a repository's git server: the only place where the write token meets git.
import { GitProcess, MirrorCache, gitFailure, lsRemote, type Mirror } from '#git';

export interface PublishRemoteOptions {
  /** For example `https://github.com`. */
  serverUrl: string;
  token: string | undefined;
  /** The console's public address, for links in pull requests. */
  publicUrl: string | undefined;
}

export class PublishRemote {
  constructor(private readonly git: GitProcess, private readonly mirrors: MirrorCache, private readonly options: PublishRemoteOptions) {}

  async withMirror<T>(repository: string, commit: string, signal: AbortSignal, work: (mirror: Mirror) => Promise<T>): Promise<T> {
    try {
      return await this.mirrors.use({ remote: this.address(repository), commit, signal }, work);
    } catch (error) {
      throw gitFailure(error, `read ${repository} with git`);
    }
  }

  async headOf(repository: string, branch: string, signal: AbortSignal): Promise<string | null> {
    try {
      return await lsRemote(this.git, this.address(repository), `refs/heads/${branch}`, signal);
    } catch (error) {
      throw gitFailure(error, `look at ${branch} of ${repository}`);
    }
  }

  /** Where people see the run, or null when the installation has no public address. */
  runUrl(runId: string): string | null {
    return this.options.publicUrl ? `${this.options.publicUrl.replace(/\/+$/, '')}/runs/${runId}` : null;
  }

  private address(repository: string) {
    const url = `${this.options.serverUrl.replace(/\/+$/, '')}/${repository}.git`;
    return { url, ...(this.options.token ? { token: this.options.token } : {}) };
  }
}
