import { causeOf, type EndedJob } from './job-cause';

const limits = { diskBytes: 1000, outputBytes: 500 };
const cause = (change: Partial<EndedJob>, seconds = 10): string => causeOf({
  exitCode: 1, oomKilled: false, startedAt: new Date(0), endedAt: new Date(seconds * 1000), timeLimitSeconds: 60, workspaceBytes: 0, outputBytes: 0, stoppedFor: undefined, ...change,
}, limits);

describe('why a job ended', () => {
  it.each<{ expected: string; change: Partial<EndedJob>; seconds?: number }>(([
    ['exit', { exitCode: 0 }], ['exit', { exitCode: 7 }], ['exit', { exitCode: 124 }], ['exit', { exitCode: 0, oomKilled: true }],
    ['time', { exitCode: 124 }, 60], ['time', { exitCode: 137 }, 120], ['time', { exitCode: 0, stoppedFor: 'time' }],
    ['memory', { exitCode: 137, oomKilled: true }], ['memory', { exitCode: 1, oomKilled: true }],
    ['disk', { exitCode: 153 }], ['disk', { exitCode: 137, workspaceBytes: 1001 }], ['disk', { exitCode: 137, outputBytes: 501 }],
    ['killed', { exitCode: 137 }], ['killed', { exitCode: 143 }],
  ] as [string, Partial<EndedJob>, number?][]).map(([expected, change, seconds]) => ({ expected, change, seconds })))('is $expected for $change', ({ expected, change, seconds }) => {
    expect(cause(change, seconds)).toBe(expected);
  });
});
