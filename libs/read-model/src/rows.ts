// A run as rows, and rows as a run. Columns bear the names of the schema's fields in snake case, so no field is named here.
import type { Artifact, CredentialAudit, Run, Task } from '#contracts';
import { artifactsTable, auditsTable, columnsOf, runsTable, tasksTable, timesOf, type Row, type Table } from './tables';

/** The rows of one run, or those of them that have changed. */
export interface RunRows { run: Row; tasks: Row[]; artifacts: Row[]; audit: Row | null }

export function toRows(run: Run): RunRows {
  return changedRows(undefined, run);
}

/** What has to be written so that the rows of `before` become those of `after`, given that `evolve` keeps what it does not change. */
export function changedRows(before: Run | undefined, after: Run): RunRows {
  const changed = <T extends object>(mapper: Mapper<T>, list: readonly T[], old: readonly T[] = []): Row[] => list.flatMap((item, ordinal) => (
    item === old[ordinal] ? [] : [{ run_id: after.id, ordinal, ...mapper.toRow(item) }]));
  const audit = after.credentialAudit;
  return {
    run: runs.toRow(after),
    tasks: changed(tasks, after.tasks, before?.tasks),
    artifacts: changed(artifacts, after.artifacts, before?.artifacts),
    audit: audit && audit !== before?.credentialAudit ? { run_id: after.id, ...audits.toRow(audit) } : null,
  };
}

/** `tasks` and `artifacts` in the order of `ordinal`. What is derived when reading, such as `restartedAs`, is not in the rows. */
export function toRun(rows: RunRows, restartedAs: string | null = null): Run {
  return {
    ...runs.fromRow(rows.run),
    restartedAs,
    tasks: rows.tasks.map((row) => tasks.fromRow(row)),
    artifacts: rows.artifacts.map((row) => artifacts.fromRow(row)),
    credentialAudit: rows.audit ? audits.fromRow(rows.audit) : null,
  };
}

class Mapper<T extends object> {
  private readonly fields: { column: string; field: keyof T & string; isTime: boolean }[];

  constructor(table: Table, ownColumns: readonly string[] = []) {
    const times = new Set(timesOf(table));
    this.fields = columnsOf(table).filter((column) => !ownColumns.includes(column)).map((column) => ({
      column, field: camelCase(column) as keyof T & string, isTime: times.has(column),
    }));
  }

  toRow(item: T): Row {
    const row: Row = {};
    for (const { column, field } of this.fields) row[column] = item[field];
    return row;
  }

  /** Times come back in the one form that facts have them in. */
  fromRow(row: Row): T {
    const item: Record<string, unknown> = {};
    for (const { column, field, isTime } of this.fields) {
      const value = row[column] ?? null;
      item[field] = isTime && value !== null ? new Date(value as string).toISOString() : value;
    }
    return item as T;
  }
}

const camelCase = (column: string): string => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const runs = new Mapper<Omit<Run, 'restartedAs' | 'tasks' | 'artifacts' | 'credentialAudit'>>(runsTable);
const tasks = new Mapper<Task>(tasksTable, ['run_id', 'ordinal']);
const audits = new Mapper<CredentialAudit>(auditsTable, ['run_id']);
export const artifacts = new Mapper<Artifact>(artifactsTable, ['run_id', 'ordinal']);
