// What a run's agent used, in one line for people: as it reported, never as a zero that nobody reported.
import type { AgentUsage, Task } from '#contracts';

/** Of all attempts, since each was paid for. Null before an agent's work was accepted. @example '1,200 in (800 cached), 340 out; $0.05' */
export function usageWords(tasks: readonly Pick<Task, 'taskName' | 'payload'>[]): string | null {
  const worked = tasks.filter(({ payload }) => payload.usage !== undefined);
  if (worked.length === 0) return null;
  const reported = worked.flatMap(({ payload }) => payload.usage ?? []);
  if (reported.length === 0) return 'not reported';
  const silent = new Set(worked.filter(({ payload }) => payload.usage === null).map(({ taskName }) => taskName));
  return [tokenWords(reported), costWords(reported), silent.size > 0 ? `not reported by ${[...silent].join(', ')}` : ''].filter(Boolean).join('; ');
}

function tokenWords(usages: readonly AgentUsage[]): string {
  const cached = sum(usages, ({ cachedInputTokens }) => cachedInputTokens ?? 0);
  return `${count(sum(usages, ({ inputTokens }) => inputTokens))} in${cached > 0 ? ` (${count(cached)} cached)` : ''}, ${count(sum(usages, ({ outputTokens }) => outputTokens))} out`;
}

/** Agents that report tokens do not all know what they cost. */
function costWords(usages: readonly AgentUsage[]): string {
  const priced = usages.filter(({ costUsd }) => costUsd !== undefined);
  if (priced.length === 0) return 'cost not reported';
  const cost = sum(priced, ({ costUsd }) => costUsd ?? 0);
  return `$${cost.toFixed(cost < 0.1 ? 4 : 2)}${priced.length < usages.length ? ' and what was not reported' : ''}`;
}

const count = (tokens: number): string => tokens.toLocaleString('en');

function sum(usages: readonly AgentUsage[], of: (usage: AgentUsage) => number): number {
  return usages.reduce((total, usage) => total + of(usage), 0);
}
