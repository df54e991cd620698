// `npm run check`: the one gate. Types, lint, the architecture's arrows and the unit tests; all of them, so that one look shows everything.
// `npm run check -- --static` leaves the unit tests to `npm test`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root, say } from './bootstrap/clone.mjs';

const folders = ['apps', 'libs', 'tools', 'images', 'test'].filter((folder) => existsSync(join(root, folder)));
const steps = {
  types: ['typescript/bin/tsc', '--noEmit'],
  'types of the console': ['typescript/bin/tsc', '--noEmit', '-p', 'apps/console'],
  lint: ['eslint/bin/eslint.js', '.'],
  arrows: ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', ...folders],
  'unit tests': ['jest/bin/jest.js', '--selectProjects', 'unit', '--passWithNoTests', '--forceExit'],
};
if (process.argv.includes('--static')) delete steps['unit tests'];

try {
  await bootstrap();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const outcomes = [];
for (const [name, [script, ...parameters]] of Object.entries(steps)) {
  say(`\n== ${name}`);
  const started = Date.now();
  const step = spawn(process.execPath, [join('node_modules', script), ...parameters], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(step, 'exit');
  outcomes.push({ name, ok: code === 0, seconds: ((Date.now() - started) / 1000).toFixed(1) });
}
console.log();
for (const { name, ok, seconds } of outcomes) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
process.exit(outcomes.every(({ ok }) => ok) ? 0 : 1);
