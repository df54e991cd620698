// Starts tracing and metrics of a process. Trace ids exist always; spans are recorded and sent only where a collector is configured.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config';
import { secretsOf } from '../config/secrets';
import { Redactor } from '../redaction/redactor';
import { alsoSendTo, metricsText } from './metrics';
import { RedactingExporter } from './redacting-exporter';
import { statsdClient } from './statsd';

export interface Telemetry {
  /** Sends what is not sent yet. */
  shutdown(): Promise<void>;
  metricsText: () => Promise<string>;
}

export interface TelemetryOptions {
  service: string;
  /** See `workerName`. */
  worker?: string;
  config: Config;
  /** That of the process, where it learns of secrets later; otherwise those of the configuration are known. */
  redactor?: Redactor;
  /** Instead of the one that `OTEL_EXPORTER_OTLP_ENDPOINT` asks for. */
  exporter?: SpanExporter;
}

/** Once per process, before the first span. */
export function startTelemetry({ service, worker, config, redactor = new Redactor(secretsOf(config)), exporter = otlpExporter(config) }: TelemetryOptions): Telemetry {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.namespace': 'specline', 'service.name': service, ...(worker ? { 'service.instance.id': worker } : {}) }),
    // Not the parent's decision: a run begun by a service without a collector is still one whole trace for those that have one.
    sampler: exporter ? new AlwaysOnSampler() : new AlwaysOffSampler(),
    spanProcessors: exporter ? [new BatchSpanProcessor({ exporter: new RedactingExporter(exporter, redactor) })] : [],
  });
  trace.setGlobalTracerProvider(provider);
  const statsd = config.telemetry.statsd && statsdClient(config.telemetry.statsd);
  alsoSendTo(statsd);
  const shutdown = async (): Promise<void> => {
    alsoSendTo(undefined);
    statsd?.close(() => undefined);
    await provider.shutdown();
  };
  return { shutdown, metricsText };
}

function otlpExporter({ telemetry: { otlpEndpoint, otlpHeaders } }: Config): SpanExporter | undefined {
  if (otlpEndpoint === undefined) return undefined;
  return new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces`, headers: otlpHeaders });
}
