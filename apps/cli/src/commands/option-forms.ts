// Forms of option values that are checked before anything is asked of Specline.
import { InvalidArgumentError } from 'commander';

/** Bounds included. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(most === Number.MAX_SAFE_INTEGER ? `It is a whole number from ${least} on.` : `It is a whole number from ${least} to ${most}.`);
  };
}

/** Values with commas between them, each one of `allowed`. */
export function listOf(allowed: readonly string[]): (text: string) => string {
  return (text) => {
    const values = text.split(',').map((value) => value.trim()).filter((value) => value !== '');
    if (values.length > 0 && values.every((value) => allowed.includes(value))) return values.join(',');
    throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}, several with commas between them.`);
  };
}
