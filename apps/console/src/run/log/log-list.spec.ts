import { artifact } from '../../../../../libs/contracts/fixtures/sample-facts';
import type { ArtifactKind, News } from '#contracts';
import { firstShown, logName, logsOf } from './log-list';

const growing: News = { runId: 'r', stage: 'apply', kind: 'log', attempt: 1, trigger: 3, at: '', worker: '', artifactId: 'b', artifactType: 'codex_logs', sizeBytes: 90 };
const kept = { ...artifact('codex_logs', 'submit'), id: 'a', sizeBytes: 10 };

test('a log that is being written stands behind those that are finished', () => {
  expect(logsOf({ artifacts: [kept, artifact('codex_prompt')] }, [growing])).toMatchObject([{ key: 'submit.1', size: 10, growing: false }, { key: 'apply.1', size: 90, growing: true }]);
});

test('a finished log has the size that its fact says, whatever was the last news of it', () => {
  expect(logsOf({ artifacts: [{ ...kept, id: 'b', stage: 'apply', sizeBytes: 120 }] }, [growing])).toMatchObject([{ key: 'apply.1', size: 120, growing: false }]);
});

test('an agent in a container has three logs a stage, of which what it did is shown first', () => {
  const kinds: ArtifactKind[] = ['agent_events', 'stdout_log', 'stderr_log'];
  const logs = logsOf({ artifacts: kinds.map((kind) => ({ ...artifact(kind, 'plan'), id: kind })) }, [{ ...growing, artifactType: 'stdout_log' }]);
  expect(logs.map(logName)).toEqual(['plan, attempt 1', 'plan, attempt 1: standard output', 'plan, attempt 1: standard error', 'apply, attempt 1: standard output (live)']);
  expect(firstShown(logs)).toMatchObject({ key: 'plan.1.agent_events' });
  expect(firstShown(logs.slice(1))).toMatchObject({ key: 'apply.1.stdout_log' });
});

test('what was kept beside the logs is none', () => {
  expect(logsOf({ artifacts: [artifact('codex_prompt'), artifact('run_summary')] }, [{ ...growing, artifactType: 'codex_prompt' }])).toEqual([]);
  expect(firstShown([])).toBeUndefined();
});
