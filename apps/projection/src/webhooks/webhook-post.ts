// One attempt: signs a body, posts it, and says in a bounded time and space what came of it.
import { Webhook } from 'standardwebhooks';
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import type { Config, Redactor } from '#platform';
import { publicLookup, requirePublicHost } from './public-address';

/** `status` is null without an answer, `error` when the receiver took the message; `isFinal` when it wants no further attempt. */
export interface Answer { status: number | null; durationMs: number; error: string | null; isFinal: boolean }

export interface Receiver { url: string; secrets: readonly string[] }
export interface Message { id: string; body: string }

export interface PostOptions {
  timeLimitMilliseconds: number;
  /** Private networks and this machine may be reached. */
  privateAddresses: boolean;
  proxy: Config['proxy'];
}

const readAtMost = 1024;
const shownAtMost = 300;

export class WebhookPost {
  private readonly dispatcher: Dispatcher;

  constructor(private readonly options: PostOptions, private readonly redactor: Redactor) {
    const guard = options.privateAddresses ? {} : { lookup: publicLookup() };
    const proxy = Object.fromEntries(Object.entries(options.proxy).filter(([, value]) => value !== undefined));
    this.dispatcher = new EnvHttpProxyAgent({ ...proxy, connect: { timeout: options.timeLimitMilliseconds, ...guard } });
  }

  /** Never throws. */
  async send(receiver: Receiver, message: Message): Promise<Answer> {
    const begun = performance.now();
    const answer = await this.attempt(receiver, message).catch((error: unknown) => ({ status: null, error: this.reasonOf(error) }));
    return { ...answer, error: answer.error === null ? null : this.shown(answer.error), durationMs: Math.round(performance.now() - begun), isFinal: answer.status === 410 };
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** Redirects are not followed: nobody configured where they lead. */
  private async attempt({ url, secrets }: Receiver, message: Message): Promise<{ status: number; error: string | null }> {
    if (!this.options.privateAddresses) requirePublicHost(url);
    const signal = AbortSignal.timeout(this.options.timeLimitMilliseconds);
    const { statusCode: status, body } = await request(url, { method: 'POST', headers: headersOf(message, secrets, new Date()), body: message.body, dispatcher: this.dispatcher, signal });
    // Also where nobody reads it: an error that comes after the beginning was read has nobody to go to.
    body.on('error', () => undefined);
    const text = await beginningOf(body).catch(() => '');
    if (status >= 200 && status < 300) return { status, error: null };
    return { status, error: status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}: ${text}` };
  }

  private reasonOf(error: unknown): string {
    const { name = '', message = '', code = '' } = error as { name?: string; message?: string; code?: string | number };
    if (name === 'TimeoutError' || String(code).includes('TIMEOUT')) return `no answer within ${this.options.timeLimitMilliseconds} ms`;
    return message || String(code) || name || String(error);
  }

  private shown(text: string): string {
    return this.redactor.text(text).replace(/[\p{C}\s]+/gu, ' ').trim().slice(0, shownAtMost);
  }
}

function headersOf({ id, body }: Message, secrets: readonly string[], at: Date): Record<string, string> {
  return {
    'content-type': 'application/json', 'user-agent': 'specline-webhook/1',
    'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length >= readAtMost) break;
  }
  return Buffer.concat(parts).subarray(0, readAtMost).toString('utf8');
}
