// What a state means to the eye: good, bad, busy, in need of care, or at rest.
import type { RunStatus, Task } from '#contracts';

export type Tone = 'good' | 'bad' | 'busy' | 'care' | 'still';

export const runTones: Record<RunStatus, Tone> = {
  pending: 'still', running: 'busy', retrying: 'care', succeeded: 'good', failed: 'bad', no_work: 'still', no_changes: 'still', cancelled: 'still',
};
export const runLabels: Record<RunStatus, string> = {
  pending: 'Pending', running: 'Running', retrying: 'Retrying', succeeded: 'Succeeded', failed: 'Failed', no_work: 'No work', no_changes: 'No changes', cancelled: 'Cancelled',
};
export const taskTones: Record<Task['status'], Tone> = { queued: 'care', running: 'busy', succeeded: 'good', failed: 'bad', skipped: 'still' };

/** Whether a failure is still what the run is about: a run keeps its last one when it ends otherwise. */
export const isTroubled = (status: RunStatus): boolean => status === 'failed' || status === 'retrying' || status === 'running';
