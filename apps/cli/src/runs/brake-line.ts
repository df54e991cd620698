// A brake that holds, in one line: whose it is, the cause and what to do. Pure.
import type { HeldBrake } from '#contracts';

export function brakeLine({ repository, featureKey, code, message, remediation }: HeldBrake): string {
  return `${repository}${featureKey === null ? '' : ` ${featureKey}`}: ${code}: ${message} ${remediation}`;
}
