// What every agent in a job container has to keep to; each adapter passes it with transcripts of the real program.
import { codingAgents, agentUsageSchema, type AgentUsage } from '#contracts';
import { StageFailure } from '#domain';
import { transcript, type TranscriptName } from './agent-transcripts.fixture';
import type { AgentReader, LocalAgent } from './local-agent';

export interface LocalAgentCase {
  /** With everything that the agent needs, `secret` among it. */
  configured(secret: string): LocalAgent;
  /** Without its credential. */
  unconfigured: LocalAgent;
  missing: { code: string; variable: string };
  /** What `transcripts/success.txt` reports; null for an agent that never does. */
  usage: AgentUsage | null;
  version?: string;
  said: string;
  /** What `transcripts/failure.txt` comes to. */
  failureCode: string;
  /** Hosts of `configured`. */
  egress: string[];
  skillPrompt: RegExp;
}

const secret = 'canary-5f3e1c0a9b';
const image = { id: 'sha256:1', codexVersion: '0.169.0', specKitVersion: '1.0.1' };

export function localAgentContract(known: LocalAgentCase): void {
  const agent = known.configured(secret);
  const read = (lines: readonly { stream: 'stdout' | 'stderr'; line: string }[], reader: AgentReader = agent.reader()) => {
    const events = lines.flatMap(({ stream, line }) => reader.line(stream, line));
    return { events, reader };
  };
  const ended = (name: TranscriptName, exitCode: number) => {
    const { events, reader } = read(transcript(agent.name, name));
    return { events, ...reader.verdict(exitCode) };
  };

  it('is a local agent of the catalogue, under its own name', () => {
    expect(codingAgents[agent.name].kind).toBe('local');
    expect(typeof agent.version(image)).toBe('string');
  });

  it('gives its credential to its container, and to no argument', () => {
    expect(Object.values(agent.forwarded())).toContain(secret);
    expect(agent.command().join('\n')).not.toContain(secret);
    expect(agent.command().length).toBeGreaterThan(0);
    expect(agent.egress()).toEqual(known.egress);
  });

  it('names the variable that is missing, before anything is started', () => {
    try {
      known.unconfigured.forwarded();
      throw new Error('it was not refused');
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      expect(error.failure).toMatchObject({ code: known.missing.code, retryable: false, message: expect.stringContaining(known.missing.variable), remediation: expect.stringContaining(known.missing.variable) });
    }
  });

  it('uses a skill of the repository in its own way, with the input unchanged', () => {
    const prompt = agent.skillPrompt('speckit-specify', 'A shop for "tea" & $HOME\nwith two lines');
    expect(prompt).toMatch(known.skillPrompt);
    expect(prompt).toContain('A shop for "tea" & $HOME\nwith two lines');
  });

  it('ends well with what it reported to have used', () => {
    const { events, failure, usage, said, version } = ended('success', 0);
    expect(failure).toBeUndefined();
    expect(usage).toEqual(known.usage);
    if (usage) expect(agentUsageSchema.parse(usage)).toEqual(usage);
    expect({ said, version }).toEqual({ said: known.said, version: known.version });
    expect(events.length).toBeGreaterThan(1);
    for (const { text } of events) expect(text.length).toBeGreaterThan(0);
  });

  it('fails with a reason and what to do', () => {
    expect(ended('failure', 1).failure).toMatchObject({ code: known.failureCode, message: expect.stringMatching(/\w{3}/), remediation: expect.stringMatching(/retry|again/) });
  });

  it('reports nothing where nothing was reported: no zero stands for it', () => {
    expect(ended('unreported', 0)).toMatchObject({ usage: null });
    expect(agent.reader().verdict(1).usage).toBeNull();
  });

  it('that printed nothing and ended badly fails all the same', () => {
    expect(agent.reader().verdict(1).failure).toMatchObject({ code: 'agent.failed', message: expect.stringContaining('1') });
  });

  it.each([
    'no JSON', '{', '{}', '{"type":null}', '[]', 'null', '{"type":"item.completed"}', '{"type":"item.completed","item":7}', '{"type":"turn.completed","usage":"much"}',
    '{"type":"turn.completed","usage":{"input_tokens":-1,"output_tokens":1e99}}', '{"type":"assistant","message":{"content":[null,{"type":"text"}]}}',
    '{"type":"result","usage":{"input_tokens":"1"}}', '\u0000\u001b[31m', '{"type":"__proto__"}', '{"type":"turn.failed"}',
  ])('reads %j without falling over', (line) => {
    const { reader } = read([{ stream: 'stdout', line }, { stream: 'stderr', line }]);
    const { usage } = reader.verdict(1);
    if (usage) expect(agentUsageSchema.safeParse(usage).success).toBe(true);
  });

  it('reads lines of a megabyte', () => {
    const long = 'x'.repeat(1024 * 1024);
    for (const line of [long, `{"type":"item.completed","item":{"type":"agent_message","text":"${long}"}}`]) {
      expect(read([{ stream: 'stdout', line }, { stream: 'stderr', line }]).reader.verdict(1).failure!.message.length).toBeLessThan(2000);
    }
  });
}
