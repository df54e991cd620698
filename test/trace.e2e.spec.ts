// One run is one trace, from the caller's span over three services to the pull request, as a collector sees it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runsPath } from '#contracts';
import { until } from '../tools/stack/until';
import { startInstallation, type TestInstallation, featureFiles } from './installation.fixture';
import { spansIn, type ReceivedSpan } from './otlp.fixture';

const repository = 'acme/traced';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callersSpan = '00f067aa0ba902b7';
const stages = ['discover', 'submit', 'apply', 'publish', 'finalize'];

describe('a collector that listens for OTLP over HTTP', () => {
  const spans: ReceivedSpan[] = [];
  let collector: Server;
  let specline: TestInstallation;
  let runId: string;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url === '/v1/traces') spans.push(...spansIn(Buffer.concat(chunks)));
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => { collector.listen(0, '127.0.0.1', resolve); });
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    specline = await startInstallation({ repositories: [repository], settings: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
    await specline.sandbox!.github.control.createRepository({ repository, files: featureFiles(['001-one']), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
    const { body } = await specline.post(`/${runsPath}`, { repository, featureKey: '001-one' }, { traceparent: `00-${traceId}-${callersSpan}-01` });
    runId = body.id;
    await specline.over(runId);
  }, 180_000);
  afterAll(async () => {
    await specline?.end();
    collector?.closeAllConnections();
    collector?.close();
  }, 60_000);

  it('receives the spans of all five stages from three services in the trace that the caller began', async () => {
    const ofTheStages = () => spans.filter((span) => span.traceId === traceId && typeof span.attributes['specline.stage'] === 'string');
    await until('all stages are told', () => (stages.every((stage) => ofTheStages().some((span) => span.attributes['specline.stage'] === stage)) ? true : undefined));
    expect(new Set(ofTheStages().map(({ service }) => service))).toEqual(new Set(['discovery', 'codex-runner', 'publisher']));
    for (const span of ofTheStages()) expect(span.attributes['specline.run.id']).toBe(runId);
  });

  it('receives one unbroken tree: every parent is there or the caller\'s', async () => {
    await until('the gateway has told its span', () => (spans.some(({ service }) => service === 'gateway') ? true : undefined));
    const own = spans.filter((span) => span.traceId === traceId);
    const known = new Set([callersSpan, ...own.map(({ spanId }) => spanId)]);
    expect(own.filter(({ parentSpanId }) => !known.has(parentSpanId)).map(({ name }) => name)).toEqual([]);
    expect(own.some(({ service, parentSpanId }) => service === 'gateway' && parentSpanId === callersSpan)).toBe(true);
  });

  it('the run names its trace', async () => {
    expect((await specline.client.run(runId)).traceId).toBe(traceId);
  });
});
