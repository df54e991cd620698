// The publisher's way to a repository's git server: the only place where what may write meets git.
import { GitProcess, MirrorCache, gitFailure, isRefusedToken, lsRemote, push, type Mirror, type PushRequest, type PushResult, type RemoteAddress } from '#git';
import { withTokenFor, type GithubCredential } from '#github';

export interface PublishRemoteOptions {
  /** For example `https://github.com`. */
  serverUrl: string;
  token: GithubCredential | undefined;
  /** The console's public address, for links in pull requests. */
  publicUrl: string | undefined;
}

export class PublishRemote {
  constructor(private readonly git: GitProcess, private readonly mirrors: MirrorCache, private readonly options: PublishRemoteOptions) {}

  async withMirror<T>(repository: string, commit: string, signal: AbortSignal, work: (mirror: Mirror) => Promise<T>): Promise<T> {
    try {
      return await this.asking(repository, (remote) => this.mirrors.use({ remote, commit, signal }, work));
    } catch (error) {
      throw gitFailure(error, `read ${repository} with git`);
    }
  }

  async headOf(repository: string, branch: string, signal: AbortSignal): Promise<string | null> {
    try {
      return await this.asking(repository, (remote) => lsRemote(this.git, remote, `refs/heads/${branch}`, signal));
    } catch (error) {
      throw gitFailure(error, `look at ${branch} of ${repository}`);
    }
  }

  /** @throws GitError */
  async push(repository: string, mirror: Mirror, request: PushRequest): Promise<PushResult> {
    return this.asking(repository, (remote) => push({ ...mirror, remote }, request));
  }

  /** Where people see the run, or null when the installation has no public address. */
  runUrl(runId: string): string | null {
    return this.options.publicUrl ? `${this.options.publicUrl.replace(/\/+$/, '')}/runs/${runId}` : null;
  }

  private async asking<T>(repository: string, ask: (remote: RemoteAddress) => Promise<T>): Promise<T> {
    const { serverUrl, token: credential } = this.options;
    const url = `${serverUrl.replace(/\/+$/, '')}/${repository}.git`;
    return withTokenFor(credential, repository, isRefusedToken, (token) => ask({ url, ...(token ? { token } : {}) }));
  }
}
