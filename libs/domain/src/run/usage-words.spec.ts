import type { AgentUsage } from '#contracts';
import { usageWords } from './usage-words';

const task = (taskName: string, usage?: AgentUsage | null) => ({ taskName, payload: usage === undefined ? {} : { usage } });

describe('what an agent used', () => {
  it.each<[string, ReturnType<typeof task>[], string | null]>([
    ['nothing before its work', [task('prepare'), task('specify')], null],
    ['is not reported, which is no zero', [task('submit'), task('apply', null)], 'not reported'],
    ['is the sum of all stages and attempts', [task('specify', { inputTokens: 1000, outputTokens: 40 }), task('plan', { inputTokens: 200, cachedInputTokens: 80, outputTokens: 2 })], '1,200 in (80 cached), 42 out; cost not reported'],
    ['has a cost where it is told', [task('specify', { inputTokens: 1, outputTokens: 2, costUsd: 1.2 }), task('plan', { inputTokens: 1, outputTokens: 2, costUsd: 0.101 })], '2 in, 4 out; $1.30'],
    ['is small, too', [task('apply', { inputTokens: 0, outputTokens: 0, costUsd: 0.0123 })], '0 in, 0 out; $0.0123'],
    ['names who did not report', [task('specify', { inputTokens: 5, outputTokens: 6, costUsd: 2 }), task('plan', null), task('plan', null), task('tasks', { inputTokens: 1, outputTokens: 1 })], '6 in, 7 out; $2.00 and what was not reported; not reported by plan'],
  ])('%s', (_, tasks, words) => {
    expect(usageWords(tasks)).toBe(words);
  });
});
