// Which runs a list shows, as SQL: every filter is a condition on the run's row `r`.
import type { RunStatus, WorkflowName } from '#contracts';
import { nameOf, runsTable } from './tables';

/** `q` is looked for in any case; `waiting` are failed runs that are the last of their lane. */
export interface RunFilter {
  status?: readonly RunStatus[] | undefined;
  repository?: string | undefined;
  featureKey?: string | undefined;
  workflow?: WorkflowName | undefined;
  failureCode?: string | undefined;
  waiting?: boolean | undefined;
  q?: string | undefined;
  /** Patterns of the repositories that may be seen, in any case; absent for all. */
  visible?: readonly string[] | undefined;
}

/** Conditions that are joined by AND, and the values of their parameters. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly conditions: string[] = [];

  /** @returns the parameter that stands for the value */
  parameter(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  /** Nothing is asked of what is undefined. */
  add(condition: (parameter: string) => string, value: unknown): this {
    if (value !== undefined) this.conditions.push(condition(this.parameter(value)));
    return this;
  }

  addPlain(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  get where(): string {
    return this.conditions.length ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

/** Nobody acts next on a failed run, so a person has to, unless the lane went on with another run. A lane has few runs. */
export const isWaiting = `(r.status = 'failed' AND NOT EXISTS (SELECT FROM ${nameOf(runsTable)} n WHERE n.lane = r.lane AND n.last_sequence > r.last_sequence))`;

/** What `q` is looked for in; `searchText` of the gateway says the same of a run in memory. */
const searched = `concat_ws(' ', r.id, r.repository, r.feature_key, r.spec_phase->>'title', r.branch_name, '#' || r.pr_number, r.external_ref, r.created_by)`;

export function conditionsOf(filter: RunFilter): Conditions {
  const conditions = new Conditions()
    .add((statuses) => `r.status = ANY(${statuses}::text[])`, filter.status)
    .add((repository) => `lower(r.repository) = lower(${repository})`, filter.repository)
    .add((patterns) => `r.repository ~* ANY(${patterns}::text[])`, filter.visible)
    .add((feature) => `r.feature_key = ${feature}`, filter.featureKey)
    .add((workflow) => `r.workflow = ${workflow}`, filter.workflow)
    .add((code) => `r.failure->>'code' = ${code}`, filter.failureCode)
    .add((pattern) => `${searched} ILIKE ${pattern}`, filter.q === undefined ? undefined : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`);
  return filter.waiting ? conditions.addPlain(isWaiting) : conditions;
}
