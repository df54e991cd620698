// The page that others build on, against the programs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '../README.md'), 'utf8');
const programs = readdirSync(__dirname).filter((name) => name.endsWith('.mjs')).map((name) => readFileSync(join(__dirname, name), 'utf8')).join('\n');
const all = (text: string, pattern: RegExp): string[] => [...new Set(Array.from(text.matchAll(pattern), ([, found]) => found!))].sort();

test('every variable that the programs read is on the page, and no other', () => {
  const variables = /\b(SPECLINE_[A-Z_]+[A-Z])\b/g;
  // Another folder instead of /workspace is for tests alone.
  expect(all(programs, variables).filter((name) => name !== 'SPECLINE_WORKSPACE')).toEqual(all(page, variables));
});

test('every code and reason that the programs give is on the page', () => {
  const codes = all(programs, /ProgramFailure\('(\w+)'/g);
  const reasons = all(programs, /Refusal\(\d+, '(\w+)'/g);
  expect([codes.length, reasons.length]).toEqual([7, 5]);
  for (const word of [...codes.map((code) => `.${code}\``), ...reasons.map((reason) => reason)]) expect(page).toContain(word);
});
