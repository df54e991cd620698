// Tokens of a GitHub App, one for each repository, made when they are needed and kept for as long as they last.
import type { RepositoryTokens } from './credential';
import { GithubApp, type AppOptions, type MadeToken } from './github-app';

export interface InstallationTokensOptions extends AppOptions {
  /** Hears of everything that must be shown nowhere, before it is used: the key and all tokens that have not ended. */
  secrets?: (secrets: string[]) => void;
}

/** What begins now may take a while. GitHub's tokens last for an hour. */
const renewedBeforeMilliseconds = 5 * 60_000;

interface Kept { asked: Promise<MadeToken>; made?: MadeToken }

export class InstallationTokens implements RepositoryTokens {
  private readonly app: GithubApp;
  private readonly now: () => number;
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly options: InstallationTokensOptions) {
    const { secrets: _, ...rest } = options;
    this.app = new GithubApp(rest);
    this.now = options.now ?? Date.now;
  }

  /** Who asks while one is being made is given the same one. */
  async of(repository: string): Promise<string> {
    const name = repository.toLowerCase();
    const kept = this.kept.get(name);
    if (kept && !(kept.made && this.isEnding(kept.made))) return (await kept.asked).value;
    return (await this.ask(name, repository)).value;
  }

  refused(repository: string, token: string): void {
    const name = repository.toLowerCase();
    if (this.kept.get(name)?.made?.value === token) this.kept.delete(name);
  }

  private async ask(name: string, repository: string): Promise<MadeToken> {
    const kept: Kept = { asked: this.app.token(repository).then((made) => this.keep(kept, made)) };
    this.kept.set(name, kept);
    try {
      return await kept.asked;
    } catch (error) {
      if (this.kept.get(name) === kept) this.kept.delete(name);
      throw error;
    }
  }

  private keep(kept: Kept, made: MadeToken): MadeToken {
    kept.made = made;
    this.tell();
    return made;
  }

  private tell(): void {
    for (const [name, { made }] of this.kept) if (made && made.endsAt <= this.now()) this.kept.delete(name);
    const tokens = [...this.kept.values()].flatMap(({ made }) => made ? [made.value] : []);
    this.options.secrets?.([this.app.key.secret, ...tokens]);
  }

  private isEnding({ endsAt }: MadeToken): boolean {
    return endsAt - renewedBeforeMilliseconds <= this.now();
  }
}
