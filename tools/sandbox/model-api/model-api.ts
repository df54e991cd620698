// The service behind a coding agent, on this machine: as much of the Responses API as the unmodified Codex program asks, with a model that does what an agent of Spec Kit does.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApiRefusal, invalidRequest, wrongKey } from './api-refusal';
import { conversationIn } from './conversation';
import { ModelControl } from './model-control';
import { ResponseStream } from './response-stream';
import { responsesRequestIn } from './responses-request';
import { nextTurn } from './writing-model';

export interface ModelApiOptions {
  host?: string;
  port?: number;
  /** Any other bearer token is answered with 401. */
  keys: readonly string[];
  /** The one that the program asks for by itself, unless told otherwise. */
  models?: readonly string[];
}

export interface ModelApi {
  /** For SPEC_AUTOMATION_CODEX_BASE_URL. */
  baseUrl: string;
  control: ModelControl;
  close(): Promise<void>;
}

const ownChoice = ['gpt-6.1-sol'];

export async function startModelApi({ host = '127.0.0.1', port = 0, keys, models = ownChoice }: ModelApiOptions): Promise<ModelApi> {
  const control = new ModelControl();
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => refuse(response, error)));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || request.url !== '/v1/responses') throw new ApiRefusal(404, { message: `Invalid URL (${request.method} ${request.url})`, type: 'invalid_request_error', param: null, code: null });
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!key || !keys.includes(key)) throw wrongKey(key);
    const asked = responsesRequestIn(await text(request), models);
    const conversation = conversationIn(asked);
    if (!conversation) throw invalidRequest('This model writes specifications for Specline only.', 'input');
    const behaviour = control.heard(conversation);
    const stream = new ResponseStream(response, randomUUID(), asked.model);
    stream.begin();
    const turn = nextTurn(conversation, behaviour);
    if (turn.kind !== 'silence') return stream.end(turn);
    if (turn.until === 'never') return;
    await control.released();
    if (!response.destroyed) stream.end(nextTurn(conversation, { kind: 'writes' }) as Exclude<typeof turn, { kind: 'silence' }>);
  };
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, host, listening));
  return {
    control, baseUrl: `http://${host}:${(server.address() as AddressInfo).port}/v1`,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };

  function refuse(response: ServerResponse, error: unknown): void {
    const refusal = error instanceof ApiRefusal ? error : new ApiRefusal(500, { message: String(error), type: 'server_error', param: null, code: null });
    control.refusals.push({ status: refusal.status, code: refusal.error.code });
    response.writeHead(refusal.status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: refusal.error }));
  }
}
