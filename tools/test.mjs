// `npm test`: installs and builds what is missing, then runs the unit, int and e2e tests one after the other. Parameters go to Jest:
// `npm test -- libs/domain`. The last line is the sum: N passed, N failed, N skipped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap/bootstrap.mjs';
import { root, say } from './bootstrap/clone.mjs';

// Servers share the machine with the tests that use them, so those are given time and few neighbours. Installations that are tried from
// outside, with browsers and job containers, are tried one at a time: two of them take two cores from each other and gain nothing.
// A worker that has grown is replaced: Node forks to start a program, which costs a process of 700 MB three times as much as one of 130 MB,
// and these tests start git thousands of times.
const projects = {
  unit: ['--maxWorkers=2'],
  int: ['--maxWorkers=2', '--workerIdleMemoryLimit=200MB', '--testTimeout=60000'],
  e2e: ['--maxWorkers=1', '--workerIdleMemoryLimit=100MB', '--testTimeout=300000'],
};

try {
  await bootstrap();
  await fetchServers();
} catch (error) {
  console.error(error.message, error.remediation ?? '');
  process.exit(1);
}

const results = [];
for (const [project, parameters] of Object.entries(projects)) {
  say(`\n== ${project}`);
  results.push(await runProject(project, [...parameters, ...process.argv.slice(2)]));
}
const sum = (count) => results.reduce((total, result) => total + result[count], 0);
const failed = sum('failed');
console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exit(failed > 0 ? 1 : 0);

/** Before the tests, so that their workers do not all fetch at once. */
async function fetchServers() {
  const require = createRequire(import.meta.url);
  await require(`${root}/dist/tools/stack/nats-program.js`).findNatsServer({ report: say });
  require(`${root}/dist/tools/stack/postgres-programs.js`).postgresPrograms();
}

async function runProject(project, parameters) {
  const folder = mkdtempSync(join(tmpdir(), 'specline-test-'));
  const file = join(folder, 'results.json');
  try {
    // Without --forceExit one failed test that leaves a server open would hold everything up for ever.
    const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', '--selectProjects', project, '--passWithNoTests', '--forceExit', '--json', `--outputFile=${file}`, ...parameters],
      { cwd: root, stdio: ['ignore', 2, 2] });
    const [code] = await once(jest, 'exit');
    return countsOf(file, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not be run at all, and a Jest that failed without a failed test, count as failures. */
function countsOf(file, code) {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: Math.max(failed, code === 0 ? 0 : 1), skipped: result.numPendingTests + result.numTodoTests };
}
