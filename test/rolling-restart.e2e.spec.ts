// An update as operators make it: every service has two replicas, and one after the other is told to end and started again while runs are on their way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPath } from '#contracts';
import { services as parts } from '#platform';
import { openReader, type EventReader } from '../apps/gateway/src/events/reader.fixture';
import { countedWorld } from '../tools/chaos/counted/counted-world';
import { invariants } from '../tools/chaos/invariants/invariants';
import { Load, type AcceptedRun } from '../tools/chaos/load';
import { Random } from '../tools/chaos/random';
import { openScene, type Scene } from '../tools/chaos/scene';
import type { World } from '../tools/chaos/world';
import { until } from '../tools/stack/until';

const runsOfRestart = 12;
/** Less than a worker that died without a word is waited for: what a replica held was given back or finished. */
const soon = 25_000;

/** Hears all events of both gateways in turn: whenever one ends, it goes on at the other from where it was. */
class Listener {
  readonly sequences: number[] = [];
  readonly codes: number[] = [];
  private reader: EventReader | undefined;
  private ended = false;

  constructor(private readonly urls: readonly string[], private readonly headers: Record<string, string>) {}

  async listen(): Promise<void> {
    for (let turn = 0; !this.ended; turn += 1) {
      this.reader = await openReader(`${this.urls[turn % 2]}/${eventsPath}?after=${this.sequences.at(-1) ?? 0}`, this.headers).catch(() => undefined);
      if (!this.reader) continue;
      const { reader } = this;
      const code = await reader.closed;
      this.sequences.push(...reader.sequences);
      if (!this.ended) this.codes.push(code);
    }
  }

  /** Ends when the fact was heard. */
  async end(sequence: number): Promise<void> {
    await until(`fact ${sequence} is heard`, () => [...this.sequences, ...this.reader?.sequences ?? []].includes(sequence) || undefined);
    this.ended = true;
    await this.reader?.close();
  }
}

describe('every replica of every service is ended and started again, one after the other, while runs are on their way', () => {
  let world: World;
  let scene: Scene;
  /** One for each restart, so that each meets runs on their way, however slow the machine is. */
  let loads: Load[];
  let listener: Listener;
  let endings: { name: string; pid: number; at: number; milliseconds: number }[];
  let unanswered: string[];
  let restarted: number;

  beforeAll(async () => {
    world = await countedWorld(new Random(7).branch('world'));
    scene = await openScene(world);
    const headers = { authorization: `Bearer ${scene.installation.operator.token}` };
    const replicas = parts.flatMap((part) => [0, 1].map((number) => ({ part, number })));
    loads = replicas.map(({ part, number }) => new Load(scene, Array.from({ length: runsOfRestart }, (_, index) => `${String(index + 1).padStart(3, '0')}-${part}-${number}`)));
    listener = new Listener(scene.urls, headers);
    endings = [];
    unanswered = [];
    const listening = listener.listen();
    let rolling = true;
    const asking = (async () => {
      // As a proxy does: what one gateway does not answer, the other is asked.
      for (let turn = 0; rolling; turn += 1) {
        const ask = (url: string | undefined): Promise<boolean> => fetch(`${url}/api/workflows/speckit/runs?limit=5`, { headers: { ...headers, connection: 'close' }, signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);
        if (!await ask(scene.urls[turn % 2]) && !await ask(scene.urls[(turn + 1) % 2])) unanswered.push(`request ${turn}`);
        await new Promise((resolve) => { setTimeout(resolve, 50); });
      }
    })();
    for (const [index, { part, number }] of replicas.entries()) {
      const driving = loads[index]!.drive(1);
      await until('a run is on its way', () => accepted().some(({ id }) => scene.watch.overAt(id) === undefined) || undefined, 30_000, 10);
      await Promise.all([driving, restart(part, number)]);
    }
    restarted = Date.now();
    rolling = false;
    await asking;
    await until('everything is over', () => accepted().every(({ id }) => scene.watch.overAt(id) !== undefined) || undefined, 180_000);
    await listener.end((await scene.log.state()).lastSequence);
    await listening;
  }, 280_000);
  afterAll(async () => {
    await scene?.stop();
    await world?.close();
    scene?.remove();
  }, 60_000);

  /** SIGTERM; resolves when the replica is at work again as another process. */
  async function restart(part: (typeof parts)[number], number: number): Promise<void> {
    const service = scene.stack.services.named(part)[number]!;
    const pid = service.pid!;
    const begun = Date.now();
    process.kill(pid, 'SIGTERM');
    await until(`${part} has ended`, () => service.pid !== pid || undefined, 30_000, 10);
    endings.push({ name: `${part} ${number + 1}`, pid, at: begun, milliseconds: Date.now() - begun });
    await until(`${part} is started again`, () => service.pid !== undefined || undefined);
    await until(`${part} is ready`, () => logOf(part).some((line) => line.includes(`:${service.pid}"`) && line.includes('"ready"')) || undefined);
  }
  const accepted = (): AcceptedRun[] => loads.flatMap((load) => load.accepted);
  const logOf = (part: string): string[] => readFileSync(join(scene.stack.data.logs, `${part}.log`), 'utf8').split('\n');

  it('every run was accepted and came to its pull request: none is lost, no effect and no stage is doubled, and the rows are the fold', async () => {
    const wrongAnswers = loads.flatMap((load) => load.wrongAnswers);
    expect([wrongAnswers, accepted().length]).toEqual([[], loads.length * runsOfRestart]);
    const effectsOf = await world.effects();
    const examined = await Promise.all(accepted().map(async (run) => ({ ...run, facts: await scene.log.factsOfRun(run.id), effects: effectsOf(run) })));
    expect(examined.filter(({ facts }) => facts.at(-1)?.fact.outcome !== 'succeeded').map(({ facts }) => facts.at(-1)?.fact)).toEqual([]);
    for (const [name, invariant] of Object.entries(invariants)) expect([name, await invariant({ scene, runs: examined, wrongAnswers })]).toEqual([name, []]);
  });

  it('nobody waits for what a replica held: all is over soon after the last one is back', () => {
    expect(Math.max(...accepted().map(({ id }) => scene.watch.overAt(id)!)) - restarted).toBeLessThan(soon);
  });

  it('each replica ended in order and in time', () => {
    expect(endings).toHaveLength(2 * parts.length);
    for (const { at } of endings) expect(accepted().some(({ id, askedAt }) => askedAt <= at && scene.watch.overAt(id)! > at)).toBe(true);
    const lines = parts.flatMap((part) => logOf(part));
    for (const { name, pid, milliseconds } of endings) {
      const said = lines.filter((line) => line.includes(`:${pid}"`));
      expect([name, said.some((line) => line.includes('"stopped"')), said.some((line) => line.includes('not stopped after')), milliseconds < 20_000]).toEqual([name, true, false, true]);
    }
  });

  it('every request was answered by one of the two gateways', () => {
    expect(unanswered).toEqual([]);
  });

  it('a reader of events was told to come back, and heard every fact once and in order', () => {
    expect(listener.codes.length).toBeGreaterThan(0);
    expect(listener.codes.every((code) => code === 1001)).toBe(true);
    expect(listener.sequences).toEqual(Array.from({ length: listener.sequences.at(-1) ?? 0 }, (_, index) => index + 1));
  });
});
