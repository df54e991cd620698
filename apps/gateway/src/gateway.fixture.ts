// A gateway on real servers for tests, and the hand that brings the rows up to date as the projection would.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { FileArtifactStore } from '#artifacts';
import { AuditLog, BrakeLog, BusState, JetStreamRunLog, NewsBoard, Questions, connectToNats, ensureStreams, type RunLog } from '#bus';
import type { StoredFact } from '#contracts';
import { evolve } from '#domain';
import { Redactor, createLogger, type ApiToken } from '#platform';
import { ProjectionWriter, ReadModel, noParts, splitFact, type KnownRun, type RunChange } from '#read-model';
import { createGateway } from './gateway';
import { BusWatch } from './readiness/bus-watch';
import type { GatewayParts, GatewaySettings } from './gateway-parts';

export const tokens = { operator: 'operator-token-of-ada', viewer: 'viewer-token-of-vic', expired: 'expired-token-of-old' } as const;

export function apiToken(role: ApiToken['role'], name: string, token: string, expiresAt: number | null = null): ApiToken {
  return { role, name, sha256: createHash('sha256').update(token).digest('hex'), expiresAt };
}

const defaultSettings: GatewaySettings = {
  tokens: [apiToken('operator', 'ada', tokens.operator), apiToken('viewer', 'vic', tokens.viewer), apiToken('operator', 'old', tokens.expired, 1)],
  host: '127.0.0.1', publicUrl: undefined, rules: { allowedRepositories: [], allowedAgents: [], defaultAgent: 'codex-cloud' }, operatorMinutes: { action: 2, manualBaseline: 120 }, artifactRetentionDays: 7,
  brakes: { noProgress: 0, allowance: 0, failures: 0, unreviewed: 0 },
};

export interface TestGatewayOptions { natsUrl: string; databaseUrl: string; settings?: Partial<GatewaySettings>; secrets?: string[]; audit?: (log: AuditLog) => GatewayParts['audit'] }
export type TestGateway = Awaited<ReturnType<typeof openTestGateway>>;

export async function openTestGateway({ natsUrl, databaseUrl, settings, secrets = [], audit = (log) => log }: TestGatewayOptions) {
  const connection = await connectToNats({ url: natsUrl, name: 'gateway test' });
  const manager = await jetstreamManager(connection);
  await ensureStreams(manager);
  const log = await JetStreamRunLog.on(connection);
  const rows = new ReadModel({ databaseUrl, connectMilliseconds: 500 });
  const brakes = await BrakeLog.open(connection);
  const root = mkdtempSync(join(tmpdir(), 'specline-gateway-'));
  const artifacts = new FileArtifactStore({ root, retentionDays: 7 });
  const lines: string[] = [];
  const redactor = new Redactor(secrets);
  const worker = 'gateway@test:1';
  const watch = new BusWatch();
  void watch.follow(connection.status());
  const gateway = await createGateway({
    isBusAway: () => watch.isAway, log, brakes, rows, artifacts, worker, audit: audit(await AuditLog.on(connection)), bus: new BusState(connection, manager), news: new NewsBoard(connection), questions: new Questions(connection),
    logger: createLogger({ service: 'gateway', worker, level: 'info', redactor, output: { write: (line: string) => { lines.push(line); } } }),
    redactor, metricsText: async () => '', settings: { ...defaultSettings, ...settings },
  });
  await gateway.app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await gateway.close();
    await brakes.stop();
    await rows.close();
    await connection.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { ...gateway, connection, log, rows, artifacts, root, lines, url: await gateway.app.getUrl(), close };
}

/** Brings the rows up to the end of the stream, as the projection would. */
export async function projectAll(log: RunLog, databaseUrl: string): Promise<void> {
  const writer = await ProjectionWriter.connect({ databaseUrl });
  try {
    const expected = await writer.cursor();
    const { lastSequence } = await log.state();
    const facts: StoredFact[] = [];
    for (let sequence = expected.sequence + 1; sequence <= lastSequence; sequence += 1) {
      const stored = await log.at(sequence);
      if (stored) facts.push(stored);
    }
    const before = await writer.load([...new Set(facts.map(({ fact }) => fact.runId))]);
    await writer.saveBatch({ expected, upTo: lastSequence, faults: [], ...rowsOf(facts, before) });
  } finally {
    await writer.release();
  }
}

function rowsOf(facts: readonly StoredFact[], before: ReadonlyMap<string, KnownRun>): { factRows: string[]; changes: RunChange[] } {
  const known = new Map(before);
  const factRows = facts.map((stored) => {
    const { run, parts } = known.get(stored.fact.runId) ?? { run: undefined, parts: noParts };
    const split = splitFact(stored, parts);
    known.set(stored.fact.runId, { run: evolve(run, stored), parts: split.parts });
    return split.rowJson;
  });
  const changes = [...known].flatMap(([id, { run: after }]) => (after ? [{ before: before.get(id)?.run, after }] : []));
  return { factRows, changes };
}
