// What a handler answers before anything is sent, so that a fault may take the place of the answer.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: string | Buffer | Readable;
}

export const jsonReply = (status: number, value: unknown, headers: Record<string, string> = {}): Reply =>
  ({ status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) });

export const textReply = (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  ({ status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body });

export async function send(reply: Reply, response: ServerResponse): Promise<void> {
  response.writeHead(reply.status, reply.headers);
  if (reply.body instanceof Readable) await pipeline(reply.body, response);
  else response.end(reply.body);
}

/** Lets the work behind a streamed answer finish although nobody will read it. */
export async function discard(reply: Reply): Promise<void> {
  if (!(reply.body instanceof Readable)) return;
  for await (const _ of reply.body);
}
