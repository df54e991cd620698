import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redactor } from '../redaction/redactor';
import { metricsText } from '../telemetry/metrics';
import { opsRoutes, startOpsServer } from './ops-routes';
import { PrerequisiteRegistry } from './prerequisites';

@Module({})
class EmptyModule {}

const registry = new PrerequisiteRegistry('publisher', 'publisher@host:1', new Redactor([]));
let ok = true;
registry.register({ name: 'github', blocking: true, stages: ['publish'], ttlMs: 0, check: async () => ({ ok, detail: ok ? 'fine' : 'no token' }) });

async function inNest(): Promise<{ url: string; close(): Promise<void> }> {
  const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), { logger: false });
  await app.register(opsRoutes, { registry, metricsText });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}

it.each([
  ['in a server of its own', () => startOpsServer({ host: '127.0.0.1', port: 0, registry, metricsText })],
  ["in Nest's Fastify", inNest],
])('a process answers whether it lives, whether it is ready and what it counted, %s', async (_where, start) => {
  const server = await start();
  const answers = async (path: string): Promise<[number, string, string | null]> => {
    const response = await fetch(`${server.url}${path}`);
    return [response.status, await response.text(), response.headers.get('content-type')];
  };
  try {
    ok = true;
    expect(await answers('/healthz')).toEqual([200, JSON.stringify({ ok: true, service: 'publisher', worker: 'publisher@host:1' }), 'application/json; charset=utf-8']);
    expect((await answers('/readyz'))[0]).toBe(200);
    ok = false;
    const [status, body] = await answers('/readyz');
    expect([status, JSON.parse(body)]).toEqual([503, { service: 'publisher', worker: 'publisher@host:1', ok: false, prerequisites: [{ name: 'github', blocking: true, stages: ['publish'], ok: false, detail: 'no token', checkedAt: expect.any(String) }] }]);
    expect((await answers('/healthz'))[0]).toBe(200);
    expect(await answers('/metrics')).toEqual([200, expect.stringContaining('#'), 'text/plain; version=0.0.4; charset=utf-8']);
  } finally {
    await server.close();
  }
});
