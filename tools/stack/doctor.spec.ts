import { StageFailure } from '#domain';
import type { Check } from '#platform';
import { describeFinding, examine, exitCodeOf, type Finding } from './doctor';
import { looked } from './doctor/looked';
import { newEnough } from './doctor/programs';
import { StackError } from './stack-error';

const real = { GH_TOKEN: 'ghp_real_looking_token_0123456789abcdef', CODEX_ENV: 'env-web' };
const find = async (environment: NodeJS.ProcessEnv, ...checks: Check[]): Promise<Finding> => (await examine(environment, () => checks)).at(-1)!;

describe('the doctor', () => {
  it('says first what would start', async () => {
    expect((await examine({}, () => []))[0]).toMatchObject({ ok: true, detail: expect.stringContaining('sandbox') as string });
    expect((await examine(real, () => []))[0]).toMatchObject({ ok: true, detail: 'the real GitHub and Codex Cloud' });
    expect((await examine({ GH_TOKEN: real.GH_TOKEN }, () => []))[0]).toMatchObject({ detail: expect.stringContaining('Set CODEX_ENV') as string });
  });

  it('tells what it saw, or what is wrong and what to do', async () => {
    expect(await find({}, looked({ name: 'git', needed: true, look: () => '2.39' }))).toEqual({ name: 'git', ok: true, needed: true, detail: '2.39' });
    expect(await find({}, looked({ name: 'git', needed: true, look: () => { throw new StackError('gone', 'Install it.'); } }))).toEqual({ name: 'git', ok: false, needed: true, detail: 'gone', remediation: 'Install it.' });
  });

  it('does not speak of a run that nobody has started', async () => {
    const failure = { code: 'a.b', message: 'refused', remediation: 'Sign in again, then retry the run.' };
    expect(await find({}, looked({ name: 'x', needed: false, look: () => { throw new StageFailure(failure); } }))).toMatchObject({ remediation: 'Sign in again.' });
  });

  it('never shows a secret, whoever says it', async () => {
    const finding = await find({ ...real, GITHUB_READ_TOKEN: 'quite-ordinary-word' }, looked({ name: 'x', needed: true, look: () => { throw new StackError(`bad ${real.GH_TOKEN}`, 'Not quite-ordinary-word.'); } }));
    expect(JSON.stringify(finding)).not.toMatch(/0123456789abcdef|quite-ordinary-word/);
    expect(finding.detail).toContain('bad');
  });

  it('waits for no answer longer than its limit, and lets the others speak', async () => {
    const silent: Check = { ...looked({ name: 'silent', needed: true, look: () => new Promise<string>(() => undefined) }), timeLimitMs: 20 };
    const findings = await examine({}, () => [silent, looked({ name: 'quick', needed: true, look: () => 'here' })]);
    expect(findings.slice(1)).toMatchObject([{ name: 'silent', ok: false, detail: 'no answer within 20 ms' }, { name: 'quick', ok: true }]);
  });

  it('reports an environment that cannot be used as a finding, with every fault', async () => {
    const findings = await examine({ SPECLINE_CODEX_POLL_SECONDS: 'often', PORT: 'home' }, () => []);
    expect(findings[1]).toMatchObject({ name: 'environment', ok: false, needed: true, detail: expect.stringMatching(/PORT.*|SPECLINE_CODEX_POLL_SECONDS.*/) as string });
    expect(findings[1]!.detail).toContain('PORT');
    expect(findings[1]!.detail).toContain('SPECLINE_CODEX_POLL_SECONDS');
  });

  it('fails only for what is needed', () => {
    const finding = { name: 'x', detail: '', needed: false, ok: false };
    expect(exitCodeOf([finding])).toBe(0);
    expect(exitCodeOf([finding, { ...finding, needed: true }])).toBe(1);
    expect([true, false].map((needed) => describeFinding({ ...finding, needed, detail: 'gone', remediation: 'Do it.' }))).toEqual(['MISSING x: gone\n        Do it.', 'absent  x: gone\n        Do it.']);
  });

  it('reads versions as programs say them', () => {
    expect(newEnough('git', 'git version 2.39.5 (Apple Git-154)', [2, 34], '')).toBe('2.39.5');
    expect(newEnough('git', 'git version 3.0.0', [2, 34], '')).toBe('3.0.0');
    expect(() => newEnough('git', 'git version 2.30.2', [2, 34], 'Install a newer one.')).toThrow('2.30.2 is older than 2.34');
    expect(() => newEnough('git', 'no idea', [2, 34], '')).toThrow('does not say its version');
  });
});
