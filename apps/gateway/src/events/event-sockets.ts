// The WebSocket routes: what is refused before the upgrade, and what every open socket is subject to.
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { eventsPath, runsPath } from '#contracts';
import { roleFor, roleForAll } from '#domain';
import type { Logger } from '#platform';
import { isId } from '../http/parse-shape';
import { ApiProblem, invalidField, runUnknown } from '../problems/api-problem';
import type { RunBoard } from '../board/run-board';
import type { RunReader } from '../board/run-reader';
import { principalOf, type Principal } from '../session/principal';
import { EventFeed, type FeedWish } from './event-feed';
import type { FactHistory } from './fact-history';

export interface SocketLimits {
  /** Sockets of this process. */
  most: number;
  /** Bytes that may wait for a reader of live events; the socket of a slower one is closed. */
  mostWaiting: number;
  /** How long a reader of history may take for what waits. */
  patienceMilliseconds: number;
  /** How often every socket is looked after; one that does not answer between two looks is closed. */
  careMilliseconds: number;
}
export const defaultSocketLimits: SocketLimits = { most: 1000, mostWaiting: 4 * 1024 * 1024, patienceMilliseconds: 30_000, careMilliseconds: 15_000 };

export interface EventSocketParts {
  board: RunBoard;
  history: FactHistory;
  reader: RunReader;
  logger: Logger;
  limits: SocketLimits;
  isStillKnown: (principal: Principal) => boolean;
}

interface Guest { principal: Principal; alive: boolean }

const socketRoutes: ReadonlySet<string> = new Set([`/${runsPath}/:id/events`, `/${eventsPath}`]);
const aheadPatience = 1000;
/** Clients have nothing to say. */
const longestMessage = 1024;

export class EventSockets {
  private readonly guests = new Map<WebSocket, Guest>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: EventSocketParts) {}

  /** Before any route is added. */
  static async prepare(server: FastifyInstance): Promise<void> {
    await server.register(websocket, {
      options: { maxPayload: longestMessage, perMessageDeflate: false },
      errorHandler: (_error: Error, socket: WebSocket) => socket.terminate(),
      preClose(done: () => void) {
        for (const socket of server.websocketServer.clients) socket.close(1001, 'the gateway ends');
        server.websocketServer.close();
        done();
      },
    });
    server.addHook('onRequest', (request, _reply, done) => done(request.ws && !socketRoutes.has(request.routeOptions.url ?? '') ? noSocket() : undefined));
  }

  /** After Nest's routes. */
  serve(server: FastifyInstance): void {
    const route = (url: string): void => {
      server.route<{ Params: { id?: string }; Querystring: Record<string, unknown> }>({
        method: 'GET', url,
        preHandler: (request) => this.admit(request),
        handler: () => { throw new ApiProblem({ status: 426, code: 'events.upgrade', detail: 'This address speaks WebSocket only.', remediation: 'Open it as a WebSocket.' }); },
        wsHandler: (socket, request) => this.welcome(socket, request),
      });
    };
    for (const url of socketRoutes) route(url);
    this.timer = setInterval(() => this.care(), this.parts.limits.careMilliseconds);
  }

  close(): void {
    clearInterval(this.timer);
  }

  get size(): number { return this.guests.size; }

  private async admit(request: FastifyRequest): Promise<void> {
    const { runId, after } = this.wishOf(request);
    if (!request.ws) return;
    await this.requireReached(after);
    if (this.guests.size >= this.parts.limits.most) {
      throw new ApiProblem({ status: 503, code: 'events.too_many', detail: 'Too many sockets are open.', remediation: 'Close some, or add a replica of the gateway.', retryAfterSeconds: 30 });
    }
    if (runId !== undefined && !await this.parts.reader.find(runId)) throw runUnknown(runId);
  }

  /** Another replica may be ahead by a moment; what is further ahead comes from a stream that is no more. */
  private async requireReached(after: number): Promise<void> {
    const { tail } = this.parts.board;
    await tail.reached(after, aheadPatience);
    if (after > tail.last) throw invalidField('after', 'is beyond the end of the stream: begin again with after=0');
  }

  /** One run from its beginning unless told otherwise, all runs from now on. @throws ApiProblem 400, 404 */
  private wishOf(request: FastifyRequest): FeedWish {
    const { id } = request.params as { id?: string };
    const { after, ...others } = request.query as Record<string, unknown>;
    if (id !== undefined && !isId(id)) throw runUnknown(id);
    const [other] = Object.keys(others);
    if (other !== undefined) throw invalidField(other.slice(0, 100), 'there is no such parameter');
    const { last } = this.parts.board.tail;
    if (after === undefined) return { runId: id, after: id === undefined ? last : 0 };
    if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) throw invalidField('after', 'is not the sequence of a fact');
    return { runId: id, after: Number(after) };
  }

  private welcome(socket: WebSocket, request: FastifyRequest): void {
    const guest: Guest = { principal: principalOf(request), alive: true };
    this.guests.set(socket, guest);
    socket.on('pong', () => { guest.alive = true; });
    socket.on('close', () => this.guests.delete(socket));
    const feed = new EventFeed(socket, this.parts, { ...this.wishOf(request), sees: seenBy(guest.principal) });
    feed.start().catch((error: unknown) => {
      this.parts.logger.warn({ error }, 'a socket could not be told its history');
      socket.close(1011, 'the history cannot be read now: connect again with after=<last sequence>');
    });
  }

  /** Looks after every socket: is its reader there, and still somebody? */
  private care(): void {
    for (const [socket, guest] of this.guests) {
      if (!this.parts.isStillKnown(guest.principal)) socket.close(1008, 'the token has expired or was revoked');
      else if (!guest.alive) socket.terminate();
      else {
        guest.alive = false;
        socket.ping();
      }
    }
  }
}

function seenBy({ grants }: Principal): FeedWish['sees'] {
  return roleForAll(grants) === undefined ? (repository) => roleFor(grants, repository) !== undefined : undefined;
}

function noSocket(): ApiProblem {
  return new ApiProblem({ status: 404, code: 'route.unknown', detail: 'There is no WebSocket at this address.', remediation: 'See /api/docs for what there is.' });
}
