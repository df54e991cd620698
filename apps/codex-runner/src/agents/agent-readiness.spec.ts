import { blockedStages, PrerequisiteRegistry, Redactor, type Check } from '#platform';
import { agentChecks, forLocalAgents } from './agent-readiness';
import { ClaudeCodeAgent } from './claude-code/claude-code-agent';
import { codexCloudChecks } from './codex-cloud/codex-cloud-readiness';
import { CodexExecAgent } from './codex-exec/codex-exec-agent';
import { CommandAgent } from './command/command-agent';

const everyone = ['codex-cloud', 'codex-exec', 'claude-code', 'command'];
const noDocker: Check = { name: 'Docker', blocking: true, stages: ['prepare'], ttlMs: 0, check: async () => ({ ok: false, code: 'docker.unavailable', detail: 'no engine answers' }) };
const agents = (apiKey?: string) => ({
  'codex-exec': new CodexExecAgent({ apiKey, baseUrl: undefined, model: undefined }), 'claude-code': new ClaudeCodeAgent({ apiKey: undefined, baseUrl: undefined, model: undefined }),
  command: new CommandAgent({ argv: undefined, environment: {}, egress: [] }),
});

function readinessOf(checks: Check[]) {
  const registry = new PrerequisiteRegistry('codex-runner', 'w', new Redactor([]));
  for (const check of checks) registry.register(check);
  return registry.readiness();
}

describe('a runner without Docker', () => {
  it('carries out phases in Codex Cloud, is ready, and names the agents that it lacks Docker for', async () => {
    const readiness = await readinessOf(forLocalAgents([noDocker], { backend: 'codex-cloud', allowed: ['codex-cloud', 'codex-exec'] }));
    expect(readiness).toMatchObject({ ok: true, prerequisites: [{ ok: false, code: 'docker.unavailable', agents: ['codex-exec'] }] });
    expect([...blockedStages(readiness)]).toEqual(['prepare']);
  });

  it('is not ready when its usual agent works in job containers', async () => {
    expect((await readinessOf(forLocalAgents([noDocker], { backend: 'codex-exec', allowed: everyone }))).ok).toBe(false);
  });
});

describe('a runner without the Codex program', () => {
  const checks = (backend: string, allowed = everyone) => codexCloudChecks({
    cli: { version: () => Promise.reject(new Error('not there')) }, environment: { CODEX_HOME: '/nowhere' }, codex: { environment: undefined, environments: {} }, agents: { backend, allowed },
  });

  it('leaves phases alone when Codex Cloud is its usual agent', async () => {
    const readiness = await readinessOf(checks('codex-cloud'));
    expect(readiness.ok).toBe(false);
    expect([...blockedStages(readiness)]).toEqual(['submit', 'apply']);
  });

  it('carries out phases of agents in job containers when one of those is the usual one, and names the one that it lacks the program for', async () => {
    const readiness = await readinessOf(checks('codex-exec'));
    expect(readiness.ok).toBe(true);
    expect([...blockedStages(readiness)]).toEqual([]);
    expect(readiness.prerequisites.every(({ ok, optional }) => ok || optional)).toBe(true);
    expect(readiness.prerequisites[0]).toMatchObject({ name: 'Codex CLI', ok: false, agents: ['codex-cloud'] });
  });

  it('is not asked for it where Codex Cloud is not allowed', () => {
    expect(checks('codex-exec', ['codex-exec'])).toEqual([]);
  });
});

describe('agents in job containers', () => {
  const namesOf = (apiKey: string | undefined, backend: string, allowed = everyone) => agentChecks(agents(apiKey), { backend, allowed }).map(({ name }) => name);

  it('are shown when they are the usual one or have what they need, and only when they are allowed', () => {
    expect(namesOf(undefined, 'codex-cloud')).toEqual([]);
    expect(namesOf('key-0123456789', 'codex-cloud')).toEqual(['agent codex-exec']);
    expect(namesOf(undefined, 'claude-code')).toEqual(['agent claude-code']);
    expect(namesOf('key-0123456789', 'codex-cloud', ['codex-cloud'])).toEqual([]);
  });

  it('say which variable they are given, never its value', async () => {
    const { prerequisites } = await readinessOf(agentChecks(agents('key-0123456789'), { backend: 'codex-exec', allowed: everyone }));
    expect(prerequisites).toMatchObject([{ ok: true, blocking: false, detail: expect.stringContaining('CODEX_API_KEY') }]);
    expect(JSON.stringify(prerequisites)).not.toContain('key-0123456789');
    const lacking = await readinessOf(agentChecks(agents(), { backend: 'codex-exec', allowed: everyone }));
    expect(lacking).toMatchObject({ ok: true, prerequisites: [{ ok: false, code: expect.stringContaining('credential.'), remediation: expect.stringContaining('CODEX_API_KEY') }] });
  });
});
