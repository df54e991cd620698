import { artifact, context, discovered, fact, requested } from '../../../../libs/contracts/fixtures/sample-facts';
import type { EventFrame, Fact, News } from '#contracts';
import { evolve, viewOf } from '#domain';
import { contextOf, emptyLine, lineAfter, runOfLine } from './run-line';

const framesOf = (...facts: Fact[]): EventFrame[] => facts.map((one, index) => ({ sequence: index + 1, fact: one }));
const foldAll = (frames: EventFrame[]) => frames.reduce(lineAfter, emptyLine);
const failure = { code: 'codex.no_diff', message: 'no diff', remediation: 'look', retryable: false };
const news: News = { runId: requested().runId, stage: 'discover', kind: 'progress', attempt: 1, trigger: 1, at: '2026-01-01T00:00:09.000Z', worker: 'w', message: 'reading' };

test('a repeated fact is neither folded nor listed twice', () => {
  const frames = framesOf(requested(), fact({ stage: 'discover', state: 'succeeded', next: 'submit' }));
  const line = foldAll([...frames, ...frames]);
  expect(line.facts.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(runOfLine(line, undefined)).toMatchObject({ phase: 'submit', lastSequence: 2 });
});

test('what the API said stands until the facts are as far', () => {
  const first = evolve(undefined, { sequence: 1, fact: requested() });
  const said = viewOf({ ...first, status: 'failed', lastSequence: 9, failure }, { tasks: true, artifacts: true });
  expect(runOfLine(foldAll(framesOf(requested())), said)?.status).toBe('failed');
  const further = lineAfter(foldAll(framesOf(requested())), { sequence: 10, fact: fact({ stage: 'run', state: 'cancelled', next: 'none' }) });
  expect(runOfLine(further, said)?.status).toBe('cancelled');
});

test('an artifact that came too late for a fact is there beside the others', () => {
  const late = artifact('late_effect');
  const said = viewOf({ ...evolve(undefined, { sequence: 1, fact: requested() }), artifacts: [late] }, { tasks: true, artifacts: true });
  expect(runOfLine(foldAll(framesOf(requested())), said)?.artifacts).toEqual([late]);
});

test('news is laid over the facts while its stage is under way, and how far a log has grown keeps the message', () => {
  const begun = foldAll([...framesOf(requested()), { live: news }, { live: { ...news, kind: 'log', message: undefined, artifactId: 'a', sizeBytes: 10 } }]);
  expect(runOfLine(begun, undefined)).toMatchObject({ status: 'running', tasks: [{ status: 'running', payload: { message: 'reading' } }] });
  expect(begun.logs.get('a')?.sizeBytes).toBe(10);
  const over = lineAfter(begun, { sequence: 2, fact: fact({ stage: 'discover', state: 'failed', next: 'none', failure }) });
  expect(runOfLine(over, undefined)).toMatchObject({ status: 'failed', tasks: [{ status: 'failed', payload: { message: 'no diff' } }, {}, {}, {}, {}] });
});

test('a stage under way began when it says so, however late the latest news is, and waits for its agent as long as it says so', () => {
  const startedAt = '2026-01-01T00:00:05.000Z';
  const waiting = foldAll([...framesOf(requested()), { live: { ...news, startedAt, waiting: true } }]);
  expect(runOfLine(waiting, undefined)).toMatchObject({ startedAt, tasks: [{ startedAt, payload: { waiting: true } }] });
  const working = runOfLine(lineAfter(waiting, { live: { ...news, startedAt, at: '2026-01-01T00:00:20.000Z', waitedMs: 4000 } }), undefined);
  expect(working).toMatchObject({ tasks: [{ startedAt, payload: { waitedMs: 4000 } }] });
  expect(working?.tasks[0]?.payload.waiting).toBeUndefined();
});

test('what the stages handed on is known after the closing fact too', () => {
  const line = foldAll(framesOf(requested(), fact({ stage: 'discover', state: 'succeeded', next: 'finalize', context: { ...context, discover: discovered } }), fact({ stage: 'finalize', state: 'succeeded', next: 'none' })));
  expect(contextOf(line)?.discover).toEqual(discovered);
  expect(contextOf(emptyLine)).toBeUndefined();
});
