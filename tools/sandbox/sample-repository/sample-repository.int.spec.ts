import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startBench, type Bench } from '../github/emulator.fixture';
import { createSampleTokens, installSampleRepository, makeSamplePhaseAvailable, resetSampleRepository, sample } from './sample-repository';
import { tick } from './sample-tasks';

const run = promisify(execFile);
const { repository, tasksPath, featureKey } = sample;

describe('the sample repository', () => {
  let bench: Bench;
  let base: string;
  const tokens = createSampleTokens();
  const control = () => bench.emulator.control;

  beforeAll(async () => {
    bench = await startBench({ tokens: Object.values(tokens) });
    await installSampleRepository(control());
    base = (await control().branches({ repository }))['main'] ?? '';
  });
  beforeEach(() => resetSampleRepository(control()));
  afterAll(() => bench.close());

  const readTasks = async () => (await control().readFile({ repository, path: tasksPath })).text ?? '';

  /** Does a phase as a run does: ticks it and adds a file on a branch of its own, and proposes it. */
  async function propose(name: string, ids: string[], files: Record<string, string> = {}): Promise<number> {
    const branch = `specline/${featureKey}/${name}`;
    await control().commit({ repository, branch, files: { [tasksPath]: tick(await readTasks(), ids), ...files } });
    const response = await fetch(`${bench.emulator.apiUrl}/repos/${repository}/pulls`, {
      method: 'POST', headers: { authorization: `Bearer ${tokens.write.value}`, 'user-agent': 'spec' }, body: JSON.stringify({ title: name, head: branch, base: 'main' }),
    });
    return (await response.json() as { number: number }).number;
  }

  test('it is a working project whose tests and scripts run', async () => {
    const directory = `${bench.folder}/clone`;
    await bench.git(bench.folder, 'clone', '--quiet', `${bench.emulator.serverUrl}/${repository}`, directory);
    await expect(run(process.execPath, ['--test'], { cwd: directory })).resolves.toMatchObject({ stdout: expect.stringMatching(/fail 0/) });
    const { stdout } = await run(`${directory}/.specify/scripts/bash/check-prerequisites.sh`, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({ FEATURE_DIR: `${directory}/specs/${featureKey}` });
  });

  test('it starts with the same commit every time', async () => {
    expect((await control().branches({ repository }))['main']).toBe(base);
  });

  test('it has a finished feature, and open ones whose tasks name disjoint files', async () => {
    const texts = await Promise.all(['001-product-catalog', '002-discount-codes', featureKey].map(async (key) => (await control().readFile({ repository, path: `specs/${key}/tasks.md` })).text ?? ''));
    expect(texts.map((text) => text.match(/^- \[ \] T/gm)?.length ?? 0)).toEqual([0, 7, 19]);
    const [, second = [], third = []] = texts.map((text) => [...text.matchAll(/^- \[ \] .*$/gm)].flatMap(([line]) => [...line.matchAll(/`([\w/.-]+\.\w+)`/g)].map(([, path]) => path)));
    expect(second.filter((path) => third.includes(path))).toEqual([]);
    expect([second.length, third.length]).toEqual([7, 19]);
  });

  test('the feature that feature.json names has its second phase open', async () => {
    expect(JSON.parse((await control().readFile({ repository, path: '.specify/feature.json' })).text ?? '')).toEqual({ feature_directory: `specs/${featureKey}` });
    expect(await makeSamplePhaseAvailable(control())).toEqual({ repository, featureKey, phase: 'Phase 2: Foundational (Blocking Prerequisites)' });
  });

  test('the write token pushes and proposes, the read token does neither', async () => {
    expect(await propose('phase-2', ['T003'])).toBe(1);
    const refused = await fetch(`${bench.emulator.apiUrl}/repos/${repository}/pulls`, { method: 'POST', headers: { authorization: `Bearer ${tokens.read.value}`, 'user-agent': 'spec' }, body: '{}' });
    expect(refused.status).toBe(403);
  });

  test('an earlier proposal is merged, and the phase after it is next', async () => {
    const number = await propose('phase-2', ['T003', 'T004', 'T005', 'T006'], { 'src/cart/validation.mjs': '// checks\n' });
    expect((await makeSamplePhaseAvailable(control())).phase).toMatch(/^Phase 3: /);
    expect((await control().pullRequests({ repository })).find((pull) => pull.number === number)?.merged).not.toBeNull();
    expect((await control().readFile({ repository, path: 'src/cart/validation.mjs' })).text).toBe('// checks\n');
  });

  test('a proposal that somebody closed is taken up again, also when its branch is gone', async () => {
    const number = await propose('phase-2', ['T003', 'T004', 'T005', 'T006']);
    await control().closePullRequest({ repository, number });
    await control().deleteBranch({ repository, branch: `specline/${featureKey}/phase-2` });
    expect((await makeSamplePhaseAvailable(control())).phase).toMatch(/^Phase 3: /);
  });

  test('a proposal in conflict is taken over by hand, once', async () => {
    const number = await propose('phase-2', ['T003', 'T004', 'T005', 'T006'], { 'README.md': 'Theirs\n' });
    await control().commit({ repository, files: { 'README.md': 'Ours\n' } });
    expect((await makeSamplePhaseAvailable(control())).phase).toMatch(/^Phase 3: /);
    const settled = (await control().branches({ repository }))['main'];
    await makeSamplePhaseAvailable(control());
    expect((await control().branches({ repository }))['main']).toBe(settled);
    expect((await control().pullRequests({ repository })).find((pull) => pull.number === number)).toMatchObject({ state: 'closed', merged: null });
  });

  test('proposals of other features wait for their own reviewer', async () => {
    await control().commit({ repository, branch: 'specline/002-discount-codes/phase-2', files: { 'src/discounts/codes.mjs': '' } });
    const response = await fetch(`${bench.emulator.apiUrl}/repos/${repository}/pulls`, {
      method: 'POST', headers: { authorization: `Bearer ${tokens.write.value}`, 'user-agent': 'spec' }, body: JSON.stringify({ title: 'Other', head: 'specline/002-discount-codes/phase-2', base: 'main' }),
    });
    expect(response.status).toBe(201);
    await makeSamplePhaseAvailable(control());
    expect(await control().pullRequests({ repository, state: 'open' })).toHaveLength(1);
  });

  test('there is always a phase: a finished feature gets another, run after run', async () => {
    const phases: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const { phase } = await makeSamplePhaseAvailable(control());
      phases.push(phase.split(':')[0] ?? '');
      const text = await readTasks();
      const section = text.slice(text.indexOf(`## ${phase}`)).split(/\n## /)[0] ?? '';
      await propose(`phase-${round + 2}`, [...section.matchAll(/^- \[ \] (T\d+)/gm)].map(([, id = '']) => id));
    }
    expect(phases).toEqual(['Phase 2', 'Phase 3', 'Phase 4', 'Phase 5', 'Phase 6', 'Phase 7', 'Phase 8', 'Phase 9']);
  });
});
