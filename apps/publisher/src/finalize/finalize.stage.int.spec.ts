import { artifact, discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { StageBench, contextOf } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { FinalizeStage } from './finalize.stage';

const done = {
  discover: discovered,
  submit: { agent: 'codex-cloud', agentVersion: '1', environment: 'env-web', taskId: 'task_e_1', taskUrl: 'https://chatgpt.com/codex/tasks/task_e_1', prompt: artifact('codex_prompt'), adopted: false },
  apply: { patch: artifact('codex_patch'), appliedPatch: artifact('applied_patch'), treeSha: 'b'.repeat(40), files: [{ path: 'src/cart.ts', status: 'A' }], ticked: ['T010'], findings: [], effects: [] },
  publish: { branchName: 'specline/003-cart/phase-2-cart', commitSha: 'c'.repeat(40), prNumber: 7, prUrl: 'https://github.com/acme/web/pull/7', created: true },
};

describe('finalize', () => {
  let bench: StageBench;
  beforeEach(() => { bench = new StageBench(); });
  afterEach(() => bench.close());

  it('keeps a summary of what the run did, and ends it as succeeded', async () => {
    const one = await bench.start('finalize', contextOf({ repository: 'acme/web' }, done));
    await one.run(new FinalizeStage(bench.log));
    expect(JSON.parse(await one.read('run_summary'))).toMatchObject({
      runId: one.context.runId, repository: 'acme/web', phase: 'Phase 2: Cart', baseSha: discovered.baseSha, codexTaskUrl: done.submit.taskUrl,
      ticked: ['T010'], files: [{ path: 'src/cart.ts' }], branchName: done.publish.branchName, commitSha: done.publish.commitSha, prUrl: done.publish.prUrl,
    });
    expect(one.answers()).toMatchObject([{ state: 'succeeded', next: 'none', outcome: 'succeeded', message: 'pull request 7' }]);
  });

  it('names the stages and times that the facts of the run tell', async () => {
    const context = contextOf({ repository: 'acme/web' }, done);
    const one = await bench.start('finalize', context, { trigger: { next: 'finalize' } });
    await one.run(new FinalizeStage(bench.log));
    const summary = JSON.parse(await one.read('run_summary')) as { requestedAt: string; stages: { taskName: string }[] };
    expect(summary.requestedAt).toBe(one.context.fact.at);
    expect(summary.stages.map((stage) => stage.taskName)).toContain('finalize');
  });

  it('of a run that published nothing says so with nulls', async () => {
    const { discover } = done;
    const one = await bench.start('finalize', contextOf({ repository: 'acme/web' }, { discover }));
    await one.run(new FinalizeStage(bench.log));
    expect(JSON.parse(await one.read('run_summary'))).toMatchObject({ prUrl: null, commitSha: null, codexTaskUrl: null, files: [] });
    expect(one.answers()).toMatchObject([{ message: 'done' }]);
  });
});
