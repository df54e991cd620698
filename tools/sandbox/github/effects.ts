// The journal of everything that changed at the emulated GitHub, and how often each route was asked: what tests count.
import type { Effect, StateFile } from './state';

export interface EffectSummary {
  effects: Effect[];
  /** How often each kind of effect happened, by `<repository> <kind>`. */
  counts: Record<string, number>;
  /** Number of accepted pushes by `<repository> <ref>`. */
  pushes: Record<string, number>;
  /** Requests since the start of this process, by method and route. */
  requests: Record<string, number>;
}

export class EffectJournal {
  private readonly requests = new Map<string, number>();

  constructor(private readonly state: StateFile) {}

  record(effect: Omit<Effect, 'at'>): void {
    this.state.content.effects.push({ at: new Date().toISOString(), ...effect });
  }

  countRequest(route: string): void {
    this.requests.set(route, (this.requests.get(route) ?? 0) + 1);
  }

  summary(): EffectSummary {
    const { effects } = this.state.content;
    return {
      effects: [...effects],
      counts: tally(effects.map(({ repository, kind }) => `${repository} ${kind}`)),
      pushes: tally(effects.filter(({ by }) => by === 'git').map(({ repository, subject }) => `${repository} ${subject}`)),
      requests: Object.fromEntries(this.requests),
    };
  }

  clear(): void {
    this.state.content.effects.length = 0;
    this.requests.clear();
  }
}

function tally(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
