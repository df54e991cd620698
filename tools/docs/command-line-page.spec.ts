import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage, withGeneratedParts } from './command-line-page';

const page = readFileSync(join(__dirname, '../..', commandLinePage), 'utf8');

it('the page of the command line shows the help and the exit codes that the program has: if not, run `npm run docs`', () => {
  expect(page).toBe(withGeneratedParts(page));
  expect(page.match(/^### /gm)?.length).toBeGreaterThanOrEqual(11);
});

it('names no command and no option that the program does not have', () => {
  const [written = '', help = ''] = page.split('<!-- help -->');
  const options = new Set(help.match(/--[a-z-]+/g));
  expect((written.match(/--[a-z][a-z-]+/g) ?? []).filter((option) => !options.has(option) && option !== '--check')).toEqual([]);
  const commands = new Set(Array.from(help.matchAll(/^### (\w+)$/gm), ([, name]) => name));
  expect(Array.from(written.matchAll(/\bspecline ([a-z]+)/g), ([, name]) => name).filter((name) => !commands.has(name))).toEqual([]);
});
