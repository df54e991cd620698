import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { loadConfig } from '../config/load-config';
import { createLogger } from '../logging/logger';
import { Redactor } from '../redaction/redactor';
import { startTelemetry, type Telemetry } from './start-telemetry';
import { currentTraceId, spanAround, traceHeaders, withRemoteParent } from './tracing';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-00` };
const exported = new InMemorySpanExporter();
let telemetry: Telemetry;

beforeAll(() => {
  telemetry = startTelemetry({ service: 'publisher', worker: 'publisher@host:1', config: loadConfig({ GH_TOKEN: 'canary-secret' }), exporter: keeping(exported) });
});

it('a span within a remote parent belongs to its trace, also after waiting, and hands it on', async () => {
  await withRemoteParent(headers, () => spanAround('outer', {}, async () => {
    await Promise.resolve();
    expect(currentTraceId()).toBe(traceId);
    expect(traceHeaders().traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(traceHeaders().traceparent).not.toContain('b7ad6b7169203331');
  }));
});

it('without a remote parent a span begins a trace of its own, even within another', async () => {
  await spanAround('other', {}, async () => {
    const outer = currentTraceId();
    const inner = await withRemoteParent(undefined, () => spanAround('own', {}, () => currentTraceId()));
    expect(inner).toMatch(/^[0-9a-f]{32}$/);
    expect(inner).not.toBe(outer);
  });
});

it('outside a span there is no trace', () => {
  expect([currentTraceId(), traceHeaders(), withRemoteParent({ traceparent: 'nonsense' }, currentTraceId)]).toEqual([undefined, {}, undefined]);
});

it('a log line names the trace in which it was said, unless its logger has one', async () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 's', worker: 'w', level: 'info', redactor: new Redactor([]), output: { write: (line) => lines.push(line) } });
  await withRemoteParent(headers, () => spanAround('outer', {}, () => {
    logger.info('one');
    logger.child({ traceId: 'own' }).info('two');
  }));
  logger.info('three');
  expect(lines.map((line) => line.match(/"traceId":"\w+"/g))).toEqual([[`"traceId":"${traceId}"`], ['"traceId":"own"'], null]);
});

it('an exception is recorded, thrown on, and leaves the process without secrets', async () => {
  const failure = new TypeError('push of canary-secret failed');
  await expect(withRemoteParent(headers, () => spanAround('git push', { ref: 'canary-secret/x', attempt: 1 }, () => { throw failure; }))).rejects.toBe(failure);
  await telemetry.shutdown();
  const span = exported.getFinishedSpans().find(({ name }) => name === 'git push');
  expect(span).toMatchObject({ attributes: { ref: '[redacted]/x', attempt: 1 }, status: { code: SpanStatusCode.ERROR, message: 'push of [redacted] failed' }, ended: true });
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.resource.attributes).toEqual({ 'service.namespace': 'specline', 'service.name': 'publisher', 'service.instance.id': 'publisher@host:1' });
  expect(JSON.stringify(span?.events)).toContain('[redacted]');
  expect(JSON.stringify(exported.getFinishedSpans().map(({ name, attributes, events, status }) => [name, attributes, events, status]))).not.toContain('canary');
});

/** Shutting it down forgets what was exported, and this is when we look. */
function keeping(exporter: InMemorySpanExporter): InMemorySpanExporter {
  exporter.shutdown = () => Promise.resolve();
  return exporter;
}
