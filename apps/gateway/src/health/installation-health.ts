// How the whole installation is: every check of every service, what waits where, and which programs are at work. Each part answers for itself; what does not answer in time is left out.
import type { BusState, RunLog } from '#bus';
import type { Health, HealthCheck, Prerequisite } from '#contracts';
import type { ReadModel } from '#read-model';
import type { GatewayReadiness, ServiceChecks } from '../readiness/gateway-readiness';

export interface InstallationHealthParts {
  readiness: Pick<GatewayReadiness, 'checks'>;
  log: Pick<RunLog, 'state'>;
  rows: Pick<ReadModel, 'cursor' | 'serverVersion'>;
  bus: Pick<BusState, 'lags' | 'serverVersion'>;
  now?: () => Date;
}

const patience = 2500;

export class InstallationHealth {
  constructor(private readonly parts: InstallationHealthParts) {}

  /** Never throws. */
  async look(): Promise<Health> {
    const { readiness, log, rows, bus, now = () => new Date() } = this.parts;
    const [services, stream, lag, cursor, postgres] = await Promise.all([
      readiness.checks(), inTime(log.state()), inTime(bus.lags()), inTime(rows.cursor()), inTime(rows.serverVersion()),
    ]);
    const checkedAt = now().toISOString();
    const checks = services.flatMap((one) => one.prerequisites.map((prerequisite) => checkOf(one, prerequisite, checkedAt)));
    return {
      ok: checks.every(({ ok, optional }) => ok || optional), checks, lag: lag ?? [], stream: stream ?? null, checkedAt,
      versions: { ...Object.assign({}, ...services.map(({ versions }) => versions)), ...given('nats-server', bus.serverVersion), ...given('postgres', postgres) } as Health['versions'],
      projection: stream && cursor !== undefined ? { cursor, behind: Math.max(0, stream.lastSequence - cursor) } : null,
    };
  }
}

function checkOf({ service, worker }: ServiceChecks, { name, ok, blocking, optional, code, detail, remediation, stages, agents, details, checkedAt }: Prerequisite, now: string): HealthCheck {
  return { service, worker, name, ok, blocking, ...(optional ? { optional } : {}), code: code ?? null, detail, remediation: remediation ?? null, stages, agents: agents ?? [], checkedAt: checkedAt ?? now, details: details ?? {} };
}

const given = (program: string, version: string | undefined): Record<string, string> => (version === undefined ? {} : { [program]: version });

async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), patience); });
  try {
    return await Promise.race([asked.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
