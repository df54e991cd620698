// Three answers about a process, as a Fastify plugin: the gateway registers it in Nest's Fastify, the other services in a server of their own.
import { fastify, type FastifyInstance } from 'fastify';
import type { PrerequisiteRegistry } from './prerequisites';

export interface OpsOptions {
  registry: PrerequisiteRegistry;
  /** In the text format of Prometheus. */
  metricsText: () => Promise<string>;
}

/**
 * `GET /healthz` (200 while the process lives), `GET /readyz` (200 or 503 with the prerequisites), `GET /metrics`.
 * @example await app.register(opsRoutes, { registry, metricsText })
 */
export async function opsRoutes(server: FastifyInstance, { registry, metricsText }: OpsOptions): Promise<void> {
  server.get('/healthz', () => ({ ok: true, service: registry.service, worker: registry.worker }));
  server.get('/readyz', async (_request, reply) => {
    // Anybody may ask: what was measured, and which versions are at work, is for those who have a token.
    const { versions: _, ...readiness } = await registry.readiness();
    const prerequisites = readiness.prerequisites.map(({ details: __, ...shown }) => shown);
    return reply.code(readiness.ok ? 200 : 503).header('cache-control', 'no-store').send({ ...readiness, prerequisites });
  });
  server.get('/metrics', async (_request, reply) => (
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await metricsText())
  ));
}

export interface OpsServer {
  /** For example `http://127.0.0.1:40123`. */
  url: string;
  close(): Promise<void>;
}

/** @param options `port` 0 takes a free one. @throws when the port is taken */
export async function startOpsServer({ host, port, ...ops }: OpsOptions & { host: string; port: number }): Promise<OpsServer> {
  const server = fastify({ logger: false, forceCloseConnections: true });
  await server.register(opsRoutes, ops);
  const url = await server.listen({ host, port });
  return { url, close: () => server.close() };
}
