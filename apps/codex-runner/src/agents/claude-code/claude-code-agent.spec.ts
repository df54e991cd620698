import { transcript } from '../agent-transcripts.fixture';
import { localAgentContract } from '../local-agent.contract';
import { ClaudeCodeAgent } from './claude-code-agent';
import { ClaudeCodeReader } from './claude-code-reader';

describe('claude-code', () => {
  localAgentContract({
    configured: (apiKey) => new ClaudeCodeAgent({ apiKey, baseUrl: undefined, model: undefined }),
    unconfigured: new ClaudeCodeAgent({ apiKey: undefined, baseUrl: undefined, model: undefined }),
    missing: { code: 'credential.anthropic_api_key_missing', variable: 'ANTHROPIC_API_KEY' },
    usage: { inputTokens: 405, cachedInputTokens: 90, outputTokens: 60, costUsd: 0.002493 }, said: 'Done.', version: '2.1.332',
    failureCode: 'credential.agent_rejected', egress: ['api.anthropic.com:443'], skillPrompt: /^Follow \.agents\/skills\/speckit-specify\/SKILL\.md /,
  });

  it('is given the service that is configured, and may reach it in a private network', () => {
    const agent = new ClaudeCodeAgent({ apiKey: 'k', baseUrl: 'http://10.0.0.5:9000', model: 'm' });
    expect(agent.egress()).toEqual(['10.0.0.5:9000!private']);
    expect(agent.forwarded()).toMatchObject({ ANTHROPIC_BASE_URL: 'http://10.0.0.5:9000' });
    expect(agent.command().join(' ')).toContain('--model m');
  });

  it('tells what it ran, wrote and said', () => {
    const reader = new ClaudeCodeReader();
    expect(transcript('claude-code', 'success').flatMap(({ stream, line }) => reader.line(stream, line))).toEqual([{ kind: 'runs', text: 'ls -a' }, { kind: 'writes', text: '/workspace/repo/hello.txt' }, { kind: 'says', text: 'Done.' }]);
  });

  it('an error of the service that comes as a result has failed, though its subtype is "success"', () => {
    const reader = new ClaudeCodeReader();
    reader.line('stdout', JSON.stringify({ type: 'result', subtype: 'success', is_error: true, api_error_status: 429, result: 'API Error' }));
    expect(reader.verdict(1).failure).toMatchObject({ code: 'agent.rate_limited', retryable: true });
  });
});
