// With what GitHub is asked: a token that somebody has set, or tokens that a GitHub App makes for one repository each.

/** Tokens by repository, `owner/name`. */
export interface RepositoryTokens {
  /** @throws StageFailure `credential.github_app_*`, `github.*`, `repository.moved` */
  of(repository: string): Promise<string>;
  /** GitHub did not accept this one: it is not given again. */
  refused(repository: string, token: string): void;
}

/** A string is a token for whatever it may. */
export type GithubCredential = string | RepositoryTokens;

/** Asks, and once more with another token when the one of an App was refused; a token that is set has no other. */
export async function withTokenFor<T>(credential: GithubCredential | undefined, repository: string, isRefusal: (error: unknown) => boolean, ask: (token: string | undefined) => Promise<T>): Promise<T> {
  if (typeof credential !== 'object') return ask(credential);
  const token = await credential.of(repository);
  try {
    return await ask(token);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    credential.refused(repository, token);
    return ask(await credential.of(repository));
  }
}

export async function tokenFor(credential: GithubCredential | undefined, repository: string): Promise<string | undefined> {
  return typeof credential === 'object' ? credential.of(repository) : credential;
}
