// Puts the gateway together: Fastify, what guards it, Nest's controllers, sockets, health. Not listening yet.
import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NestLogger, opsRoutes } from '#platform';
import { RunArtifacts } from './artifacts/run-artifacts';
import { RunBoard } from './board/run-board';
import { RunReader } from './board/run-reader';
import { EventSockets, defaultSocketLimits } from './events/event-sockets';
import { FactHistory } from './events/fact-history';
import type { GatewayParts } from './gateway-parts';
import { GatewayModule } from './gateway.module';
import { acceptJsonOnly, longestBody } from './http/json-body';
import { setSecurityHeaders } from './http/security-headers';
import { docsPath, serveDocument } from './openapi/document';
import { ProblemFilter } from './problems/problem.filter';
import { sendProblem } from './problems/send-problem';
import { toProblem } from './problems/to-problem';
import { Admission } from './readiness/admission';
import { GatewayReadiness } from './readiness/gateway-readiness';
import { ownChecks } from './readiness/own-checks';
import { ServiceReadiness } from './readiness/service-readiness';
import { StreamWatch } from './readiness/stream-watch';
import { Lanes } from './runs/lane-claim';
import { PhaseCheck } from './runs/phase-check';
import { RunCreation } from './runs/run-creation';
import { RunSteering } from './runs/run-steering';
import { Access } from './session/access';
import { Authenticator } from './session/authenticator';
import { CookieForm } from './session/cookie-form';

export interface Gateway {
  app: NestFastifyApplication;
  server: FastifyInstance;
  board: RunBoard;
  sockets: EventSockets;
  /** Closes sockets and requests, then what follows the stream. */
  close(): Promise<void>;
}

/** @throws when NATS does not answer */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { log, questions, rows, artifacts, logger, worker, settings } = parts;
  const board = await RunBoard.open(parts);
  const stream = new StreamWatch(log);
  const services = new ServiceReadiness(questions);
  const readiness = new GatewayReadiness({ worker, redactor: parts.redactor, services, checks: ownChecks({ log, rows, board, stream }) });
  const reader = new RunReader(board, rows, log);
  const lanes = new Lanes(log, (sequence) => board.wrote(sequence), parts.isBusAway);
  const authenticator = new Authenticator(settings.tokens);
  const access = new Access({ authenticator, address: settings, ...(settings.failures ? { failures: settings.failures } : {}), ...(settings.mutations ? { mutations: settings.mutations } : {}) });
  const sockets = new EventSockets({ board, reader, logger, history: new FactHistory(board, rows, log), limits: { ...defaultSocketLimits, ...settings.sockets } });
  const module = GatewayModule.with({
    reader, access, authenticator, store: artifacts, runArtifacts: new RunArtifacts(reader, artifacts), cookieForm: new CookieForm(settings.publicUrl),
    creation: new RunCreation({ log, lanes, questions, worker, rules: settings.rules, admission: new Admission(stream, services) }),
    steering: new RunSteering({ log, lanes, artifacts, phases: new PhaseCheck(questions), worker }),
  });
  await stream.start();
  services.start();
  const adapter = new FastifyAdapter({
    bodyLimit: longestBody, logger: false, forceCloseConnections: true,
    // What the router refuses before any hook: an address that cannot be read.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, toProblem(error)),
  });
  const server = adapter.getInstance<FastifyInstance>();
  await prepareServer(server, access);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: new NestLogger(logger.child({}, { level: 'warn' })), bodyParser: false, abortOnError: false });
  app.useGlobalFilters(new ProblemFilter(logger));
  await app.init();
  // After Nest's, since they take over its handling of errors.
  sockets.serve(server);
  serveDocument(app);
  server.get('/', (_request, reply) => reply.redirect(`/${docsPath}`));
  await server.register(opsRoutes, { registry: readiness, metricsText: parts.metricsText });
  const close = async (): Promise<void> => {
    sockets.close();
    await app.close();
    services.stop();
    stream.stop();
    await board.close();
  };
  return { app, server, board, sockets, close };
}

/** Before the first route, so that it holds for all of them. */
async function prepareServer(server: FastifyInstance, access: Access): Promise<void> {
  acceptJsonOnly(server);
  setSecurityHeaders(server);
  await server.register(cookie);
  await EventSockets.prepare(server);
  access.guard(server);
}
