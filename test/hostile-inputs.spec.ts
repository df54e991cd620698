// The table of hostile inputs against the tests: each number is there once, and each test that it names exists.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(__dirname, '..');
const table = readFileSync(resolve(root, 'docs/security/hostile-inputs.md'), 'utf8');
const rows = table.split('\n').filter((line) => /^\| \d+ \|/.test(line)).map((line) => ({ number: Number(line.split('|')[1]), line, proofs: Array.from(line.matchAll(/`([\w./-]+\.spec\.ts)`: “([^”]+)”/g), ([, file = '', title = '']) => ({ file, title })) }));

it('has the inputs 1 to 42, each once', () => expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1)));

it('names for each input a test that exists, by its title', () => {
  const said = (file: string): string => (existsSync(resolve(root, file)) ? readFileSync(resolve(root, file), 'utf8').replaceAll("\\'", "'") : '');
  const isTitle = ({ file, title }: { file: string; title: string }) => [`'${title}'`, `\`${title}\``, `"${title}"`].some((quoted) => said(file).includes(quoted));
  expect(rows.filter(({ proofs }) => proofs.length === 0).map(({ line }) => line)).toEqual([]);
  expect(rows.flatMap(({ proofs }) => proofs).filter((proof) => !isTitle(proof))).toEqual([]);
});
