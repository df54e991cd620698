// Names and values below each other.
import type { Colors } from './terminal';

/** What has no value is left out. */
export function fields(entries: readonly (readonly [string, string | null | undefined])[], colors: Colors): string {
  const said = entries.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const width = Math.max(0, ...said.map(([name]) => name.length));
  return said.map(([name, value]) => `${colors.dim(name.padEnd(width))}  ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`).join('\n');
}
