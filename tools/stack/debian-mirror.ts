// Reads which mirror a Debian machine takes its packages from, in both formats of apt's sources.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DebianMirror {
  uri: string;
  /** The source's trust settings as a one-line source has them: `[signed-by=/usr/share/…] ` with its trailing space, or empty. */
  options: string;
}
interface Source extends DebianMirror { suites: string[]; components: string[] }

const carried = ['signed-by', 'trusted', 'check-valid-until', 'allow-insecure'];

/**
 * The sources that carry a whole release rather than its security or backports part, likely Debian mirrors first.
 * A third party's repository may be among them; it has no `sid`.
 */
export function readDebianMirrors(etc: string): DebianMirror[] {
  const parts = join(etc, 'sources.list.d');
  const files = [join(etc, 'sources.list'), ...(existsSync(parts) ? readdirSync(parts).sort().map((file) => join(parts, file)) : [])];
  const sources = files.filter((file) => existsSync(file)).flatMap((file) => {
    if (file.endsWith('.sources')) return parseDeb822(readFileSync(file, 'utf8'));
    return file.endsWith('.list') ? parseOneLine(readFileSync(file, 'utf8')) : [];
  });
  const whole = sources.filter(({ suites, components }) => components.includes('main') && suites.some((suite) => /^[a-z]+$/.test(suite)));
  const likely = whole.filter(({ uri }) => uri.includes('debian'));
  return [...likely, ...whole.filter((source) => !likely.includes(source))].map(({ uri, options }) => ({ uri, options }));
}

/** `deb [signed-by=/x arch=amd64] http://mirror/debian bookworm main` */
function parseOneLine(text: string): Source[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!found) return [];
    const [, bracket = '', uri = '', suite = '', components = ''] = found;
    const settings = bracket.split(/\s+/).map((setting): [string, string] => {
      const [name = '', ...value] = setting.split('=');
      return [name, value.join('=')];
    });
    return [{ uri, options: optionsOf(settings), suites: [suite], components: components.trim().split(/\s+/) }];
  });
}

/** Stanzas of `Name: value`, continued by lines that begin with a space. */
function parseDeb822(text: string): Source[] {
  return text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map(stanza.replace(/\n[ \t]+/g, ' ').split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase().trim(), line.slice(colon + 1).trim()];
    }));
    const list = (name: string): string[] => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!list('types').includes('deb') || fields.get('enabled') === 'no') return [];
    return list('uris').map((uri) => ({ uri, options: optionsOf([...fields]), suites: list('suites'), components: list('components') }));
  });
}

/** A key that is written into the source itself cannot be carried over: apt then uses the machine's own keys. */
function optionsOf(settings: [string, string][]): string {
  const kept = settings.filter(([name, value]) => carried.includes(name) && value && !/\s/.test(value));
  return kept.length > 0 ? `[${kept.map(([name, value]) => `${name}=${value}`).join(' ')}] ` : '';
}
