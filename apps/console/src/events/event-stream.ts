// A line of events that outlives its sockets: after a break it goes on behind the last fact it saw, so nothing is lost and nothing comes twice.
import type { EventFrame } from '#contracts';
import { readFrame } from './event-frame';

/** The part of a WebSocket that is used here. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(): void;
}

export interface EventStreamParts {
  /** Opens a socket that tells facts after `after`; undefined leaves the beginning to the gateway. */
  open(after: number | undefined): Socket;
  /** Runs something later and returns how to call it off. */
  later(work: () => void, milliseconds: number): () => void;
}

export type StreamState = 'connecting' | 'live' | 'broken';
export interface StreamListener {
  frame?(frame: EventFrame): void;
  state?(state: StreamState): void;
  /** What happened meanwhile is not known: whoever shows something asks for it again. */
  gap?(): void;
}

const shortestPause = 500;
const longestPause = 5_000;
/** So often a socket is refused before the place to go on at is taken to be unknown to the gateway, as after a reset of its stream. */
const mostRefusals = 4;

export class EventStream {
  state: StreamState = 'connecting';
  private socket: Socket | undefined;
  private lastSequence: number | undefined;
  private refusals = 0;
  private everLive = false;
  private callOff: () => void = () => undefined;
  private readonly listeners = new Set<StreamListener>();

  constructor(private readonly parts: EventStreamParts) {}

  listen(listener: StreamListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    const after = this.refusals > mostRefusals ? undefined : this.lastSequence;
    const socket = this.parts.open(after);
    let opened = false;
    this.socket = socket;
    socket.onopen = () => {
      opened = true;
      this.opened(after);
    };
    socket.onmessage = ({ data }) => this.take(data);
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.refusals = opened ? 0 : this.refusals + 1;
      this.enter('broken');
      this.callOff = this.parts.later(() => this.start(), Math.min(longestPause, shortestPause * 2 ** this.refusals));
    };
  }

  stop(): void {
    this.callOff();
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
  }

  private opened(after: number | undefined): void {
    if (this.everLive && after === undefined) {
      this.lastSequence = undefined;
      for (const listener of this.listeners) listener.gap?.();
    }
    this.everLive = true;
    this.refusals = 0;
    this.enter('live');
  }

  private take(data: unknown): void {
    const frame = readFrame(data);
    if (!frame) return;
    if ('fact' in frame) {
      if (this.lastSequence !== undefined && frame.sequence <= this.lastSequence) return;
      this.lastSequence = frame.sequence;
    }
    for (const listener of this.listeners) listener.frame?.(frame);
  }

  private enter(state: StreamState): void {
    this.state = state;
    for (const listener of this.listeners) listener.state?.(state);
  }
}
