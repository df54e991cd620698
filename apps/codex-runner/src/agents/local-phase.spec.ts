import { StageFailure } from '#domain';
import type { SubmitOutput } from '#contracts';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { StageBench, contextOf } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { textForm } from '#artifacts';
import { imageMissing } from '../jobs/docker-engine';
import { AgentJobs } from './agent-jobs';
import { transcript } from './agent-transcripts.fixture';
import { ClaudeCodeAgent } from './claude-code/claude-code-agent';
import { CodexExecAgent } from './codex-exec/codex-exec-agent';
import { CommandAgent } from './command/command-agent';
import { LocalPhase } from './local-phase';
import { PhaseAgents } from './phase-agents';
import { ScriptedJobs, phaseFiles, type Script } from './scripted-jobs.fixture';

const runId = '01990000-0000-7000-8000-000000000003';

describe('a phase that an agent in a job container carries out', () => {
  let bench: StageBench;
  beforeEach(() => { bench = new StageBench(); });
  afterEach(() => bench.close());

  const phaseOf = (containers: ScriptedJobs, apiKey: string | undefined = 'key-0123456789') => new LocalPhase(new AgentJobs({
    'codex-exec': new CodexExecAgent({ apiKey, baseUrl: undefined, model: undefined }), 'claude-code': new ClaudeCodeAgent({ apiKey: undefined, baseUrl: undefined, model: undefined }),
    command: new CommandAgent({ argv: undefined, environment: {}, egress: [] }),
  }, containers, { serverUrl: 'https://github.com', readToken: undefined, limitMinutes: 60, silenceMinutes: 5 }), bench.artifacts);
  const containersOf = (phase: Script = {}) => new ScriptedJobs(({ role }) => (role === 'phase' ? phase : {}));
  const trialOf = (stage: 'submit' | 'apply') => bench.start(stage, contextOf({ repository: 'acme/web', agent: 'codex-exec' }), { runId });
  const order = (agent: string) => ({ request: contextOf({ repository: 'acme/web', agent }).request, discover: discovered, prompt: 'Do it.', marker: '[m]' });
  const refusal = (asked: Promise<unknown>) => asked.then(() => undefined, (error: unknown) => (error instanceof StageFailure ? error.failure : error));
  async function submitted(text: string): Promise<SubmitOutput> {
    const prompt = await bench.artifacts.write({ runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' }, text, textForm);
    return { agent: 'codex-exec', agentVersion: '0.169.0', environment: null, taskId: 'c', taskUrl: null, prompt, adopted: false };
  }

  it('is accepted without starting anything: the container has its name already', async () => {
    const [containers, trial] = [containersOf(), await trialOf('submit')];
    expect(await phaseOf(containers).submit(order('codex-exec'), trial.context)).toEqual({
      agentVersion: '0.169.0', forwardedEnvironment: ['CODEX_API_KEY'], environment: null, taskId: `specline-${runId}-apply-1-phase`, taskUrl: null, adopted: false,
      promptDigest: expect.stringMatching(/^sha256:/),
    });
    expect(containers.started).toEqual([]);
    expect(trial.context.remarks.credentialAudit).toMatchObject({ codexStatus: 'skipped', notes: [expect.stringContaining('CODEX_API_KEY')] });
  });

  it.each([['claude-code', 'credential.anthropic_api_key_missing', 'invalid'], ['command', 'agent.not_configured', undefined]])('is refused for %s, which lacks what it needs: %s', async (agent, code, codexStatus) => {
    const trial = await trialOf('submit');
    expect(await refusal(phaseOf(containersOf()).submit(order(agent), trial.context))).toMatchObject({ code });
    expect(trial.context.remarks.credentialAudit?.codexStatus).toBe(codexStatus);
  });

  it('is refused without an image', async () => {
    const containers = containersOf().without(imageMissing('The job image x is not there.'));
    expect(await refusal(phaseOf(containers).submit(order('codex-exec'), (await trialOf('submit')).context))).toMatchObject({ code: 'docker.image_missing' });
  });

  it('gives the agent the kept prompt, and hands on the patch byte by byte with what was used', async () => {
    const patch = Buffer.concat([Buffer.from('diff --git a/a b/a\n+caf'), Buffer.from([0xe9, 0x0a])]);
    const containers = containersOf({ output: transcript('codex-exec', 'success'), files: { ...phaseFiles(''), 'out/result.patch': patch } });
    const trial = await trialOf('apply');
    const { request } = order('codex-exec');
    const answer = await phaseOf(containers).answer({ request, discover: discovered, submit: await submitted('The kept prompt.') }, trial.context);
    expect(answer).toEqual({ patch, usage: { inputTokens: 200, cachedInputTokens: 80, outputTokens: 40 }, agentVersion: '0.169.0' });
    expect(containers.started.at(-1)!.files).toEqual([{ path: 'in/prompt', content: Buffer.from('The kept prompt.') }]);
    expect(containers.started[0]!.environment).toMatchObject({ SPECLINE_FEATURE_DIRECTORY: discovered.featureDirectory });
    expect(JSON.parse(await trial.read('environment_info'))).toMatchObject({ agent: 'codex-exec', usage: { outputTokens: 40 }, durationMs: 5000 });
  });

  it('that changed nothing, and was refused a host, fails with its name and how to let it through', async () => {
    const containers = containersOf({ output: transcript('codex-exec', 'success'), files: phaseFiles(''), refusedHosts: ['packages.example:443'] });
    const trial = await trialOf('apply');
    const found = await refusal(phaseOf(containers).answer({ request: order('codex-exec').request, discover: discovered, submit: await submitted('p') }, trial.context));
    expect(found).toMatchObject({ code: 'agent.no_changes', message: expect.stringContaining('packages.example:443'), remediation: expect.stringContaining('SPECLINE_JOB_EGRESS'), details: { refusedHosts: ['packages.example:443'] } });
    expect(JSON.parse(await trial.read('environment_info'))).toMatchObject({ refusedHosts: ['packages.example:443'] });
  });

  it('that changed nothing fails with what the agent said', async () => {
    const containers = containersOf({ output: transcript('codex-exec', 'success'), files: phaseFiles('') });
    const { request } = order('codex-exec');
    const found = await refusal(phaseOf(containers).answer({ request, discover: discovered, submit: await submitted('p') }, (await trialOf('apply')).context));
    expect(found).toMatchObject({ code: 'agent.no_changes', resume: 'submit', message: expect.stringContaining('Done.') });
  });
});

describe('the agents of a runner', () => {
  const [cloud, local] = [{} as never, {} as never];
  const agents = new PhaseAgents({ cloud, local, allowed: ['codex-exec'] });

  it('are those of the catalogue', () => {
    expect([agents.of('codex-cloud'), agents.of('claude-code')]).toEqual([cloud, local]);
    expect(() => agents.of('parrot')).toThrow('parrot');
    expect(() => agents.of('toString')).toThrow('toString');
  });

  it('are asked only where this runner allows it, whatever the gateway did', () => {
    expect(agents.allowed('codex-exec')).toBe(local);
    expect(() => agents.allowed('codex-cloud')).toThrow('not allowed');
  });
});

