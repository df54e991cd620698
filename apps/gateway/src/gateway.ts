// The gateway as a server: what guards it, Nest's controllers, sockets, documents, health. Not listening yet.
import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NestLogger, opsRoutes } from '#platform';
import type { RunBoard } from './board/run-board';
import type { Brakes } from './brakes/brakes';
import { serveConsole } from './console/console-files';
import { EventSockets } from './events/event-sockets';
import type { AuditTrail } from './audit/audit-trail';
import type { GatewayParts } from './gateway-parts';
import { wireGateway, type GatewayWiring } from './gateway-wiring';
import { acceptJsonOnly, longestBody } from './http/json-body';
import { setSecurityHeaders } from './http/security-headers';
import { serveDocument } from './openapi/document';
import { ProblemFilter } from './problems/problem.filter';
import { sendProblem } from './problems/send-problem';
import { toProblem } from './problems/to-problem';
import type { StorageWatch } from './readiness/storage-watch';
import type { StreamWatch } from './readiness/stream-watch';
import type { Access } from './session/access';
import type { RepositoryGuard } from './session/repository-guard';

export interface Gateway {
  app: NestFastifyApplication;
  server: FastifyInstance;
  board: RunBoard;
  sockets: EventSockets;
  stream: StreamWatch;
  storage: StorageWatch;
  brakes: Brakes;
  /** Closes sockets and requests, then what follows the stream. */
  close(): Promise<void>;
}

/** @throws when NATS does not answer */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const wiring = await wireGateway(parts);
  const { board, sockets, stream, storage, services, brakes, tokenFile } = wiring;
  await stream.start();
  services.start();
  tokenFile?.start();
  const app = await createApplication(wiring, parts);
  const close = async (): Promise<void> => {
    tokenFile?.stop();
    sockets.close();
    await end(app);
    services.stop();
    stream.stop();
    await board.close();
  };
  return { app, server: serverOf(app), board, sockets, stream, storage, brakes, close };
}

async function createApplication({ module, access, rights, trail, sockets, readiness }: GatewayWiring, { logger, metricsText, settings }: GatewayParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: longestBody, logger: false,
    // What the router refuses before any hook: an address that cannot be read.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, toProblem(error)),
  });
  await guard(adapter.getInstance<FastifyInstance>(), access, rights, trail);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: new NestLogger(logger.child({}, { level: 'warn' })), bodyParser: false, abortOnError: false });
  app.useGlobalFilters(new ProblemFilter(logger));
  await app.init();
  // After Nest's, since they take over its handling of errors.
  const server = serverOf(app);
  sockets.serve(server);
  serveDocument(app);
  await serveConsole(server, settings.consoleDirectory);
  await server.register(opsRoutes, { registry: readiness, metricsText });
  return app;
}

/** Before the first route, so that it holds for all of them. */
async function guard(server: FastifyInstance, access: Access, rights: RepositoryGuard, trail: AuditTrail): Promise<void> {
  acceptJsonOnly(server);
  setSecurityHeaders(server);
  await server.register(cookie);
  await EventSockets.prepare(server);
  access.guard(server);
  rights.guard(server);
  trail.guard(server);
}

/** Requests under way are answered and readers told to come back; whoever keeps the gateway waiting for longer is cut off, so that it ends in time. */
async function end(app: NestFastifyApplication): Promise<void> {
  const { server, websocketServer } = serverOf(app);
  // A connection that is kept for further requests ends with the answer to its last one.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of websocketServer.clients) socket.terminate();
  }, longestEnd);
  await app.close();
  clearInterval(idle);
  clearTimeout(late);
}

/** Longer than discovery may take to name a feature, shorter than what a service is given to end. */
const longestEnd = 10_000;

const serverOf = (app: NestFastifyApplication): FastifyInstance => app.getHttpAdapter().getInstance();
