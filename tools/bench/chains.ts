// The whole chain through the real services with instant agents, facts synced to disk and rows committed.
import { connectToNats } from '#bus';
import { install } from '../stack/installation';
import type { Stack } from '../stack/stack';
import { ChainDriver } from './chain-driver';
import { percentilesOf } from './percentiles';
import { costOf, descendants } from './process-costs';

export interface ChainFigures {
  system: 'specline'; chains: number; concurrency: number; chains_per_s: number;
  latency_ms: { p50: number; p95: number; p99: number }; cpu_s: number; peak_rss_mb: number; row_lag_ms: { p50: number; p95: number; p99: number };
}

export interface ChainPlan { chains: number; concurrency: number }

/** One line for each plan, in order, after a warm-up that is not counted. */
export async function benchChains(stack: Stack, environment: NodeJS.ProcessEnv, plans: readonly ChainPlan[], warmUp: ChainPlan, print: (figures: ChainFigures) => void): Promise<void> {
  const installation = await install(stack, { environment, sandbox: {}, report: () => undefined, stageProgram: 'dist/tools/bench/instant-host.js', settings: { SPECLINE_LOG_LEVEL: 'warn' } });
  const connection = await connectToNats({ url: stack.infrastructure.natsUrl('operations'), name: 'bench' });
  const driver = await ChainDriver.start({ url: installation.url, token: installation.operator.token, connection, databaseUrl: stack.infrastructure.databaseUrl });
  try {
    await driver.drive(warmUp.chains, warmUp.concurrency);
    for (const { chains, concurrency } of plans) {
      const others = (): number[] => descendants([process.pid]).filter((pid) => pid !== process.pid);
      const before = costOf(others());
      const { seconds, latencies, rowLags } = await driver.drive(chains, concurrency);
      const after = costOf(others());
      print({
        system: 'specline', chains, concurrency, chains_per_s: Math.round(chains / seconds * 10) / 10, latency_ms: percentilesOf(latencies),
        cpu_s: Math.round((after.cpuSeconds - before.cpuSeconds) * 100) / 100, peak_rss_mb: after.peakRssMegabytes, row_lag_ms: percentilesOf(rowLags),
      });
    }
  } finally {
    await driver.stop();
    await connection.close();
    await installation.stop();
  }
}
