// The OpenAPI document of a running gateway, and the pages that show it.
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GatewayModule, type ControllerParts } from '../gateway.module';
import { openApiDocument, serveDocument } from './document';

interface Operation { operationId?: string; summary?: string; requestBody?: { content: Record<string, { schema: object }> }; responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>; parameters?: { name: string; in: string }[] }

let app: NestFastifyApplication;
let document: ReturnType<typeof openApiDocument>;
let operations: { path: string; method: string; operation: Operation }[];

beforeAll(async () => {
  // The controllers are looked at, not called.
  app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with({} as ControllerParts), new FastifyAdapter(), { logger: false });
  await app.init();
  serveDocument(app);
  document = (await app.inject({ url: '/api/openapi.json' })).json<typeof document>();
  operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })));
}, 30_000);
afterAll(() => app.close());

test('it is OpenAPI 3.1 and lists every call there is', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'delete /api/session', 'delete /api/workflows/speckit/drain', 'delete /api/workflows/speckit/runs/{id}/artifacts/{artifactId}/pin', 'delete /api/workflows/speckit/runs/{id}/pin', 'get /api/openapi.json', 'get /api/session', 'get /api/workflows/speckit/audit', 'get /api/workflows/speckit/board', 'get /api/workflows/speckit/brakes', 'get /api/workflows/speckit/events', 'get /api/workflows/speckit/health',
    'get /api/workflows/speckit/insight', 'get /api/workflows/speckit/repositories', 'get /api/workflows/speckit/repositories/{owner}/{name}/features', 'get /api/workflows/speckit/runs',
    'get /api/workflows/speckit/runs/counts', 'get /api/workflows/speckit/runs/{id}', 'get /api/workflows/speckit/runs/{id}/artifacts', 'get /api/workflows/speckit/runs/{id}/artifacts/{artifactId}',
    'get /api/workflows/speckit/runs/{id}/artifacts/{artifactId}/content', 'get /api/workflows/speckit/runs/{id}/events', 'get /api/workflows/speckit/runs/{id}/feedback',
    'get /api/workflows/speckit/runs/{id}/tasks', 'get /api/workflows/speckit/webhooks/deliveries', 'get /healthz', 'get /metrics', 'get /readyz', 'post /api/session', 'post /api/workflows/speckit/brakes/release', 'post /api/workflows/speckit/runs', 'post /api/workflows/speckit/runs/preview',
    'post /api/workflows/speckit/runs/{id}/cancel', 'post /api/workflows/speckit/runs/{id}/feedback', 'post /api/workflows/speckit/runs/{id}/retry', 'post /api/workflows/speckit/webhooks/deliveries/{id}/redeliver',
    'put /api/workflows/speckit/drain', 'put /api/workflows/speckit/runs/{id}/artifacts/{artifactId}/pin', 'put /api/workflows/speckit/runs/{id}/pin',
  ]);
});

test('every reference leads somewhere', () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference?.replace('#/components/schemas/', ''));
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) expect(Object.keys(document.components?.schemas ?? {})).toContain(name);
});

test('every call says what it does, each parameter once, and how it is refused', () => {
  for (const { path, operation } of operations) {
    expect(operation.summary).toBeTruthy();
    const names = operation.parameters?.map(({ name }) => name.toLowerCase()) ?? [];
    expect(new Set(names).size).toBe(names.length);
    for (const part of path.matchAll(/\{(\w+)\}/g)) expect(names).toContain(part[1]?.toLowerCase());
    const refusals = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400 && path.startsWith('/api/'));
    for (const [, { content }] of refusals) expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });
  }
});

test('the body of a new run is described as it is checked', () => {
  expect(document.components?.schemas?.['CreateRun']).toMatchObject({ type: 'object', required: ['repository'], additionalProperties: false, properties: { attempts: { default: 1, minimum: 1, maximum: 4 } } });
});

test('the pages come from this server, and run no script that is written into them', async () => {
  const page = (await app.inject({ url: '/api/docs' })).body;
  expect(page).toContain('swagger-ui');
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  expect(page).not.toMatch(/<script[^>]*>[^<\s]|\son\w+=/);
  for (const [, source] of page.matchAll(/(?:src|href)=["']([^"']+)/g)) expect((await app.inject({ url: new URL(source ?? '', 'http://x/api/docs').pathname })).statusCode).toBe(200);
});
