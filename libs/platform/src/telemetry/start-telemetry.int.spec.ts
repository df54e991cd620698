import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../config/load-config';
import { Redactor } from '../redaction/redactor';
import { startTelemetry } from './start-telemetry';
import { spanAround } from './tracing';

it('spans reach the configured collector with the configured headers, at the latest when the process ends', async () => {
  const requests: { url?: string; key?: unknown; body: Buffer }[] = [];
  const collector = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
      requests.push({ url: request.url, key: request.headers['x-key'], body: Buffer.concat(pieces) });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const redactor = new Redactor(['open sesame']);
  redactor.knowForNow(['token-of-an-hour']);
  const telemetry = startTelemetry({ service: 'publisher', redactor, config: loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=open%20sesame' }) });
  await spanAround('git push', { ref: 'with open sesame and token-of-an-hour' }, () => undefined);
  await telemetry.shutdown();
  collector.close();
  expect(requests).toEqual([{ url: '/v1/traces', key: 'open sesame', body: expect.any(Buffer) }]);
  const body = requests[0]?.body.toString('latin1') ?? '';
  expect(body).toContain('git push');
  expect(body).toContain('with [redacted] and [redacted]');
});
