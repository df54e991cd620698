import { transcript } from '../agent-transcripts.fixture';
import { localAgentContract } from '../local-agent.contract';
import { CodexExecAgent } from './codex-exec-agent';
import { CodexExecReader } from './codex-exec-reader';

describe('codex-exec', () => {
  localAgentContract({
    configured: (apiKey) => new CodexExecAgent({ apiKey, baseUrl: 'http://models.internal:8000/v1', model: undefined }),
    unconfigured: new CodexExecAgent({ apiKey: undefined, baseUrl: undefined, model: undefined }),
    missing: { code: 'credential.codex_api_key_missing', variable: 'CODEX_API_KEY' },
    usage: { inputTokens: 200, cachedInputTokens: 80, outputTokens: 40 }, said: 'Done.',
    failureCode: 'credential.agent_rejected', egress: ['models.internal:8000!private'], skillPrompt: /^\$speckit-specify /,
  });

  it('asks OpenAI, which is not in a private network, where no other service is named; the model is the one that is configured', () => {
    const agent = new CodexExecAgent({ apiKey: 'k', baseUrl: undefined, model: 'gpt-x' });
    expect(agent.egress()).toEqual(['api.openai.com:443']);
    expect(agent.command().join(' ')).toContain('--model gpt-x');
  });

  it('that ended with 0 before its turn was complete has failed', () => {
    const reader = new CodexExecReader();
    reader.line('stdout', '{"type":"turn.started"}');
    expect(reader.verdict(0).failure).toMatchObject({ code: 'agent.failed' });
  });

  it.each([
    ['exceeded retry limit, last status: 429 Too Many Requests', 'agent.rate_limited', true],
    ['unexpected status 503 Service Unavailable', 'agent.model_unavailable', true],
    ['unexpected status 400 Bad Request: no such model', 'agent.failed', undefined],
  ])('that failed with %j is %s', (message, code, retryable) => {
    const reader = new CodexExecReader();
    reader.line('stdout', JSON.stringify({ type: 'turn.failed', error: { message } }));
    expect(reader.verdict(1).failure).toMatchObject({ code, ...(retryable === undefined ? {} : { retryable }) });
  });

  it('tells what it ran, wrote and said', () => {
    const reader = new CodexExecReader();
    const kinds = transcript('codex-exec', 'success').flatMap(({ stream, line }) => reader.line(stream, line)).map(({ kind }) => kind);
    expect(kinds).toEqual(['runs', 'ran', 'writes', 'says']);
  });

  it('an error that is followed by a complete turn was none', () => {
    const reader = new CodexExecReader();
    for (const line of ['{"type":"error","message":"Reconnecting... 2/5 (401)"}', '{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":1}}']) reader.line('stdout', line);
    expect(reader.verdict(0).failure).toBeUndefined();
  });
});
