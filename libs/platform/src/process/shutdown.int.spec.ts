import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const { code } = transformSync(readFileSync(join(__dirname, 'shutdown.ts'), 'utf8'), { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
const service = `${code}
const logger = { info() {}, warn() {}, error() {}, fatal() {} };
const shutdown = new exports.Shutdown({ logger, supervised: true });
shutdown.onShutdown('timer', () => { process.stdout.write('closed'); clearInterval(timer); });
const timer = setInterval(() => {}, 1000);
process.stdout.write('ready ');`;

async function startService(): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, ['-e', service], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.on('data', (piece: Buffer) => { output += piece.toString(); });
  if (child.stdout) await once(child.stdout, 'data');
  return { child, output: () => output };
}

it.each<[string, (child: ChildProcess) => void]>([
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['the end of the pipe that its parent held', (child) => child.stdin?.destroy()],
])('a real process closes what it has and exits with 0 on %s', async (_how, stop) => {
  const { child, output } = await startService();
  const closed = once(child, 'close');
  stop(child);
  expect(await closed).toEqual([0, null]);
  expect(output()).toBe('ready closed');
});
