// The unmodified Codex program against the emulated model, started as in a job container.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { phasePrompt, writingSkillPrompt, invocationFor, nextPhase, parseTasks, type WritingStep } from '#domain';
import { discovered } from '../../../libs/contracts/fixtures/sample-facts';
import { CodexExecAgent } from '../../../apps/codex-runner/src/agents/codex-exec/codex-exec-agent';
import { projectRoot } from '../../stack/project-root';
import { startModelApi, type ModelApi } from './model-api';

const runId = '01990000-0000-7000-8000-000000000001';
const key = 'sk-proj-emulated-0001';
const featureDirectory = 'specs/001-wish-list';
const promptFor = (step: WritingStep): string => writingSkillPrompt(
  { marker: `[specline:${runId}/1]`, step, repository: 'acme/shop', featureKey: '001-wish-list', featureDirectory, specification: 'A wish list.' }, `speckit-${step}`, invocationFor('codex-exec'),
);

describe('the emulated model', () => {
  let folder: string;
  let repository: string;
  let model: ModelApi;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'specline-model-'));
    repository = join(folder, 'repository');
    mkdirSync(join(folder, 'home'));
    cpSync(join(projectRoot, 'images/job/spec-kit/files'), repository, { recursive: true });
    model = await startModelApi({ keys: [key] });
  });
  afterEach(async () => {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(prompt: string, { apiKey = key, name }: { apiKey?: string; name?: string } = {}): Promise<ReturnType<ReturnType<CodexExecAgent['reader']>['verdict']>> {
    const agent = new CodexExecAgent({ apiKey, baseUrl: model.baseUrl, model: name });
    const [, ...parameters] = agent.command();
    const child = spawn(process.execPath, [join(projectRoot, 'node_modules/@openai/codex/bin/codex.js'), ...parameters], {
      cwd: repository, env: { PATH: process.env.PATH, HOME: join(folder, 'home'), ...agent.forwarded() }, stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.end(prompt);
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
    const reader = agent.reader();
    for (const line of output.split('\n')) reader.line('stdout', line);
    return reader.verdict(code);
  }
  const written = (name: string): string => readFileSync(join(repository, featureDirectory, name), 'utf8');

  it('writes the document of each step by tool calls, from what the step before has left', async () => {
    for (const step of ['specify', 'plan', 'tasks'] as const) expect(await ask(promptFor(step))).toEqual({ usage: { inputTokens: 300, cachedInputTokens: 120, outputTokens: 60 }, said: expect.stringMatching(/is written\.$/) });
    expect([written('spec.md'), written('plan.md')].map((one) => one.split('\n')[0])).toEqual(['# Feature Specification: 001-wish-list', '# Implementation Plan: 001-wish-list']);
    expect(nextPhase(parseTasks(readFileSync(join(repository, featureDirectory, 'tasks.md'))))).toMatchObject({ outcome: 'ok' });
    expect(model.control.conversations(runId).map(({ step, skills, outputs }) => [step, skills, outputs.length])).toEqual(['specify', 'plan', 'tasks'].map((step) => [step, [`speckit-${step}`], 2]));
  });

  it('carries out a phase: ticks its tasks and no other, and makes what they name', async () => {
    mkdirSync(join(repository, 'specs/003-cart'), { recursive: true });
    const tasks = (mark: string): string => `## Phase 2: Cart\n\n- [${mark}] T004 Cart model in \`src/cart.ts\`\n- [${mark}] T005 Sum in \`src/cart.ts\`\n\n## Phase 3: Later\n\n- [ ] T006 Later\n`;
    const phase = { ...discovered, openTasks: ['Cart model', 'Sum'].map((text, index) => ({ ...discovered.openTasks[0]!, id: `T00${4 + index}`, line: 3 + index, text })) };
    writeFileSync(join(repository, 'specs/003-cart/tasks.md'), tasks(' '));
    expect(await ask(phasePrompt({ marker: `[specline:${runId}/1]`, repository: 'acme/web', discover: phase }))).toMatchObject({ said: 'The phase of specs/003-cart is done.' });
    expect(readFileSync(join(repository, 'specs/003-cart/tasks.md'), 'utf8')).toBe(tasks('X'));
    expect(readFileSync(join(repository, 'src/cart.ts'), 'utf8')).toMatch(/T004[^]*T005/);
    expect(model.control.conversations(runId)).toMatchObject([{ step: 'implement', directory: 'specs/003-cart' }]);
  });

  it('does not go on from what is not there', async () => {
    expect(await ask(promptFor('plan'))).toMatchObject({ said: `${featureDirectory}/spec.md is not there, or is something else: I cannot go on.` });
    expect(existsSync(join(repository, featureDirectory))).toBe(false);
  });

  it('refuses another key and another model, and the program says so', async () => {
    expect(await ask(promptFor('specify'), { apiKey: 'sk-proj-somebody-else' })).toMatchObject({ failure: { code: 'credential.agent_rejected' } });
    expect(await ask(promptFor('specify'), { name: 'gpt-0' })).toMatchObject({ failure: { message: expect.stringContaining("'gpt-0' does not exist") } });
    expect(model.control.refusals).toEqual(expect.arrayContaining([{ status: 401, code: 'invalid_api_key' }, { status: 404, code: 'model_not_found' }]));
  });

  it('refuses what no request of the program looks like', async () => {
    const send = async (change: object): Promise<[number, string]> => {
      const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: promptFor('specify') }] };
      const body = { model: 'gpt-6.1-sol', stream: true, store: false, tool_choice: 'auto', parallel_tool_calls: false, input: [message], ...change };
      const answer = await fetch(`${model.baseUrl}/responses`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body) });
      return [answer.status, answer.ok ? await answer.text() : ((await answer.json()) as { error: { message: string } }).error.message];
    };
    expect(await send({})).toEqual([200, expect.stringContaining('response.completed')]);
    expect(await send({ temperature: 1 })).toEqual([400, expect.stringContaining('temperature')]);
    expect(await send({ stream: false })).toEqual([400, expect.stringContaining("'stream'")]);
    expect(await send({ input: [{ type: 'custom_tool_call_output', call_id: 'call_1', output: 'x' }] })).toEqual([400, 'No tool call found for custom tool call output with call_id call_1.']);
    expect(await send({ input: 'Write.' })).toEqual([400, expect.stringContaining("'input'")]);
  });

  it('is told how to treat a prompt, by its step and its words, and waits until it is released', async () => {
    model.control.behave({ behaviour: { kind: 'writes_nothing' }, step: 'specify' });
    expect(await ask(promptFor('specify'))).toMatchObject({ said: expect.stringMatching(/^The project has this already/) });
    model.control.behave({ behaviour: { kind: 'holds' }, words: 'A wish list.' });
    const held = ask(promptFor('specify'));
    while (model.control.conversations(runId)[0]?.outputs.length !== 1) await new Promise(setImmediate);
    expect(existsSync(join(repository, featureDirectory))).toBe(false);
    model.control.forgetBehaviours();
    expect(await held).toMatchObject({ said: `${featureDirectory}/spec.md is written.` });
  });
});
