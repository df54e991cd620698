// What is counted: how long stages take and how they end, and whatever a service registers as a gauge. Read by Prometheus from our own /metrics.
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { StatsD } from 'hot-shots';

/** Seconds; from a lookup to a coding agent's day. */
const durationBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600];

const reader = new PrometheusExporter({ preventServerStart: true });
const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
const meter = new MeterProvider({ readers: [reader] }).getMeter('specline');

const durations = meter.createHistogram('specline_stage_duration_seconds', {
  description: 'How long a stage took from its trigger to its fact', advice: { explicitBucketBoundaries: durationBuckets },
});
const outcomes = meter.createCounter('specline_stage_outcomes_total', { description: 'Facts that closed a stage, by state and failure code' });

const prompts = meter.createCounter('specline_stage_prompts_total', { description: 'Stages that asked an agent, by whose prompt they used: skill, direct_fallback or direct_only' });

/** `prompt` is the execution path of a stage that asked an agent. `state` is the fact's; `code` the failure's; `seconds` from the start of the stage to its fact. */
export interface StageOutcome {
  stage: string;
  state: string;
  code?: string;
  prompt?: string;
  seconds: number;
}

let statsd: StatsD | undefined;

/** Stage metrics also go to this server, undefined for none. */
export function alsoSendTo(client: StatsD | undefined): void {
  statsd = client;
}

export const stageMetrics = {
  record({ stage, state, code, prompt, seconds }: StageOutcome): void {
    durations.record(seconds, { stage, outcome: state });
    outcomes.add(1, code === undefined ? { stage, state } : { stage, state, code });
    statsd?.timing(`stage.${stage}.duration`, Math.round(seconds * 1000));
    statsd?.increment(`stage.${stage}.${state}`);
    if (prompt === undefined) return;
    prompts.add(1, { stage, path: prompt });
    statsd?.increment(`stage.${stage}.prompt.${prompt}`);
  },
};

export interface GaugeReading { value: number; labels?: Record<string, string> }

/** @param read is asked at each scrape. @example registerGauge('specline_runs_open', 'Runs not over', () => board.open) */
export function registerGauge(name: string, description: string, read: () => number | GaugeReading[] | Promise<number | GaugeReading[]>): void {
  meter.createObservableGauge(name, { description }).addCallback(async (result) => {
    const readings = await read();
    for (const { value, labels } of typeof readings === 'number' ? [{ value: readings, labels: {} }] : readings) result.observe(value, labels);
  });
}

/** The same for what only grows. */
export function registerCounter(name: string, description: string, read: () => GaugeReading[]): void {
  meter.createObservableCounter(name, { description }).addCallback((result) => {
    for (const { value, labels } of read()) result.observe(value, labels);
  });
}

/** Everything counted in this process, in the text format of Prometheus. */
export async function metricsText(): Promise<string> {
  const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: 5000 });
  const unread = errors.length === 0 ? '' : `# ${errors.length} gauges could not be read\n`;
  return `${serializer.serialize(resourceMetrics)}${unread}`;
}
