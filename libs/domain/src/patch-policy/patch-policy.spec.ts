import { failureSchema } from '#contracts';
import { patchFailure, type PatchFinding } from './patch-policy';

const finding = (code: string, severity: PatchFinding['severity'] = 'reject', path = 'f'): PatchFinding => ({ code, path, reason: 'Because.', severity });

it('no finding is no failure', () => {
  expect(patchFailure([])).toBeNull();
});

it('a patch that is only too large says so, any other finding makes it rejected', () => {
  expect(patchFailure([finding('size.bytes', 'reject', ''), finding('size.files', 'reject', '')])?.code).toBe('patch.too_large');
  expect(patchFailure([finding('size.bytes'), finding('path.held', 'hold')])?.code).toBe('patch.rejected');
});

it('the operator is told which file, why, and what to do', () => {
  const held = patchFailure([finding('path.held', 'hold', 'CODEOWNERS')]);
  const rejected = patchFailure([finding('path.held', 'hold', 'CODEOWNERS'), finding('mode.symlink')]);
  expect(held).toMatchObject({ message: 'The patch was not applied. CODEOWNERS: Because.', retryable: false });
  expect(held?.remediation).toContain('change them yourself');
  expect(rejected?.remediation).toContain('correct the task');
});

it('thousands of findings still make a failure that fits its contract', () => {
  const failure = patchFailure(Array.from({ length: 5000 }, (_, index) => finding('path.held', 'hold', `${'x'.repeat(290)}${index}`)));
  expect(failureSchema.parse(failure)).toEqual(failure);
  expect(failure?.message).toContain('and 4990 more');
});
