// What a run would be.
import { notYet } from '../problems/not-yet';
import type { CreateRun, RunPreview } from '#contracts';

export class RunPreviews {
  async of(_body: CreateRun): Promise<RunPreview> {
    throw notYet();
  }
}
