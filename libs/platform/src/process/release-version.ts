// Which release of Specline this process is.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package's own package.json, which lies above this file, compiled or not. */
export function releaseVersion(directory: string = __dirname): string {
  const file = join(directory, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? 'unknown';
  const above = dirname(directory);
  return above === directory ? 'unknown' : releaseVersion(above);
}
