// Health as it is drawn.
import type { HealthCheck } from '#contracts';

/** What blocks work first, then what fails, then what is well; by service within each. */
export function checksByNeed(checks: readonly HealthCheck[]): HealthCheck[] {
  const rank = ({ ok, blocking, optional }: HealthCheck): number => (ok ? 2 : blocking && !optional ? 0 : 1);
  return checks.toSorted((one, other) => rank(one) - rank(other) || one.service.localeCompare(other.service) || one.name.localeCompare(other.name));
}

interface Words { size: (bytes: number) => string; moment: (at: string) => string }

/** What a check measured, in words: sizes and moments are known by the names and forms of their values. */
export function detailWords(details: HealthCheck['details'], { size, moment }: Words): string[] {
  return Object.entries(details).map(([name, value]) => {
    const label = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/ bytes$/, '');
    if (typeof value === 'number' && /bytes$/i.test(name)) return `${label} ${size(value)}`;
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return `${label} ${moment(value)}`;
    return `${label} ${String(value)}`;
  });
}
