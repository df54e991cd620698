// What must go on while a part is away or a message is nonsense.
import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import WebSocket from 'ws';
import { deadLetterStream, deadLetterSubject } from '#bus';
import type { EventFrame, Prerequisite, Readiness } from '#contracts';
import { runsPath, subjectOf } from '#contracts';
import { services } from '#platform';
import { ReadModel } from '#read-model';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { observe, runOf, type Observation } from './observation.fixture';

const repository = 'acme/storm';
const collaborators = { 'specline-bot': 'write', 'specline-reader': 'read' } as const;
const fleet = ['004-d', '005-e', '006-f', '007-g', '008-h', '009-i'];
const minute = 60_000;

describe('a part of the installation fails', () => {
  let specline: TestInstallation;
  let observation: Observation;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles(['001-a', '002-b', '003-c', ...fleet]), message: 'Plan', collaborators });
  }, 120_000);
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  it('messages that no service can read go to DLQ with the reason, while runs before and after them flow', async () => {
    const client = jetstream(observation.connection);
    const nonsense = ['no JSON at all', '{"v":1}', '\u0000'];
    const bad = await Promise.all(nonsense.map(async (text, index) => {
      const subject = subjectOf({ lane: `acme~storm~bad${index}`, runId: randomUUID(), stage: 'run', state: 'requested', next: ['discover', 'submit', 'publish'][index]! });
      return { text, subject, sequence: (await client.publish(subject, text)).seq };
    }));
    const run = await specline.finish({ repository, featureKey: '001-a' });
    expect(run.status).toBe('succeeded');
    const manager = await jetstreamManager(observation.connection);
    const kept = await until('all are in DLQ', async () => {
      const { state } = await manager.streams.info(deadLetterStream);
      return state.messages >= bad.length ? state : undefined;
    }, 20_000);
    const letters = await Promise.all(Array.from({ length: kept.messages }, (_, index) => manager.streams.getMessage(deadLetterStream, { seq: kept.first_seq + index })));
    for (const { text, subject, sequence } of bad) {
      const own = letters.filter((letter) => letter?.header.get('specline-sequence') === String(sequence));
      expect(own.length).toBeGreaterThan(0);
      expect(own[0]).toMatchObject({ subject: deadLetterSubject });
      expect([own[0]!.string(), own[0]!.header.get('specline-subject')]).toEqual([text, subject]);
      expect(own[0]!.header.get('specline-reason')).toMatch(/not a fact/);
    }
  });

  it('PostgreSQL is away while a run goes through: it is accepted, shown and told live; lists say 503; the rows are complete afterwards', async () => {
    const postgres = specline.stack.infrastructure.servers.postgres!;
    await postgres.kill();
    const { status, body: { id } } = await specline.post(`/${runsPath}`, { repository, featureKey: '002-b' });
    expect(status).toBe(202);
    const frames: EventFrame[] = [];
    const socket = new WebSocket(`${specline.url.replace('http', 'ws')}/${runsPath}/${id}/events`, { headers: { authorization: `Bearer ${specline.operator.token}` } });
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as EventFrame));
    expect((await specline.get(`/${runsPath}/${id}`)).status).toBe(200);
    const list = await specline.get(`/${runsPath}`);
    expect([list.status, list.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(list.body.remediation).toBeTruthy();
    expect((await specline.over(id)).status).toBe('succeeded');
    const cancelled = await specline.post(`/${runsPath}`, { repository, featureKey: '003-c', dryRun: true });
    expect((await specline.post(`/${runsPath}/${cancelled.body.id}/cancel`, {})).status).toBe(202);
    const facts = await observation.log.factsOfRun(id);
    await until('the socket has told every fact', () => (frames.filter((frame) => 'sequence' in frame).length >= facts.length ? true : undefined));
    expect(frames.flatMap((frame) => ('sequence' in frame ? [frame.sequence] : []))).toEqual(facts.map(({ sequence }) => sequence));
    socket.close();
    await postgres.restart();
    const rows = new ReadModel({ databaseUrl: specline.options.databaseUrl });
    try {
      const { lastSequence } = await observation.log.state();
      await until('the rows have caught up', async () => ((await rows.cursor().catch(() => 0)) >= lastSequence ? true : undefined), 60_000, 100);
      for (const one of [id, cancelled.body.id]) expect(await rows.findRun(one)).toEqual(runOf(await observation.log.factsOfRun(one)));
    } finally {
      await rows.close();
    }
    expect((await specline.get(`/${runsPath}`)).body).toMatchObject({ items: [{ id: cancelled.body.id }, { id }, {}] });
  });

  it('NATS is killed and away for a minute while six runs are on their way: /readyz names it, every service finds it again, and each run reaches its pull request once', async () => {
    const nats = specline.stack.infrastructure.servers.nats!;
    const processes = () => services.map((name) => specline.stack.services.named(name).map(({ pid }) => pid));
    const [openedBefore, processesBefore] = [await pullRequestsOpened(), processes()];
    // Two tasks are done while NATS is away; the other runs are wherever they are.
    cloud().behave({ behaviour: { kind: 'slow', ms: minute / 3 }, tasks: 2 });
    const ids = (await Promise.all(fleet.map((featureKey) => specline.post(`/${runsPath}`, { repository, featureKey })))).map(({ body }) => body.id);
    await until('one is being published', async () => {
      const runs = await Promise.all(ids.map((id) => specline.client.run(id)));
      return runs.some(({ phase }) => phase === 'publish') ? true : undefined;
    }, 60_000);
    await nats.kill();
    const since = performance.now();
    const unready = await until('/readyz says no', () => readiness((status) => status === 503), 20_000, 100);
    expect(unready).toContainEqual(expect.objectContaining({ name: 'NATS', ok: false, blocking: true, remediation: expect.stringMatching(/^Check that \w+ runs/) }));
    const refused = await specline.post(`/${runsPath}`, { repository, featureKey: '003-c' });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'bus.unavailable', expect.stringMatching(/^\d+$/)]);
    await until('a minute is over', () => (performance.now() - since > minute ? true : undefined), minute + 10_000, 250);
    await nats.restart();
    const ready = await until('/readyz says yes', () => readiness((status) => status === 200), 30_000, 100);
    expect(ready).toContainEqual(expect.objectContaining({ name: 'NATS', ok: true }));
    const runs = await Promise.all(ids.map((id) => specline.over(id)));
    expect(runs.map(({ status, failure }) => failure ?? status)).toEqual(fleet.map(() => 'succeeded'));
    const { tasksByMarker } = cloud().effects();
    expect(ids.map((id) => Object.entries(tasksByMarker).filter(([marker]) => marker.startsWith(id)))).toEqual(ids.map((id) => [[`${id}/1`, 1]]));
    const { pushes } = await github().effects();
    expect(runs.map(({ branchName }) => pushes[`${repository} refs/heads/${branchName}`])).toEqual(fleet.map(() => 1));
    expect(await pullRequestsOpened() - openedBefore).toBe(fleet.length);
    expect(processes()).toEqual(processesBefore);
  }, 240_000);

  const pullRequestsOpened = async (): Promise<number> => (await github().effects()).counts[`${repository} pull_request_opened`] ?? 0;

  /** What /readyz says of each prerequisite, once its status is the wanted one. */
  async function readiness(isWanted: (status: number) => boolean): Promise<Prerequisite[] | undefined> {
    const { status, body } = await specline.get('/readyz') as unknown as { status: number; body: Readiness };
    return isWanted(status) ? body.prerequisites : undefined;
  }
});
