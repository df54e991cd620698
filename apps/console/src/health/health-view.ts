// Health as it is drawn.
import type { HealthCheck } from '#contracts';

/** What blocks work first, then what fails, then what is well; by service within each. */
export function checksByNeed(checks: readonly HealthCheck[]): HealthCheck[] {
  const rank = ({ ok, blocking, optional }: HealthCheck): number => (ok ? 2 : blocking && !optional ? 0 : 1);
  return checks.toSorted((one, other) => rank(one) - rank(other) || one.service.localeCompare(other.service) || one.name.localeCompare(other.name));
}

/** What a check measured, in words: moments are known by the form of their values; sizes are in the sentence of the check already. */
export function detailWords(details: HealthCheck['details'], moment: (at: string) => string): string[] {
  return Object.entries(details).filter(([name]) => !/bytes$/i.test(name)).map(([name, value]) => {
    const label = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return `${label} ${moment(value)}`;
    return `${label} ${String(value)}`;
  });
}
