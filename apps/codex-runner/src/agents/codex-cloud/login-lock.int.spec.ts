import { once } from 'node:events';
import { eventually, FakeCodex, isAlive } from './fake-codex.fixture';
import { SeparateProcesses } from './separate-process.fixture';

describe('two runners with one login', () => {
  let processes: SeparateProcesses;
  let fake: FakeCodex;
  beforeAll(() => { processes = new SeparateProcesses(); });
  afterAll(() => processes.close());
  beforeEach(() => { fake = new FakeCodex(); });
  afterEach(() => fake.remove());

  const runner = (body: string) => processes.start(`
    const { CodexCloudCli } = load('codex-cloud-cli');
    const cli = new CodexCloudCli({ program: ${JSON.stringify(fake.program)}, environment: ${JSON.stringify(fake.environment)} });
    ${body}`);
  const lists = (count: number, label: string) => runner(`for (let i = 0; i < ${count}; i++) await cli.listTasks({ environment: '${label}' });`);

  it('never call at the same time, and both get their turns', async () => {
    fake.behave('const who = process.argv.find((arg) => arg.startsWith("--env=")); note(["in", who]); setTimeout(() => { note(["out", who]); process.stdout.write(\'{"tasks":[],"cursor":null}\'); }, 20);');
    const runners = [lists(15, 'one'), lists(15, 'other')];
    const exits = await Promise.all(runners.map((child) => once(child, 'exit') as Promise<[number]>));
    expect(exits.map(([code]) => code)).toEqual([0, 0]);
    const notes = fake.notes() as [string, string][];
    expect(notes).toHaveLength(60);
    for (let turn = 0; turn < 60; turn += 2) expect([notes[turn], notes[turn + 1]]).toEqual([['in', notes[turn]![1]], ['out', notes[turn]![1]]]);
    const firstToFinish = Math.min(...['--env=one', '--env=other'].map((who) => notes.findLastIndex(([, name]) => name === who)));
    const turnsOfTheSlower = notes.slice(0, firstToFinish).filter(([what, name]) => what === 'in' && name !== notes[firstToFinish]![1]);
    expect(turnsOfTheSlower.length).toBeGreaterThanOrEqual(4);
  });

  it('a killed runner takes its CLI with it, and the other one takes over its lock', async () => {
    fake.behave('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);');
    const killed = lists(1, 'killed');
    await eventually(() => fake.calls().length === 1);
    killed.kill('SIGKILL');
    await eventually(() => !isAlive(fake.calls()[0]!.pid));
    fake.behave('process.stdout.write(\'{"tasks":[],"cursor":null}\');');
    const [code] = await once(lists(1, 'other'), 'exit') as [number];
    expect(code).toBe(0);
    expect(fake.calls()).toHaveLength(2);
  });

  jest.setTimeout(60_000);
});
