// The calls of Specline's API that the command line makes, with the token in the header and nowhere else.
import { readinessSchema, type Readiness } from '#contracts';
import type { Access } from '../access/access';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';
import { Interrupted } from '../interruption';
import { noAnswer, refusal } from './refusal';

export interface Request { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: unknown; headers?: Record<string, string>; query?: URLSearchParams }

const patience = 60_000;

export class Api {
  constructor(readonly access: Access, private readonly interrupted: AbortSignal) {}

  /** @param path below the address, without a slash at its start. @throws CliError */
  async call<T>(path: string, request: Request = {}): Promise<T> {
    const answer = await this.ask(path, request, AbortSignal.timeout(patience));
    try {
      return await answer.json() as T;
    } catch (error) {
      throw this.broken(error);
    }
  }

  /** The bytes of an artifact from an offset on; undefined when there are none (yet). @throws CliError */
  async bytes(path: string, from: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    const answer = await this.ask(path, { headers }, undefined, [416]);
    if (answer.status === 416 || !answer.body) return undefined;
    // Who does not know ranges sends everything again.
    if (from > 0 && answer.status !== 206) throw refusal(answer.status, '');
    return this.piecesOf(answer.body);
  }

  /** What is open to everybody, and says the more the less is well. @throws CliError */
  async readiness(): Promise<Readiness> {
    const answer = await fetch(`${this.access.url}/readyz`, { signal: AbortSignal.any([this.interrupted, AbortSignal.timeout(patience)]), redirect: 'manual' })
      .catch((error: unknown) => { throw this.broken(error); });
    const body = await answer.text().catch(() => '');
    const parsed = readinessSchema.safeParse(parseJson(body));
    if (parsed.success) return parsed.data;
    throw refusal(answer.status, body);
  }

  /** @throws CliError when there is no token */
  authorization(): Record<string, string> {
    const { token } = this.access;
    if (token !== undefined) return { authorization: `Bearer ${token}` };
    throw new CliError({
      code: 'access.no_token', detail: `There is no token for ${this.access.url}.`, exitCode: exitCodes.usage,
      remediation: 'Set SPECLINE_TOKEN or SPECLINE_TOKEN_FILE, give --token-file, or put it into the configuration file beside the address; docs/command-line.md says how.',
    });
  }

  private async ask(path: string, { method = 'GET', body, headers = {}, query }: Request, limit?: AbortSignal, welcome: readonly number[] = []): Promise<Response> {
    const address = `${this.access.url}/${path}${query && query.size > 0 ? `?${query.toString()}` : ''}`;
    const all = { ...this.authorization(), accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
    const signal = AbortSignal.any([this.interrupted, ...(limit ? [limit] : [])]);
    const answer = await fetch(address, { method, headers: all, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal, redirect: 'manual' })
      .catch((error: unknown) => { throw this.broken(error); });
    if (answer.ok || welcome.includes(answer.status)) return answer;
    throw refusal(answer.status, await answer.text().catch(() => ''));
  }

  private async *piecesOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of body) yield piece as Uint8Array;
    } catch (error) {
      throw this.broken(error);
    }
  }

  private broken(error: unknown): Error {
    return this.interrupted.aborted ? new Interrupted() : noAnswer(this.access.url, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
