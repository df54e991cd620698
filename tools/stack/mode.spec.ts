import { modeOf } from './mode';

describe('what a start serves', () => {
  it('is the sandbox without credentials, and says nothing about it', () => expect(modeOf({}, false)).toEqual({ sandbox: true }));
  it('is the real thing with a GitHub credential and an agent', () => expect(modeOf({ GH_TOKEN: 'x', CODEX_ENV: 'e' }, false)).toEqual({ sandbox: false }));
  it('is the real thing with a GitHub App, too', () => expect(modeOf({ GITHUB_APP_ID: '7', CODEX_ENV: 'e' }, false)).toEqual({ sandbox: false }));
  it('is the sandbox when one of them is missing, and names it', () => {
    expect(modeOf({ GH_TOKEN: 'x' }, false)).toMatchObject({ sandbox: true, note: expect.stringContaining('Set CODEX_ENV') as string });
    expect(modeOf({ CODEX_ENVS: 'a/b=e', GITHUB_TOKEN: ' ' }, false)).toMatchObject({ sandbox: true, note: expect.stringContaining('Set GH_TOKEN') as string });
  });
  it('is always the sandbox for one sample run and in test mode', () => {
    expect(modeOf({ GH_TOKEN: 'x', CODEX_ENV: 'e' }, true).sandbox).toBe(true);
    expect(modeOf({ GH_TOKEN: 'x', CODEX_ENV: 'e', SPEC_WORKFLOW_TEST_MODE: '1' }, false).sandbox).toBe(true);
  });
});
