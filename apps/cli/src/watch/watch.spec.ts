// What is shown of a run that is being watched.
import { createColors } from 'picocolors';
import type { EventFrame, Fact, News, Run } from '#contracts';
import { context, discovered, fact, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { endingLines } from '../runs/run-ending';
import { EventLines } from './event-line';
import { foldFrame, isAtItsEnd } from './followed-run';
import { runPicture } from './run-picture';

const frames = (...facts: Fact[]): EventFrame[] => facts.map((one, index) => ({ sequence: index + 1, fact: one }));
const folded = (all: readonly EventFrame[]): Run => all.reduce<Run | undefined>(foldFrame, undefined)!;
const news = (change: Partial<News> = {}): News => ({ runId, stage: 'submit', kind: 'progress', attempt: 1, trigger: 2, at: '2026-01-01T00:00:30.000Z', worker: 'w', message: 'asking', ...change });
const failure = { code: 'codex.no_diff', message: 'no diff', remediation: 'Look at the task.', retryable: false };

const discoverDone = fact({ stage: 'discover', state: 'succeeded', next: 'submit', context: { ...context, discover: discovered }, message: '1 open task', startedAt: '2026-01-01T00:00:01.000Z' });
const failed = fact({ stage: 'submit', state: 'failed', next: 'none', failure, context: { ...context, discover: discovered } });
const retried = fact({ stage: 'run', state: 'retried', next: 'submit', attempt: 2, actor: 'ada', notes: 'again', context: { ...context, discover: discovered } });

describe('a run that is being watched', () => {
  it('is over only behind what is known to have happened: it may have failed and been retried', () => {
    const history = frames(requested(), discoverDone, failed, retried);
    expect(isAtItsEnd(folded(history.slice(0, 3)), 4)).toBe(false);
    expect(isAtItsEnd(folded(history.slice(0, 3)), 3)).toBe(true);
    expect(isAtItsEnd(folded(history), 4)).toBe(false);
  });

  it('says each fact in a line, and news that comes again only once', () => {
    const lines = new EventLines();
    const said = [...frames(requested(), discoverDone, failed, retried), { live: news() }, { live: news() }, { live: news({ kind: 'log', message: undefined }) }, { live: news({ message: 'waiting' }) }]
      .map((frame) => lines.lineOf(frame)?.replace(/^\S+ /, ''));
    expect(said).toEqual([
      'run       requested by ada: 003-cart in acme/web', 'discover  succeeded: 1 open task', 'submit    failed: codex.no_diff: no diff', 'run       retried at submit by ada: again',
      'submit    running: asking', undefined, undefined, 'submit    running: waiting',
    ]);
  });

  it('is drawn with its stages, what they say, and how long they last', () => {
    const run = foldFrame(folded(frames(requested(), discoverDone)), { live: news() })!;
    const picture = runPicture(run, { now: new Date('2026-01-01T00:01:30.000Z'), columns: 60, colors: createColors(false) }).split('\n');
    expect(picture[0]).toContain('003-cart in acme/web · running · ');
    expect(picture[1]).toBe('Phase 2: Cart');
    expect(picture[3]).toMatch(/^ {2}✓ discover +[\d.]+ s {2}1 open task$/);
    expect(picture[4]).toMatch(/^ {2}● submit +1 min {2}asking$/);
    expect(picture.slice(5, 8).map((line) => line.trim())).toEqual(['○ apply', '○ publish', '○ finalize']);
  });

  it('never draws a line that is wider than the terminal', () => {
    const long = { ...discoverDone, message: 'x'.repeat(500) };
    const picture = runPicture(folded(frames(requested(), long)), { now: new Date('2026-01-01T00:01:30.000Z'), columns: 60, colors: createColors(false) });
    expect(Math.max(...picture.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('ends with what went wrong and what to do, or with its pull request', () => {
    expect(endingLines(folded(frames(requested(), discoverDone, failed)))).toEqual(['codex.no_diff: no diff', 'Look at the task.', `Then go on with: specline retry ${runId}`]);
    expect(endingLines({ ...folded(frames(requested())), status: 'succeeded', prUrl: 'https://x/1' })).toEqual(['Pull request: https://x/1']);
    expect(endingLines({ ...folded(frames(requested())), status: 'no_work' })).toEqual(['There is nothing to do: no phase is open.']);
  });
});
