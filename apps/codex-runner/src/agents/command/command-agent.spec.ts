import { localAgentContract } from '../local-agent.contract';
import { CommandAgent } from './command-agent';

describe('command', () => {
  localAgentContract({
    configured: (secret) => new CommandAgent({ argv: ['my-agent', '--quiet'], environment: { MY_KEY: secret }, egress: ['models.example:443'] }),
    unconfigured: new CommandAgent({ argv: ['my-agent'], environment: { MY_KEY: undefined }, egress: [] }),
    missing: { code: 'credential.agent_variable_missing', variable: 'MY_KEY' },
    usage: null, said: 'wrote specs/001-tea/spec.md', failureCode: 'agent.failed', egress: ['models.example:443'], skillPrompt: /^Follow \.agents\/skills\/speckit-specify\/SKILL\.md /,
  });

  it('without a command line says which variable to set', () => {
    const agent = new CommandAgent({ argv: undefined, environment: {}, egress: [] });
    expect(() => agent.command()).toThrow(/SPEC_AUTOMATION_AGENT_COMMAND/);
  });
});
