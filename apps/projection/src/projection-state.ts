// What is known from outside about a projector: for readiness, metrics and the log.

export type ProjectorRole = 'starting' | 'projecting' | 'standby' | 'waiting';

export class ProjectionState {
  /** `standby`: another replica projects. `waiting`: NATS or PostgreSQL is away, see `trouble`. */
  role: ProjectorRole = 'starting';
  trouble: string | undefined;
  /** The last sequence that is in the rows, as far as this replica wrote them. */
  cursor = 0;
  /** Facts written since the process began, faults among them, messages that could not be read, and transactions. */
  facts = 0;
  faults = 0;
  unreadable = 0;
  batches = 0;
  /** Milliseconds between the time of the last fact of the last batch and the moment it was in the rows. */
  rowLagMilliseconds = 0;
}
