// What a task leaves behind in a file: a few lines that suit the file's kind, made from the task's own words.
import { extname, posix } from 'node:path';

export interface WorkedTask {
  /** `T012`, or `L34` for a task without an id. */
  id: string;
  text: string;
}

/**
 * Paths that a task names: bare, in backticks or as link targets, a directory as its README. A name without a directory counts
 * in backticks or when the file is there ("Node.js" is none). Never absolute, above the root or inside `.git`.
 */
export function pathsNamedIn(text: string, exists: (path: string) => boolean): string[] {
  const spoken = text.replace(/\bhttps?:\/\/\S+/g, ' ');
  const files = spoken.match(/(?<![\w/.@~-])(?:[\w.@+-]+\/)*[\w.@+-]*[\w+-]\.[A-Za-z][A-Za-z0-9]{0,9}(?![\w/])/g) ?? [];
  const directories = [...spoken.matchAll(/(?<=^|[\s`(])((?:[\w.@+-]+\/)+)(?=[\s`),;]|$)/g)].map(([directory]) => `${directory}README.md`);
  const isPath = (path: string) => path.includes('/') || spoken.includes(`\`${path}\``) || exists(path);
  const isSafe = (path: string) => posix.normalize(path) === path && !path.split('/').some((part) => part === '..' || part.toLowerCase() === '.git');
  return [...new Set([...files, ...directories])].filter((path) => isPath(path) && isSafe(path));
}

const SLASH = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.java', '.go', '.rs', '.c', '.h', '.cpp', '.cs', '.kt', '.swift', '.php', '.scala', '.dart'];
const HASH = ['.py', '.rb', '.sh', '.yml', '.yaml', '.toml', '.tf', '.env', '.r', '.pl'];
const COMMENT: Record<string, (text: string) => string> = {
  ...Object.fromEntries(SLASH.map((extension) => [extension, (text: string) => `// ${text}`])),
  ...Object.fromEntries(HASH.map((extension) => [extension, (text: string) => `# ${text}`])),
  '.sql': (text) => `-- ${text}`,
  '.lua': (text) => `-- ${text}`,
  '.css': (text) => `/* ${text} */`,
  '.scss': (text) => `/* ${text} */`,
  '.html': (text) => `<!-- ${text} -->`,
  '.xml': (text) => `<!-- ${text} -->`,
  '.vue': (text) => `<!-- ${text} -->`,
  '.md': (text) => `- ${text}`,
};

/** The file's new content; `existing` is absent for a new file. A JSON file stays JSON. */
export function changed(path: string, existing: string | undefined, task: WorkedTask): string {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return changedJson(existing, task);
  const comment = (COMMENT[extension] ?? ((text: string) => text))(`${task.id}: ${oneLine(task.text)}`);
  const code = codeFor(extension, task);
  const addition = [comment, ...(code ? [code] : [])].join('\n');
  if (existing === undefined) return `${addition}\n`;
  const gap = existing.endsWith('\n') || existing === '' ? '' : '\n';
  return `${existing}${gap}${code && existing !== '' ? '\n' : ''}${addition}\n`;
}

function codeFor(extension: string, task: WorkedTask): string | undefined {
  const words = nameWords(task);
  const camel = words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
  if (extension === '.ts' || extension === '.tsx') return `export function ${camel}(): string {\n  return '${task.id}';\n}`;
  if (extension === '.mjs') return `export function ${camel}() {\n  return '${task.id}';\n}`;
  if (extension === '.js' || extension === '.jsx') return `function ${camel}() {\n  return '${task.id}';\n}`;
  if (extension === '.py') return `def ${words.join('_')}():\n    return "${task.id}"`;
  return undefined;
}

/** Identifier words: the id first, so that two tasks never define the same name. */
function nameWords({ id, text }: WorkedTask): string[] {
  const plain = text.replace(/`[^`]*`|\S*[/.]\S*/g, ' ').normalize('NFKD').toLowerCase();
  return [id.toLowerCase().replace(/[^a-z0-9]/g, ''), ...(plain.match(/[a-z]+/g) ?? []).slice(0, 3)];
}

function changedJson(existing: string | undefined, task: WorkedTask): string {
  const notes = (value: Record<string, unknown>) => ({ ...value, notes: { ...(value.notes as object | undefined), [task.id]: oneLine(task.text) } });
  try {
    const value: unknown = existing === undefined ? {} : JSON.parse(existing);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? `${JSON.stringify(notes(value as Record<string, unknown>), undefined, 2)}\n` : (existing ?? '');
  } catch {
    return existing ?? '';
  }
}

function oneLine(text: string): string {
  return text.replace(/-->|\*\//g, '').replace(/\s+/g, ' ').trim();
}
