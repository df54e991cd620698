import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const { code } = transformSync(readFileSync(join(__dirname, 'shutdown.ts'), 'utf8'), { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
const source = `${code}
const logger = { info() {}, warn() {}, error() {}, fatal() {} };
const shutdown = new exports.Shutdown({ logger, supervised: true });
shutdown.onShutdown('timer', () => { process.stdout.write('closed'); clearInterval(timer); });
const timer = setInterval(() => {}, 1000);
process.stdout.write('ready ');`;

let child: ChildProcess | undefined;
afterEach(() => { child?.kill('SIGKILL'); });

async function startService(): Promise<{ service: ChildProcess; output: () => string }> {
  const service = child = spawn(process.execPath, ['-e', source], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  service.stdout.on('data', (piece: Buffer) => { output += piece.toString(); });
  await once(service.stdout, 'data');
  return { service, output: () => output };
}

it.each<[string, (child: ChildProcess) => void]>([
  ['SIGTERM', (service) => service.kill('SIGTERM')],
  ['the end of the pipe that its parent held', (service) => service.stdin?.destroy()],
])('a real process closes what it has and exits with 0 on %s', async (_how, stop) => {
  const { service, output } = await startService();
  const closed = once(service, 'close');
  stop(service);
  expect(await closed).toEqual([0, null]);
  expect(output()).toBe('ready closed');
});
