// "Was this enough to act?": what operators say of failed runs. Kept beside the facts, since it changes nothing about the run.
import type { Feedback, FeedbackRequest } from '#contracts';
import type { FeedbackRows } from '#read-model';
import type { RunReader } from '../board/run-reader';
import { isId } from '../http/parse-shape';
import { runUnknown } from '../problems/api-problem';

export class RunFeedbacks {
  constructor(private readonly reader: Pick<RunReader, 'find'>, private readonly rows: FeedbackRows, private readonly now: () => Date = () => new Date()) {}

  /** In the place of what the same operator said before. @throws ApiProblem 404, ReadModelUnavailable */
  async say(runId: string, principal: string, feedback: FeedbackRequest): Promise<void> {
    await this.requireRun(runId);
    await this.rows.save(runId, principal, feedback, this.now());
  }

  /** Newest first. @throws ApiProblem 404, ReadModelUnavailable */
  async of(runId: string): Promise<Feedback[]> {
    await this.requireRun(runId);
    return this.rows.ofRun(runId);
  }

  private async requireRun(id: string): Promise<void> {
    if (!isId(id) || !await this.reader.find(id)) throw runUnknown(id);
  }
}
