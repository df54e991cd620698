// The runner's cached mirrors of repositories, opened with the token that may only read.
import { MirrorCache, gitFailure, type Mirror } from '#git';

export interface RepositoryMirrorsOptions {
  /** For example `https://github.com`. */
  serverUrl: string;
  readToken: string | undefined;
}

export class RepositoryMirrors {
  constructor(private readonly cache: MirrorCache, private readonly options: RepositoryMirrorsOptions) {}

  /** `work` may run twice when a mirror turns out damaged. @throws StageFailure */
  async at<T>(repository: string, commit: string, signal: AbortSignal, work: (mirror: Mirror) => Promise<T>): Promise<T> {
    const url = `${this.options.serverUrl.replace(/\/+$/, '')}/${repository}.git`;
    try {
      return await this.cache.use({ remote: { url, ...(this.options.readToken ? { token: this.options.readToken } : {}) }, commit, signal }, work);
    } catch (error) {
      throw gitFailure(error, `read ${repository} with git`);
    }
  }
}
