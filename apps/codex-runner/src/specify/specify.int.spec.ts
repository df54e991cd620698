import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textForm } from '#artifacts';
import type { PrepareOutput, RunContext, StageName, WritingOutput } from '#contracts';
import { StageFailure } from '#domain';
import { GitProcess, MirrorCache } from '#git';
import { RepositoryReader } from '#github';
import { StageBench, contextOf, type StageTrial } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { startGithubEmulator, type GithubEmulator } from '../../../../tools/sandbox/github/emulator';
import { AgentJobs } from '../agents/agent-jobs';
import { ClaudeCodeAgent } from '../agents/claude-code/claude-code-agent';
import { CodexExecAgent } from '../agents/codex-exec/codex-exec-agent';
import { CommandAgent } from '../agents/command/command-agent';
import { ScriptedJobs, phaseFiles, type Script } from '../agents/scripted-jobs.fixture';
import { RepositoryMirrors } from '../apply/repository-mirrors';
import { SkillUse } from '../prompts/skill-use';
import { CleanupStage } from './cleanup.stage';
import { PlanStage } from './plan.stage';
import { PrepareStage } from './prepare.stage';
import { SpecificationPlaces } from './specification-places';
import { SpecifyStage } from './specify.stage';
import { TasksStage } from './tasks.stage';
import { Writing } from './writing';
import { WritingPrompts } from './writing-prompts';

const repository = 'acme/shop';
const reader = 'github_pat_reads';
const text = 'Add a wish list so that customers can save products';
const tasks = '## Phase 1: Setup\n\n- [ ] T001 Make src/wishes/\n';
const directory = 'specs/002-wish-list-customers-save';
const file = (path: string, content: string): string => {
  const lines = content.split('\n').slice(0, -1);
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
};
const documents = { specify: file(`${directory}/spec.md`, '# Wish list\n'), plan: file(`${directory}/plan.md`, '# Plan\n'), tasks: file(`${directory}/tasks.md`, tasks) };
/** Everything since the base, as the container gives it. */
const until = { specify: documents.specify, plan: documents.plan + documents.specify, tasks: documents.plan + documents.specify + documents.tasks };

describe('writing a specification', () => {
  let folder: string;
  let github: GithubEmulator;
  let stages: StageBench;
  let jobs: ScriptedJobs;
  let script: Script;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'specline-specify-'));
    github = await startGithubEmulator({ dataDir: join(folder, 'github'), tokens: [] });
    await github.control.createRepository({ repository, private: true, files: { 'README.md': '# Shop\n', 'specs/001-catalog/tasks.md': tasks, 'specs/notes.md': 'x\n' } });
    await github.control.putToken({ kind: 'fine-grained', value: reader, login: 'acme', repositories: { [repository]: { contents: 'read' } } });
  });
  afterAll(async () => {
    await github?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    stages = new StageBench();
    script = {};
    jobs = new ScriptedJobs(({ role }) => (role === 'phase' ? script : {}));
  });
  afterEach(() => stages.close());

  const repositories = () => new RepositoryReader({ apiUrl: github.apiUrl, token: reader, allowed: [], pace: 'test', proxy: {} });
  const agentJobs = (given: string | null = 'sk-canary') => agentJobsWith(given ?? undefined);
  const agentJobsWith = (apiKey: string | undefined) => new AgentJobs({
    'codex-exec': new CodexExecAgent({ apiKey, baseUrl: undefined, model: undefined }),
    'claude-code': new ClaudeCodeAgent({ apiKey, baseUrl: undefined, model: undefined }),
    command: new CommandAgent({ argv: ['agent'], environment: {}, egress: [] }),
  }, jobs, { serverUrl: github.serverUrl, readToken: reader, limitMinutes: 60, silenceMinutes: 5 });
  const skills = { use: true, default: 'speckit', allowed: ['speckit'], fallback: true, canaryPercent: 100, shadow: false, byStage: {} };
  const prepareStage = (apiKey?: null) => new PrepareStage(new SpecificationPlaces(repositories(), []), jobs, agentJobs(apiKey));
  const writing = (change: Partial<typeof skills> = {}) => new Writing(
    agentJobs(), new WritingPrompts(new SkillUse({ ...skills, ...change }, repositories())),
    new RepositoryMirrors(new MirrorCache(join(folder, 'mirrors'), new GitProcess({ variables: {} })), { serverUrl: github.serverUrl, readToken: reader }), stages.artifacts,
  );
  async function trial(stage: StageName, done: Partial<RunContext> = {}, agent = 'codex-exec'): Promise<StageTrial> {
    const one = await stages.start(stage, { ...contextOf({ repository, workflow: 'specify', featureKey: 'wish-list-customers-save', agent }, done), chain: ['prepare', 'specify', 'plan', 'tasks', 'publish', 'cleanup', 'finalize'] });
    one.context.request.specification = await stages.artifacts.write({ runId: one.context.runId, stage: 'run', attempt: 1, kind: 'specification' }, text, textForm);
    return one;
  }
  const prepared = async (): Promise<PrepareOutput> => (await trial('prepare')).run(prepareStage());
  /** What the agent leaves behind in the container. */
  const leaves = (patch: string): void => { script = { output: [{ stream: 'stdout', line: '{"type":"turn.completed","usage":{"input_tokens":20,"output_tokens":4}}' }], files: phaseFiles(patch) }; };
  async function specified(patch = until.specify): Promise<{ prepare: PrepareOutput; specify: WritingOutput; one: StageTrial }> {
    const prepare = await prepared();
    leaves(patch);
    const one = await trial('specify', { prepare });
    return { prepare, specify: await one.run(new SpecifyStage(writing())), one };
  }

  describe('prepare', () => {
    it('fixes directory, branch, base and image, with the next free number', async () => {
      const output = await prepared();
      expect(output).toMatchObject({ featureKey: '002-wish-list-customers-save', featureDirectory: directory, baseBranch: 'main', branchName: `specline/002-wish-list-customers-save/spec`, image: 'sha256:abc', specKitVersion: '1.0.1' });
      expect(jobs.started).toEqual([]);
    });
    it('is foreseen with the very directory, branch and commit, or with what a run would fail with', async () => {
      const places = new SpecificationPlaces(repositories(), []);
      const { baseSha } = await prepared();
      expect(await places.answer({ repository, featureKey: 'wish-list-customers-save' })).toEqual({ place: { featureKey: '002-wish-list-customers-save', baseBranch: 'main', baseSha } });
      expect(await places.answer({ repository, featureKey: '001-catalog' })).toMatchObject({ failure: { code: 'specify.feature_exists' } });
      expect(await new SpecificationPlaces(repositories(), ['globex/*']).answer({ repository, featureKey: 'x' })).toMatchObject({ failure: { code: 'repository.not_allowed' } });
    });
    it('without the agent\'s key says which one, before anything is started', async () => {
      expect(await (await trial('prepare')).failure(prepareStage(null))).toMatchObject({ code: expect.stringMatching(/^credential\./), message: expect.stringContaining('CODEX_API_KEY') });
    });
    it('without the image says how to get it', async () => {
      jobs.without(new StageFailure({ code: 'docker.image_missing', message: 'no image', remediation: 'build it' }));
      expect(await (await trial('prepare')).failure(prepareStage())).toMatchObject({ code: 'docker.image_missing' });
    });
  });

  describe('specify, plan and tasks', () => {
    it('ask the agent in a container and bring a patch that was checked on the base, each with what came before', async () => {
      const { prepare, specify, one } = await specified();
      expect(specify).toMatchObject({ agent: 'codex-exec', forwardedEnvironment: ['CODEX_API_KEY'], usage: { inputTokens: 20, outputTokens: 4 }, change: { files: [{ path: `${directory}/spec.md`, status: 'A' }], findings: [] } });
      expect(await one.read('codex_prompt')).toMatch(new RegExp(`^\\[specline:${one.context.runId}/1\\][\\s\\S]*\\$speckit-specify[\\s\\S]*> ${text}`));
      expect(one.context.remarks.execution).toMatchObject({ selectedSkill: 'speckit', executionPath: 'skill', usedSkills: true });
      leaves(until.plan);
      const plan = await (await trial('plan', { prepare, specify })).run(new PlanStage(writing()));
      leaves(until.tasks);
      const last = await (await trial('tasks', { prepare, specify, plan })).run(new TasksStage(writing()));
      expect(last.change?.files.map(({ path }) => path)).toEqual(['plan.md', 'spec.md', 'tasks.md'].map((name) => `${directory}/${name}`));
      const checkouts = jobs.started.filter(({ role }) => role === 'checkout');
      expect(checkouts.map(({ files }) => Buffer.from(files[0]!.content).toString().includes('plan.md'))).toEqual([false, false, true]);
      expect(stages.everythingKept()).not.toContain('sk-canary');
    });

    it('an agent that writes nothing at all ends in cleanup, and the run has nothing to publish', async () => {
      const { specify, one } = await specified('');
      expect(specify.change).toBeNull();
      expect(one.answers()).toMatchObject([{ state: 'succeeded', next: 'cleanup' }]);
    });

    it('hosts that the agent was refused are named where it wrote nothing, or too little', async () => {
      const prepare = await prepared();
      leaves('');
      script.refusedHosts = ['docs.example:443'];
      const one = await trial('specify', { prepare });
      await one.run(new SpecifyStage(writing()));
      expect(one.context.remarks.message).toContain('docs.example:443');
      leaves(file(`${directory}/notes.md`, 'x\n'));
      script.refusedHosts = ['docs.example:443'];
      expect(await (await trial('specify', { prepare })).failure(new SpecifyStage(writing()))).toMatchObject({ code: 'agent.incomplete', message: expect.stringContaining('docs.example:443'), remediation: expect.stringContaining('SPECLINE_JOB_EGRESS') });
    });

    it('an agent that stops half-way has failed, and a retry asks it anew', async () => {
      const { prepare, specify } = await specified();
      expect(await (await trial('plan', { prepare, specify })).failure(new PlanStage(writing()))).toMatchObject({ code: 'agent.no_changes', resume: 'plan' });
      leaves(until.specify + file(`${directory}/notes.md`, 'x\n'));
      expect(await (await trial('plan', { prepare, specify })).failure(new PlanStage(writing()))).toMatchObject({ code: 'agent.incomplete', message: expect.stringContaining('plan.md') });
      leaves(until.plan + file(`${directory}/tasks.md`, '# Tasks\n\nLater.\n'));
      const plan = specify;
      expect(await (await trial('tasks', { prepare, specify, plan })).failure(new TasksStage(writing()))).toMatchObject({ code: 'agent.tasks_malformed', resume: 'tasks' });
    });

    it('what lies outside of the feature is named for the reviewer, and what may not be touched is refused', async () => {
      expect((await specified(until.specify + file('AGENTS.md', 'x\n'))).specify.change?.findings).toMatchObject([{ code: 'specify.outside_feature', message: expect.stringContaining('AGENTS.md') }]);
      const prepare = await prepared();
      leaves(until.specify + file('.github/workflows/x.yml', 'x\n'));
      expect(await (await trial('specify', { prepare })).failure(new SpecifyStage(writing()))).toMatchObject({ code: 'patch.rejected', resume: 'specify' });
    });

    it('without skills the prompt is Specline\'s own, and in shadow mode the other one is kept', async () => {
      const prepare = await prepared();
      leaves(until.specify);
      const one = await trial('specify', { prepare });
      await one.run(new SpecifyStage(writing({ canaryPercent: 0, shadow: true })));
      expect(one.context.remarks.execution).toMatchObject({ executionPath: 'direct_only', usedSkills: false, shadowModeRequested: true });
      expect(await one.read('codex_prompt')).not.toContain('$speckit');
      expect(await one.read('shadow_prompt')).toContain('$speckit-specify');
    });
  });

  it('cleanup takes away what is there, and says so', async () => {
    const { one } = await specified();
    const cleanup = await stages.start('cleanup', one.context.fact.context, { runId: one.context.runId });
    const output = await cleanup.run(new CleanupStage(jobs));
    expect(output).toMatchObject({ outcome: 'removed', removed: [`specline-${one.context.runId}-specify-1-phase`], left: [] });
    expect(JSON.parse(await cleanup.read('cleanup_report'))).toMatchObject({ outcome: 'removed' });
  });
});
