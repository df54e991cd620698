import { artifact } from '../../../../../libs/contracts/fixtures/sample-facts';
import type { News } from '#contracts';
import { logsOf } from './log-list';

const growing: News = { runId: 'r', stage: 'apply', kind: 'log', attempt: 1, trigger: 3, at: '', worker: '', artifactId: 'b', sizeBytes: 90 };
const kept = { ...artifact('codex_logs', 'submit'), id: 'a', sizeBytes: 10 };

test('a log that is being written stands behind those that are finished', () => {
  expect(logsOf({ artifacts: [kept, artifact('codex_prompt')] }, [growing])).toMatchObject([{ key: 'submit.1', size: 10, growing: false }, { key: 'apply.1', size: 90, growing: true }]);
});

test('a finished log has the size that its fact says, whatever was the last news of it', () => {
  expect(logsOf({ artifacts: [{ ...kept, id: 'b', stage: 'apply', sizeBytes: 120 }] }, [growing])).toMatchObject([{ key: 'apply.1', size: 120, growing: false }]);
});
