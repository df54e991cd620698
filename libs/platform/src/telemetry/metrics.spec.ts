import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { loadConfig } from '../config/load-config';
import { metricsText, registerGauge, stageMetrics } from './metrics';
import { startTelemetry, type Telemetry } from './start-telemetry';
import { currentTraceId, spanAround } from './tracing';

it('stages are counted by state and failure code, their durations in buckets', async () => {
  stageMetrics.record({ stage: 'apply', state: 'succeeded', seconds: 40 });
  stageMetrics.record({ stage: 'apply', state: 'failed', code: 'codex.timeout', seconds: 7200 });
  stageMetrics.record({ stage: 'plan', state: 'succeeded', prompt: 'direct_fallback', seconds: 9 });
  const text = await metricsText();
  for (const line of [
    'specline_stage_outcomes_total{stage="apply",state="succeeded"} 1',
    'specline_stage_outcomes_total{stage="apply",state="failed",code="codex.timeout"} 1',
    'specline_stage_duration_seconds_bucket{stage="apply",outcome="succeeded",le="15"} 0',
    'specline_stage_duration_seconds_bucket{stage="apply",outcome="succeeded",le="60"} 1',
    'specline_stage_duration_seconds_sum{stage="apply",outcome="failed"} 7200',
    'specline_stage_prompts_total{stage="plan",path="direct_fallback"} 1',
    '# TYPE specline_stage_duration_seconds histogram',
  ]) expect(text.split('\n')).toContain(line);
});

it('a gauge is asked at each scrape; one that cannot be read is said so and spoils no other', async () => {
  let open = 3;
  registerGauge('specline_runs_open', 'Runs not over', () => open);
  registerGauge('specline_lag', 'Lag by consumer', async () => [{ value: 1, labels: { consumer: 'apply' } }, { value: 2, labels: { consumer: 'publish' } }]);
  expect(await metricsText()).toContain('specline_runs_open 3\n');
  open = 4;
  registerGauge('specline_broken', 'Broken', () => Promise.reject(new Error('canary')));
  const text = await metricsText();
  expect(text).toMatch(/specline_runs_open 4\n[^]*specline_lag\{consumer="apply"\} 1\nspecline_lag\{consumer="publish"\} 2\n/);
  expect(text).toMatch(/\n# 1 gauges could not be read\n$/);
});

describe('without a collector', () => {
  const server = createSocket('udp4');
  const packets: string[] = [];
  let telemetry: Telemetry;

  beforeAll(async () => {
    process.env['DD_SERVICE'] = 'of a whole machine';
    server.on('message', (packet) => packets.push(packet.toString()));
    await once(server.bind(0, '127.0.0.1'), 'listening');
    telemetry = startTelemetry({ service: 'publisher', config: loadConfig({ SPEC_WORKFLOW_METRICS_HOST: '127.0.0.1', SPEC_WORKFLOW_METRICS_PORT: String(server.address().port) }) });
  });
  afterAll(() => {
    delete process.env['DD_SERVICE'];
    server.close();
  });

  it('spans are not recorded, but trace ids exist', async () => {
    expect(await spanAround('stage', {}, (span) => [span.isRecording(), currentTraceId()?.length])).toEqual([false, 32]);
  });

  it('stage metrics go to the StatsD server that is configured, until the end', async () => {
    const first = once(server, 'message');
    stageMetrics.record({ stage: 'submit', state: 'succeeded', seconds: 1.5, prompt: 'skill' });
    await first;
    while (packets.length < 3) await once(server, 'message');
    expect(packets.toSorted()).toEqual(['specline.stage.submit.duration:1500|ms', 'specline.stage.submit.prompt.skill:1|c', 'specline.stage.submit.succeeded:1|c']);
    await telemetry.shutdown();
    expect(() => stageMetrics.record({ stage: 'publish', state: 'succeeded', seconds: 1 })).not.toThrow();
  });
});
