// The main job from the operator's side: the next phase of a feature becomes a pull request, once.
import type { RunView } from '#contracts';
import { runsPath } from '#contracts';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';

const repository = 'acme/fleet';
const features = ['001-alpha', '002-beta', '003-gamma', '004-delta', '005-epsilon', '006-zeta'];

describe('an operator says: run the next phase', () => {
  let specline: TestInstallation;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const stageOf = (run: RunView, stage: string) => run.tasks?.filter((task) => task.taskName === stage) ?? [];

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    await github().createRepository({ repository, files: featureFiles(features), message: 'Plan the fleet', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterAll(() => specline?.end(), 60_000);

  it('a pull request appears whose branch holds exactly the agent\'s change', async () => {
    const run = await specline.finish({ repository, featureKey: '001-alpha' });
    expect(run).toMatchObject({ status: 'succeeded', phase: 'complete', branchName: 'specline/001-alpha/phase-1-setup', failure: null });
    const [pull] = (await github().pullRequests({ repository })).filter((one) => one.head.branch === run.branchName);
    expect(pull).toMatchObject({ state: 'open', number: run.prNumber });
    const tasks = (await github().readFile({ repository, path: 'specs/001-alpha/tasks.md', ref: run.branchName! })).text;
    expect(tasks?.match(/- \[X\] T00\d/g)).toEqual(['- [X] T001', '- [X] T002']);
    expect(tasks).toContain('- [ ] T003');
    expect((await github().readFile({ repository, path: 'src/001-alpha/setup.ts', ref: run.branchName! })).text).toBeTruthy();
    expect((await github().readFile({ repository, path: 'README.md', ref: run.branchName! })).text).toBe('# Fleet\n');
  });

  it('every stage has its queued, started and finished times, in order', async () => {
    const { body } = await specline.post(`/${runsPath}`, { repository, featureKey: '002-beta' });
    const run = await specline.over(body.id);
    expect(run.tasks?.map((task) => task.taskName)).toEqual(['discover', 'submit', 'apply', 'publish', 'finalize']);
    for (const task of run.tasks ?? []) {
      expect(task.status).toBe('succeeded');
      expect(Date.parse(task.queuedAt)).toBeLessThanOrEqual(Date.parse(task.startedAt!));
      expect(Date.parse(task.startedAt!)).toBeLessThanOrEqual(Date.parse(task.finishedAt!));
    }
    const kinds = new Set(run.artifacts?.map((artifact) => artifact.artifactType));
    for (const kind of ['codex_prompt', 'codex_logs', 'codex_patch', 'applied_patch', 'apply_report', 'gh_push_log', 'gh_pr_response', 'run_summary']) expect(kinds).toContain(kind);
  });

  it('of two requests for one feature at once one is accepted and the other names the running run', async () => {
    const answers = await Promise.all([1, 2].map(() => specline.post(`/${runsPath}`, { repository, featureKey: '003-gamma' })));
    const accepted = answers.find((answer) => answer.status === 202);
    const refused = answers.find((answer) => answer.status === 409);
    expect(refused?.body).toMatchObject({ code: 'run.in_progress', runId: accepted?.body.id });
    await specline.over(accepted!.body.id);
  });

  it('the same run repeated takes the same branch and the same pull request, and there is no second one', async () => {
    const first = await specline.finish({ repository, featureKey: '004-delta' });
    const second = await specline.finish({ repository, featureKey: '004-delta' });
    expect(second).toMatchObject({ status: 'succeeded', branchName: first.branchName, prNumber: first.prNumber });
    expect((await github().pullRequests({ repository })).filter((pull) => pull.head.branch === first.branchName)).toHaveLength(1);
  });

  it('a feature without open tasks is no work, and nothing downstream runs', async () => {
    await github().createRepository({ repository: 'acme/done', files: { 'specs/001-x/tasks.md': '## Phase 1: All\n\n- [X] T001 Done\n' }, message: 'x', collaborators: { 'specline-reader': 'read', 'specline-bot': 'write' } });
    const before = Object.values(cloud().effects().tasksByMarker).length;
    const run = await specline.finish({ repository: 'acme/done' });
    expect(run.status).toBe('no_work');
    expect(run.taskSummary.map((task) => task.status)).toEqual(['succeeded', 'skipped', 'skipped', 'skipped', 'skipped']);
    expect(Object.values(cloud().effects().tasksByMarker)).toHaveLength(before);
  });

  it('a dry run ends after apply with the exact effects listed, and GitHub sees nothing of it', async () => {
    const pushes = (await github().effects()).pushes;
    const run = await specline.finish({ repository, featureKey: '005-epsilon', dryRun: true });
    expect(run).toMatchObject({ status: 'succeeded', dryRun: true, prUrl: null });
    expect(run.taskSummary.map((task) => task.taskName)).toEqual(['discover', 'submit', 'apply']);
    expect((await github().effects()).pushes).toEqual(pushes);
    const report = run.artifacts?.find((artifact) => artifact.artifactType === 'apply_report');
    const content = await fetch(`${specline.url}/${runsPath}/${run.id}/artifacts/${report?.id}/content`, { headers: { authorization: `Bearer ${specline.operator.token}` } });
    expect((await content.json() as { effects: string[] }).effects.join('\n')).toMatch(/push tree [0-9a-f]{40}.*specline\/005-epsilon\/phase-1-setup[\s\S]*open or update the pull request/);
  });

  it('a publish that fails is resumed at publish, and Codex is not asked again', async () => {
    await github().addFault({ match: { method: 'POST', path: '/repos/acme/fleet/pulls$' }, times: 20, status: 422, body: { message: 'Validation Failed' } });
    const failed = await specline.finish({ repository, featureKey: '006-zeta' });
    expect(failed).toMatchObject({ status: 'failed', phase: 'publish' });
    expect(failed.failure?.remediation).toContain('git push origin --delete specline/006-zeta/phase-1-setup');
    await github().clearFaults();
    const tasks = cloud().effects().tasksCreated;
    const { status, body } = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'resume_failed_task', notes: 'GitHub is well again' });
    // A quick runner has taken it before the answer is written.
    expect([status, body.status]).toEqual([202, expect.stringMatching(/^(retrying|running)$/)]);
    const run = await specline.over(failed.id);
    expect(run).toMatchObject({ id: failed.id, status: 'succeeded', attempt: 2 });
    expect(stageOf(run, 'submit')).toHaveLength(1);
    expect(stageOf(run, 'publish').map((task) => task.status)).toEqual(['failed', 'succeeded']);
    expect(cloud().effects().tasksCreated).toBe(tasks);
    expect(run.artifacts?.some((artifact) => artifact.artifactType === 'retry_context')).toBe(true);
  });
});
