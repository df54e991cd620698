// What operators say of failures: written by whoever they say it to, and by nobody else.
import type { Feedback, FeedbackRequest } from '#contracts';
import type { Database } from './database';
import { feedbackTable, nameOf } from './tables';

const table = nameOf(feedbackTable);

/** Every question can end in `ReadModelUnavailable`. */
export class FeedbackRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  /** In the place of what the same principal said of the run before. */
  async save(runId: string, principal: string, { enough, note }: FeedbackRequest, at: Date): Promise<void> {
    await this.database.ask('save_feedback', `INSERT INTO ${table} (run_id, principal, enough, note, at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (run_id, principal) DO UPDATE SET enough = excluded.enough, note = excluded.note, at = excluded.at`, [runId, principal, enough, note ?? null, at.toISOString()]);
  }

  /** Newest first. */
  async ofRun(runId: string): Promise<Feedback[]> {
    const rows = await this.database.ask<Omit<Feedback, 'at'> & { at: Date }>('feedback_of_run', `SELECT principal, enough, note, at FROM ${table} WHERE run_id = $1 ORDER BY at DESC, principal`, [runId]);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
