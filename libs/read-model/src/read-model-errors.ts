// What can go wrong with the database, as few errors that a caller can act on.
import { DatabaseError } from 'pg';
import { tlsTroubleOf } from '#domain';

const undefinedTable = '42P01';
const tlsWords = { server: 'PostgreSQL', address: 'DATABASE_URL', authority: 'PGSSLROOTCERT (or sslrootcert in DATABASE_URL)', clientCertificate: 'PGSSLCERT and PGSSLKEY' };

/** PostgreSQL is away, too slow, not set up yet, or not to be spoken to (`read_model.tls_…`). Nothing is known to be wrong with the question: ask again later. */
export class ReadModelUnavailable extends Error {
  readonly code: string;
  readonly remediation: string;

  constructor(options: { cause: unknown }) {
    const trouble = tlsTroubleOf(options.cause, tlsWords);
    super(`the read model cannot be reached: ${trouble?.message ?? messageOf(options.cause)}`, options);
    this.name = 'ReadModelUnavailable';
    this.code = `read_model.${trouble?.kind ?? 'unavailable'}`;
    this.remediation = trouble?.remediation ?? 'Check that PostgreSQL runs, that DATABASE_URL is right and that apps/projection has started once.';
  }

  /** PostgreSQL is there and has no tables (any more), as after a failover to an empty one. */
  get lacksTables(): boolean {
    return this.cause instanceof DatabaseError && this.cause.code === undefinedTable;
  }
}

/** The page cursor is not one of ours. */
export class BadPageCursor extends Error {
  readonly code = 'request.bad_cursor';
  readonly remediation = 'Use nextCursor of an earlier page as it is, or leave the cursor out to start with the newest run.';

  constructor() {
    super('the cursor is not one that this list has given out');
    this.name = 'BadPageCursor';
  }
}

/** Another writer was here, or the rows were rebuilt: forget what you remember and begin at the cursor. */
export class CursorMoved extends Error {
  constructor(readonly expected: number) {
    super(`the projection's cursor is no longer at ${expected}`);
    this.name = 'CursorMoved';
  }
}

/** PostgreSQL is there and will never take these rows. */
export class RowsRefused extends Error {
  constructor(options: { cause: unknown }) {
    super(`PostgreSQL refused the rows: ${messageOf(options.cause)}`, options);
    this.name = 'RowsRefused';
  }
}

/** The SQLSTATE classes that speak about values: data exception, integrity violation, program limit exceeded. All others speak about the server or its set-up. */
const aboutValues = new Set(['22', '23', '54']);

/** `error` of a statement as `ReadModelUnavailable`, or as it is when the values are to blame. */
export function databaseError(error: unknown): unknown {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof DatabaseError && aboutValues.has(error.code?.slice(0, 2) ?? '')) return error;
  return new ReadModelUnavailable({ cause: error });
}

// A refused connection to a name with several addresses is an AggregateError without a message of its own.
function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
