// A client of the event sockets, for tests: keeps what it heard, in order.
import WebSocket from 'ws';
import type { EventFrame } from '#contracts';

export interface EventReader {
  readonly frames: EventFrame[];
  /** Sequences of the facts, in the order in which they came. */
  readonly sequences: number[];
  readonly socket: WebSocket;
  /** The close code, once closed. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

/** Resolves when the socket is open. @throws Error with the status with which the upgrade was refused */
export function openReader(url: string, headers: Record<string, string>): Promise<EventReader> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const frames: EventFrame[] = [];
  const sequences: number[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as EventFrame;
    frames.push(frame);
    if ('sequence' in frame) sequences.push(frame.sequence);
  });
  const closed = new Promise<number>((resolve) => { socket.on('close', resolve); });
  const close = async (): Promise<void> => {
    socket.close();
    await closed;
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ frames, sequences, socket, closed, close }));
    socket.on('unexpected-response', (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
    socket.on('error', reject);
  });
}
