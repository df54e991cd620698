// The documents against the repository: what they link to, name and tell people to type exists.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { passedToChildren, passedToCodex, variables } from '#platform';
import { parseArguments } from '../tools/stack/arguments';

const root = resolve(__dirname, '..');
const skipped = new Set(['node_modules', 'dist', 'var', 'coverage', 'sample-repository']);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Page { path: string; text: string }
const pages: Page[] = markdownBelow(root).map((path) => ({ path, text: read(path) }));

function markdownBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : markdownBelow(path);
    return entry.name.endsWith('.md') ? [relative(root, path)] : [];
  });
}

/** Everything that `find` sees in a page and `isRight` does not accept, with the page that says it. */
function wrong(find: (page: Page) => string[], isRight: (found: string, page: Page) => boolean): string[] {
  return pages.flatMap((page) => find(page).filter((found) => !isRight(found, page)).map((found) => `${page.path}: ${found}`));
}

const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([whole, group]) => group ?? whole);
const quoted = (text: string): string[] => all(text, /`([^`\n]+)`/g);
const typed = ({ text }: Page): string => [...quoted(text), ...all(text, /^```\w*\n([\s\S]*?)^```/gm)].join('\n');

/** As GitHub makes anchors of headings. */
const anchorsOf = (text: string): string[] => all(text, /^#+ +(.+)$/gm).map((heading) => heading.replaceAll('`', '').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-'));

describe('the documents', () => {
  it('are found at all', () => {
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/environment.md']));
  });

  it('link to files and headings that exist', () => {
    const links = ({ text }: Page): string[] => all(text, /\]\(([^)\s]+)\)/g).filter((target) => !/^[a-z]+:/i.test(target));
    const leads = (target: string, page: Page): boolean => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page.path : join(dirname(page.path), path);
      return existsSync(join(root, file)) && (anchor === undefined || anchorsOf(read(file)).includes(anchor));
    };
    expect(wrong(links, leads)).toEqual([]);
  });

  it('name commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(wrong((page) => all(typed(page), /\bnpm run (?:--silent )?([\w:-]+)/g), (name) => name in scripts)).toEqual([]);
  });

  it('name options that npm start has', () => {
    const options = Object.keys(parseArguments([]));
    const flags = (page: Page): string[] => all(typed(page), /\bnpm start -- ((?:--[\w-]+ ?)+)/g).flatMap((said) => all(said, /--([\w-]+)/g));
    expect(wrong(flags, (flag) => options.includes(flag))).toEqual([]);
    expect(pages.flatMap(flags)).toContain('once');
  });

  it('name paths of this repository that exist', () => {
    const paths = ({ text }: Page): string[] => quoted(text).filter((said) => /^(?:apps|libs|tools|test|docs|config|\.ci)\/[\w./-]+$/.test(said));
    expect(wrong(paths, (path) => existsSync(join(root, path)))).toEqual([]);
    expect(pages.flatMap(paths)).not.toEqual([]);
  });

  it('name variables that are in the table, or that the installation itself sets', () => {
    const elsewhere = ['config/nats/users.conf', 'docker-compose.yaml'].filter((path) => existsSync(join(root, path))).map(read).join('\n');
    const isKnown = (name: string): boolean => name in variables || name in passedToChildren || name in passedToCodex || elsewhere.includes(name);
    const names = ({ path, text }: Page): string[] => (/^(tools|images)\//.test(path) ? [] : all(text, /\b(?:SPEC|SPECLINE|CODEX|GITHUB|GH|NATS|OTEL|DATABASE)_[A-Z0-9_]*[A-Z0-9](?![A-Z0-9_*])/g));
    expect(wrong(names, (name) => isKnown(name) || isKnown(name.replace(/_FILE$/, '')))).toEqual([]);
  });
});
