// What operators say of failed runs.
import type { Feedback, FeedbackRequest } from '#contracts';
import { notYet } from '../problems/not-yet';

export class RunFeedbacks {
  async say(_runId: string, _principal: string, _feedback: FeedbackRequest): Promise<void> {
    throw notYet();
  }

  async of(_runId: string): Promise<Feedback[]> {
    throw notYet();
  }
}
