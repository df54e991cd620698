import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const compiled = (name: string): string => transformSync(readFileSync(join(__dirname, `${name}.ts`), 'utf8'), { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }).code;
const hour = 3_600_000;
let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'specline-clock-')); });
afterEach(() => rmSync(directory, { recursive: true }));

it('the wall clock of a process is wrong while its file says so, in every way of asking for it, and right again afterwards', () => {
  // Written by the process itself, which knows its pid.
  const program = `
    const { rmSync, writeFileSync } = require('node:fs');
    const file = '${directory}/clock-' + process.pid;
    const asked = () => [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(), new Date() instanceof Date];
    writeFileSync(file, '${hour}');
    setTimeout(() => {
      const wrong = asked();
      rmSync(file);
      setTimeout(() => console.log(JSON.stringify([wrong, asked()])), 400);
    }, 400);`;
  const before = Date.now();
  for (const name of ['shifted-clock', 'clock-file']) writeFileSync(join(directory, `${name}.js`), compiled(name));
  const answer = execFileSync(process.execPath, ['-r', join(directory, 'shifted-clock.js'), '-e', program], { env: { ...process.env, SPECLINE_DATA_DIR: directory }, encoding: 'utf8' });
  const [wrong, right] = JSON.parse(answer) as [unknown[], unknown[]];
  const minutesAfter = (moment: unknown): number => Math.round((Number(moment) - before) / 600_000);
  expect([wrong.slice(0, 3).map(minutesAfter), right.slice(0, 3).map(minutesAfter)]).toEqual([[6, 6, 6], [0, 0, 0]]);
  expect([wrong.slice(3), right.slice(3)]).toEqual([[5, true], [5, true]]);
});
