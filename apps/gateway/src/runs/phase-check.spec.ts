import { context, discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { ApiProblem } from '../problems/api-problem';
import { PhaseCheck } from './phase-check';

const answering = (answer: unknown) => new PhaseCheck({ ask: (async () => { if (answer instanceof Error) throw answer; return answer; }) as never });
const check = (answer: unknown) => answering(answer).requireSame({ ...context, discover: discovered });

describe('before a run is resumed', () => {
  it('nothing is refused while the phase is what it was', () => expect(check({ state: 'same', baseSha: 'a'.repeat(40) })).resolves.toBeUndefined());
  it.each(['done', 'changed', 'gone'])('it is refused with the way out when the phase is %s on the base branch', async (state) => {
    await expect(check({ state, baseSha: 'a'.repeat(40) })).rejects.toBeInstanceOf(ApiProblem);
    await expect(check({ state, baseSha: 'a'.repeat(40) })).rejects.toMatchObject({ parts: { status: 409, code: 'retry.unsafe', remediation: expect.stringContaining('restart_from_discovery') as string } });
  });
  it('nothing is refused when discovery cannot say: the stage meets whatever is wrong', async () => {
    await expect(check(new Error('nobody answered'))).resolves.toBeUndefined();
    await expect(check({ failure: { code: 'credential.github_missing', message: 'm', remediation: 'r', retryable: false } })).resolves.toBeUndefined();
  });
  it('nothing is asked for a run that knows no phase yet', () => expect(answering(new Error('asked')).requireSame(context)).resolves.toBeUndefined());
});
