// One WebSocket, from its upgrade to its end. The token travels in the header of the upgrade.
import type { IncomingMessage } from 'node:http';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import { refusal } from '../api/refusal';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';
import { Interrupted } from '../interruption';

export interface SocketWish { address: string; headers: Record<string, string>; interrupted: AbortSignal }
export interface SocketReader { opened(): void; take(text: string): boolean }
export type SocketEnd = { kind: 'enough' } | { kind: 'broken'; reason: string };

const form: ClientOptions = { followRedirects: false, handshakeTimeout: 10_000, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 };
/** The gateway pings every 15 s: after this a connection is dead although nobody said so. */
const longestSilence = 45_000;
/** The token has expired. */
const policyViolation = 1008;

/** @throws CliError when the upgrade is refused for good, Interrupted */
export async function openSocket({ address, headers, interrupted }: SocketWish, reader: SocketReader): Promise<SocketEnd> {
  const { WebSocket: Socket } = await import('ws');
  if (interrupted.aborted) throw new Interrupted();
  const socket = new Socket(address, { ...form, headers });
  const stop = (): void => socket.terminate();
  interrupted.addEventListener('abort', stop, { once: true });
  try {
    return await lifeOf(socket, reader, interrupted);
  } finally {
    interrupted.removeEventListener('abort', stop);
    socket.terminate();
  }
}

function lifeOf(socket: WebSocket, reader: SocketReader, interrupted: AbortSignal): Promise<SocketEnd> {
  return new Promise((resolve, reject) => {
    const broken = (reason: string): void => (interrupted.aborted ? reject(new Interrupted()) : resolve({ kind: 'broken', reason }));
    const silence = setTimeout(() => { broken('nothing was heard for 45 s'); }, longestSilence);
    const heard = (): void => void silence.refresh();
    socket.on('open', () => { heard(); reader.opened(); });
    socket.on('ping', heard);
    socket.on('message', (data) => {
      heard();
      if (reader.take(textOf(data))) resolve({ kind: 'enough' });
    });
    socket.on('unexpected-response', (_request, answer) => void refused(answer).then(broken, reject));
    socket.on('error', (error) => broken(error.message || (error as NodeJS.ErrnoException).code || 'the socket failed'));
    socket.on('close', (code, reason) => {
      clearTimeout(silence);
      if (code === policyViolation) reject(new CliError({ code: 'auth.expired', detail: `Specline has closed the connection: ${reason.toString()}.`, remediation: 'Use a token that is valid.', exitCode: exitCodes.unreachable }));
      else broken(reason.toString() || `code ${code}`);
    });
  });
}

/** What passes by itself is a broken connection. @throws CliError for everything else */
async function refused(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  const status = answer.statusCode ?? 0;
  const refusing = refusal(status, Buffer.concat(pieces).toString());
  if (status < 500) throw refusing;
  return refusing.parts.detail.replace(/\.$/, '');
}

const textOf = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString();
