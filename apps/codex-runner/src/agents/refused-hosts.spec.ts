import { StageFailure } from '#domain';
import { namingRefusedHosts, refusedWords, withRefusedHosts } from './refused-hosts';

const failure = { code: 'agent.no_changes', message: 'It changed nothing.', remediation: 'Retry the run.' };

describe('hosts that a job was refused the way to', () => {
  it('are named in a failure, with how to let one through', () => {
    expect(withRefusedHosts(failure, ['packages.example:443', '[::1]:80'])).toEqual({
      code: 'agent.no_changes', message: 'It changed nothing. It was refused the way to packages.example:443, [::1]:80.', remediation: expect.stringMatching(/^Retry the run\. .*SPECLINE_JOB_EGRESS/),
      details: { refusedHosts: ['packages.example:443', '[::1]:80'] },
    });
    expect(withRefusedHosts(failure, [])).toBe(failure);
  });

  it('are said without what a job could hide in them, and shortly', () => {
    expect(refusedWords(['a\n<b>\u202e`\ud800:1'])).toBe('It was refused the way to a\\u{a}\\u{3c}b\\u{3e}\\u{202e}\\u{60}\\u{d800}:1.');
    expect(refusedWords(Array.from({ length: 7 }, (_, index) => `h${index}:1`))).toBe('It was refused the way to h0:1, h1:1, h2:1, h3:1, h4:1 and 2 more.');
    expect(refusedWords(['x'.repeat(5000)]).length).toBeLessThan(200);
    expect(refusedWords([])).toBe('');
  });

  it('are named where an agent fell short, and in no other failure', async () => {
    const found = (code: string) => namingRefusedHosts(['h:1'], () => Promise.reject(new StageFailure({ ...failure, code }))).catch((error: unknown) => (error as StageFailure).failure.message);
    expect(await found('agent.incomplete')).toContain('h:1');
    expect(await found('patch.rejected')).not.toContain('h:1');
    expect(await namingRefusedHosts(['h:1'], async () => 7)).toBe(7);
  });
});
