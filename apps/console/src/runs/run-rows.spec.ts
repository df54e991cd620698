import { context, discovered, fact, otherRunId, requested } from '../../../../libs/contracts/fixtures/sample-facts';
import type { EventFrame, Fact, Run } from '#contracts';
import { evolve, viewOf } from '#domain';
import { pagesAfter, rowAfter } from './run-rows';

const failure = { code: 'github.unavailable', message: 'no answer', remediation: 'wait', retryable: true };
const discover = { ...context, discover: discovered };
const story: Fact[] = [
  requested(),
  fact({ stage: 'discover', state: 'failed', next: 'discover', failure, notBefore: '2026-01-01T01:00:00.000Z' }),
  fact({ stage: 'discover', state: 'succeeded', next: 'submit', attempt: 2, context: discover }),
  fact({ stage: 'submit', state: 'intended', next: 'none', attempt: 2, context: discover }),
  fact({ stage: 'submit', state: 'failed', next: 'none', attempt: 2, failure, context: discover }),
  fact({ stage: 'run', state: 'retried', next: 'submit', attempt: 3, context: discover }),
  fact({ stage: 'submit', state: 'succeeded', next: 'apply', attempt: 3, context: discover }),
  fact({ stage: 'run', state: 'cancelled', next: 'none', attempt: 3, actor: 'ada', context: discover }),
];
const frames: EventFrame[] = story.map((one, index) => ({ sequence: index + 1, fact: one }));
const rowAt = (run: Run) => viewOf(run, { tasks: false, artifacts: false });

test('a row that follows the facts is the row that the API would give, after each of them', () => {
  let run = evolve(undefined, { sequence: 1, fact: story[0] as Fact });
  let row = rowAt(run);
  for (const frame of frames.slice(1)) {
    run = evolve(run, frame as { sequence: number; fact: Fact });
    row = rowAfter(row, frame);
    expect(row).toEqual(rowAt(run));
  }
});

test('news makes a pending run a running one', () => {
  const row = rowAt(evolve(undefined, { sequence: 1, fact: story[0] as Fact }));
  const live = { runId: row.id, stage: 'discover', kind: 'started' as const, attempt: 1, trigger: 1, at: '2026-01-01T00:00:09.000Z', worker: 'w' };
  expect(rowAfter(row, { live })).toMatchObject({ status: 'running', startedAt: live.at, taskSummary: [{ taskName: 'discover', status: 'running' }, {}, {}, {}, {}] });
});

test('facts of other runs leave the rows as they are, in order and in identity', () => {
  const pages = [{ items: [rowAt(evolve(undefined, { sequence: 1, fact: story[0] as Fact }))], nextCursor: null }];
  expect(pagesAfter(pages, [{ sequence: 9, fact: requested({ runId: otherRunId }) }])).toBe(pages);
  expect(pagesAfter(pages, [frames[2] as EventFrame])[0]?.items[0]).toMatchObject({ id: story[0]?.runId, phase: 'submit' });
});

test('a repeated fact changes nothing', () => {
  const row = rowAfter(rowAt(evolve(undefined, { sequence: 1, fact: story[0] as Fact })), frames[1] as EventFrame);
  expect(rowAfter(row, frames[1] as EventFrame)).toBe(row);
});
