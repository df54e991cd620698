// The runner's cached mirrors of repositories, opened with what may only read.
import { MirrorCache, gitFailure, isRefusedToken, type Mirror } from '#git';
import { withTokenFor, type GithubCredential } from '#github';

export interface RepositoryMirrorsOptions {
  /** For example `https://github.com`. */
  serverUrl: string;
  readToken: GithubCredential | undefined;
}

export class RepositoryMirrors {
  constructor(private readonly cache: MirrorCache, private readonly options: RepositoryMirrorsOptions) {}

  /** `work` may run twice when a mirror turns out damaged. @throws StageFailure */
  async at<T>(repository: string, commit: string, signal: AbortSignal, work: (mirror: Mirror) => Promise<T>): Promise<T> {
    const url = `${this.options.serverUrl.replace(/\/+$/, '')}/${repository}.git`;
    try {
      return await withTokenFor(this.options.readToken, repository, isRefusedToken, (token) => this.cache.use({ remote: { url, ...(token ? { token } : {}) }, commit, signal }, work));
    } catch (error) {
      throw gitFailure(error, `read ${repository} with git`);
    }
  }
}
