// The one place where secrets leave a text, before it becomes a log line, a fact, an artifact or an answer.
import { RedactedStream } from './redacted-stream';
import { secretPattern } from './secret-pattern';

export const redactionMark = '[redacted]';
const secretHeader = /^(?:proxy-)?authorization$/i;

export class Redactor {
  private pattern: RegExp;
  private passing: readonly string[] = [];
  private secrets: readonly string[];

  /** @param secrets literal values, see `secretsOf(config)`; the shapes of common credentials are known without them. */
  constructor(secrets: readonly string[]) {
    this.secrets = secrets;
    this.pattern = secretPattern(secrets);
  }

  /** Secrets that came up later, beside those of before: what was taken back may still be somebody's elsewhere. */
  know(secrets: readonly string[]): void {
    const unknown = secrets.filter((secret) => !this.secrets.includes(secret));
    if (unknown.length === 0) return;
    this.secrets = [...this.secrets, ...unknown];
    this.pattern = secretPattern([...this.secrets, ...this.passing]);
  }

  /** Secrets that come and go, such as tokens of an hour: these are known until the next call, for what is not among them any more has ended. */
  knowForNow(secrets: readonly string[]): void {
    this.passing = [...secrets];
    this.pattern = secretPattern([...this.secrets, ...this.passing]);
  }

  /** @example new Redactor([]).text('https://me:pw@host/') === 'https://[redacted]@host/' */
  text(text: string): string {
    return text.replace(this.pattern, (_match, ...groupsOffsetAndText: unknown[]) => {
      const kept = groupsOffsetAndText.slice(0, -2).find((group) => typeof group === 'string') ?? '';
      return `${kept}${redactionMark}`;
    });
  }

  /** Every string and key of a JSON value, at any depth. Returns the value itself when there is nothing to redact. */
  value<T>(json: T): T {
    const text = JSON.stringify(json) as string | undefined;
    if (text === undefined || text.search(this.pattern) === -1) return json;
    return this.walk(json) as T;
  }

  /** For output that arrives in pieces: what `push` and `end` return may be shown, though a secret was split between two pieces. */
  stream(): RedactedStream {
    return new RedactedStream((text) => this.text(text), (text) => this.spans(text));
  }

  private spans(text: string): { start: number; end: number }[] {
    return Array.from(text.matchAll(this.pattern), (match) => ({ start: match.index, end: match.index + match[0].length }));
  }

  private walk(json: unknown): unknown {
    if (typeof json === 'string') return this.text(json);
    if (Array.isArray(json)) return json.map((item) => this.walk(item));
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [
      this.text(key), secretHeader.test(key) && typeof item === 'string' ? redactionMark : this.walk(item),
    ]));
  }
}
