// Serves the control interface to other processes of this machine, and to nothing else.
import type { IncomingMessage } from 'node:http';
import type { GithubControl } from './control';
import { operationNames, type OperationName } from './control-operations';
import { jsonReply, type Reply } from './reply';
import { ControlError } from './repositories';

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

/** `POST /_control/<operation>` with the operation's request as JSON; `GET` for those that need none. */
export async function answerControl(control: GithubControl, request: IncomingMessage, url: URL): Promise<Reply> {
  if (!isLocal(request)) return jsonReply(403, { error: 'The control interface answers programs of this machine only' });
  const name = url.pathname.slice('/_control/'.length) as OperationName;
  if (!operationNames.includes(name)) return jsonReply(404, { error: `No operation ${name}; there are: ${operationNames.join(', ')}` });
  try {
    return jsonReply(200, await (control[name] as (request: unknown) => Promise<unknown>)(await readBody(request)));
  } catch (error) {
    if (error instanceof ControlError || error instanceof SyntaxError) return jsonReply(422, { error: error.message });
    throw error;
  }
}

/** A page in a browser sends an Origin, and a rebound name is in Host: neither is a program of the sandbox. */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return loopback.test(socket.remoteAddress ?? '') && headers.origin === undefined && loopbackHost.test(headers.host ?? '');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text) as unknown;
}
