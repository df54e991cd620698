// The journal of everything that changed at the emulated GitHub, and how often each route was asked: what tests count.
import type { StateFile } from './state';

export type EffectKind =
  | 'ref_created' | 'ref_updated' | 'ref_deleted'
  | 'pull_request_opened' | 'pull_request_edited' | 'pull_request_synchronized' | 'pull_request_closed' | 'pull_request_reopened' | 'pull_request_merged'
  | 'labels_added' | 'label_created' | 'installation_token_created';

/** One change. `subject` is the full ref name, the pull request's number as `#7`, or a label's name. */
export interface Effect {
  at: string;
  kind: EffectKind;
  repository: string;
  subject: string;
  /** `api` = REST, `git` = a push, `control` = a person played by the control interface, `github` = a consequence of another effect. */
  by: 'api' | 'git' | 'control' | 'github';
  login: string;
  before?: string;
  after?: string;
}

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
