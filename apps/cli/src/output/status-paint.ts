// The colour and the sign of a status; the word itself is always there too.
import type { RunStatus, Task } from '#contracts';
import type { Colors } from './terminal';

type Status = RunStatus | Task['status'];

const meaning: Record<Status, 'good' | 'bad' | 'busy' | 'quiet'> = {
  succeeded: 'good', no_work: 'good', no_changes: 'good', failed: 'bad', cancelled: 'bad', running: 'busy', retrying: 'busy', pending: 'quiet', queued: 'quiet', skipped: 'quiet',
};
const signs: Record<Status, string> = {
  succeeded: '✓', no_work: '✓', no_changes: '✓', failed: '✗', cancelled: '✗', running: '●', retrying: '●', pending: '○', queued: '○', skipped: '–',
};

export const statusSign = (status: Status): string => signs[status] ?? '?';

export function statusPaint(status: Status, colors: Colors): (text: string) => string {
  switch (meaning[status]) {
    case 'good': return colors.green;
    case 'bad': return colors.red;
    case 'busy': return colors.cyan;
    default: return colors.dim;
  }
}
