// Reads the file of API tokens again when it changes, so that a token can be given or taken back without a restart.
import type { ApiToken, Logger } from '#platform';

export interface TokenFileParts {
  /** @throws Error that quotes nothing of the file */
  read: () => ApiToken[];
  changed: (tokens: ApiToken[]) => void;
  logger: Pick<Logger, 'info' | 'error'>;
}

const lookMilliseconds = 10_000;

export class TokenFile {
  private last: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: TokenFileParts, private readonly everyMilliseconds = lookMilliseconds) {}

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), this.everyMilliseconds);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Half-written files and typing errors happen: until the file can be read again, the tokens stay as they were. */
  private look(): void {
    const { read, changed, logger } = this.parts;
    try {
      const tokens = read();
      const now = JSON.stringify(tokens);
      if (now === this.last) return;
      if (this.last !== undefined) logger.info({ tokens: tokens.length }, 'the API tokens were read again from their file');
      this.last = now;
      changed(tokens);
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== this.last) logger.error({ fault }, 'the file of API tokens cannot be used: the tokens stay as they were until it can');
      this.last = fault;
    }
  }
}
