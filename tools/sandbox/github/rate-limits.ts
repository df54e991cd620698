// The hourly request budget of each credential, told in every answer and enforced as GitHub does.
import type { Caller } from './tokens';

export interface Budget {
  limit: number;
  used: number;
  /** Unix seconds at which a new hour begins. */
  reset: number;
}

const hour = 3600;
const anonymousLimit = 60;

export class RateLimits {
  private readonly budgets = new Map<string, Budget>();

  /** `limit`: requests per hour of a signed-in caller. */
  constructor(private readonly limit: number) {}

  budgetOf(caller: Caller, now: Date): Budget {
    const key = 'value' in caller ? caller.value : caller.kind;
    const seconds = Math.floor(now.getTime() / 1000);
    const known = this.budgets.get(key);
    if (known && known.reset > seconds) return known;
    const fresh = { limit: key === 'anonymous' ? anonymousLimit : this.limit, used: 0, reset: seconds + hour };
    this.budgets.set(key, fresh);
    return fresh;
  }

  /** Sets what is left of a token's hour, to make a run meet the limit or to lift it. */
  set(token: string, remaining: number, resetInSeconds: number): void {
    const limit = Math.max(this.limit, remaining);
    this.budgets.set(token, { limit, used: limit - remaining, reset: Math.floor(Date.now() / 1000) + resetInSeconds });
  }
}

export const remainingOf = ({ limit, used }: Budget): number => Math.max(0, limit - used);

export const rateLimitHeaders = (budget: Budget): Record<string, string> => ({
  'x-ratelimit-limit': String(budget.limit),
  'x-ratelimit-remaining': String(remainingOf(budget)),
  'x-ratelimit-used': String(budget.used),
  'x-ratelimit-reset': String(budget.reset),
  'x-ratelimit-resource': 'core',
});
