import { EventEmitter } from 'node:events';
import { Redactor } from '../redaction/redactor';
import { createLogger } from '../logging/logger';
import { Shutdown, type ShutdownOptions } from './shutdown';
import { workerName } from './worker-name';

class FakeProcess extends EventEmitter {
  readonly stdin = Object.assign(new EventEmitter(), { resume: () => undefined });
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }
  readonly exited = new Promise<void>((resolve) => this.once('exited', resolve));
}

function setUp(options: Partial<ShutdownOptions> = {}) {
  const lines: string[] = [];
  const process = new FakeProcess();
  const logger = createLogger({ service: 's', worker: 'w', level: 'info', redactor: new Redactor(['canary-secret']), output: { write: (line) => lines.push(line) } });
  return { process, lines, shutdown: new Shutdown({ logger, supervised: false, process, ...options }) };
}

it.each(['SIGTERM', 'SIGINT'])('%s closes what was opened last first, one after the other, and exits with 0', async (signal) => {
  const { process, shutdown } = setUp();
  const order: string[] = [];
  shutdown.onShutdown('connection', () => { order.push('connection'); });
  shutdown.onShutdown('consumer', async () => {
    order.push('consumer stops');
    await new Promise(setImmediate);
    order.push('consumer stopped');
  });
  process.emit(signal);
  await process.exited;
  expect([order, process.exits]).toEqual([['consumer stops', 'consumer stopped', 'connection'], [0]]);
});

it('a second signal changes nothing', async () => {
  const { process, shutdown } = setUp();
  let stopped = 0;
  shutdown.onShutdown('consumer', () => { stopped += 1; });
  process.emit('SIGINT');
  process.emit('SIGTERM');
  await shutdown.end('again');
  expect([stopped, process.exits]).toEqual([1, [0]]);
});

it('what fails to stop is logged and keeps nothing else from stopping', async () => {
  const { process, shutdown, lines } = setUp();
  let closed = false;
  shutdown.onShutdown('connection', () => { closed = true; });
  shutdown.onShutdown('consumer', () => { throw new Error('no'); });
  await shutdown.end('test');
  expect([closed, process.exits]).toEqual([true, [0]]);
  expect(lines.join('')).toContain('consumer could not be stopped');
});

it('what hangs is named and left behind after the time limit', async () => {
  const { process, shutdown, lines } = setUp({ timeLimitMs: 5 });
  shutdown.onShutdown('connection', () => undefined);
  shutdown.onShutdown('consumer', () => new Promise(() => undefined));
  process.emit('SIGTERM');
  await process.exited;
  expect(process.exits).toEqual([0]);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'warn', unfinished: ['connection', 'consumer'] });
});

it.each([['ends the process when it is supervised', true, [0]], ['means nothing otherwise', false, []]])('the end of standard input %s', async (_what, supervised, exits) => {
  const { process } = setUp({ supervised });
  process.stdin.emit('end');
  process.stdin.emit('close');
  await new Promise(setImmediate);
  expect(process.exits).toEqual(exits);
});

it('an exception that nobody caught is logged without secrets and ends the process with 1', () => {
  const { process, lines } = setUp();
  process.emit('uncaughtException', new Error('canary-secret'));
  expect(process.exits).toEqual([1]);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'fatal', error: { message: '[redacted]' } });
});

it('a worker is named after its service, host and process', () => {
  expect(workerName('publisher', 'host-7', 4711)).toBe('publisher@host-7:4711');
  expect(workerName('publisher')).toMatch(/^publisher@.+:\d+$/);
});

it('what it cannot do without is gone for good: it says so without the secret and exits with 1, as a crash', async () => {
  const { process, shutdown, lines } = setUp();
  shutdown.endWithout('the NATS connection', Promise.resolve(new Error('user unknown, password canary-secret')));
  await process.exited;
  expect(process.exits).toEqual([1]);
  expect(lines.join('')).toContain('the NATS connection is gone for good');
  expect(lines.join('')).not.toContain('canary-secret');
});

it('what is closed in the orderly end, or without a reason, ends nothing', async () => {
  const { process, shutdown } = setUp();
  shutdown.endWithout('the NATS connection', Promise.resolve());
  await new Promise(setImmediate);
  expect(process.exits).toEqual([]);
  const ending = shutdown.end('test');
  shutdown.endWithout('the NATS connection', Promise.resolve(new Error('drained')));
  await ending;
  expect(process.exits).toEqual([0]);
});
