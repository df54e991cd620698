import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restartDelay, Service, type ServiceDefinition } from './service';
import { runs } from './processes.fixture';
import { Supervisor } from './supervisor';
import { until } from './until';

jest.setTimeout(60_000);

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specline-service-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = (name: string, source: string, ready?: () => Promise<boolean>): ServiceDefinition =>
  ({ name, parameters: ['-e', source], environment: { PATH: process.env.PATH, FOLDER: folder }, cwd: folder, ready });
const service = (definition: ServiceDefinition): Service =>
  new Service(definition, { logFile: join(folder, 'service.log'), report: (line) => lines.push(line), restartDelay: () => 10, readyWithinMs: 5000 });
const idle = 'setInterval(() => {}, 1000);';
const written = (file: string) => async (): Promise<boolean> => existsSync(join(folder, file));

test('a service is started when it says that it is ready', async () => {
  const one = service(script('one', `setTimeout(() => require('fs').writeFileSync('ready', ''), 100); ${idle}`, written('ready')));
  await one.start();
  expect(existsSync(join(folder, 'ready'))).toBe(true);
  await one.stop();
});

test('a service that ends before it is ready fails the start, with its last words', async () => {
  const one = service(script('one', 'console.error("PORT is missing"); process.exit(3)', async () => false));
  await expect(one.start()).rejects.toThrow(/exit code 3[\s\S]*one \| PORT is missing/);
  expect(one.pid).toBeUndefined();
});

test('a crashed service is started again and its last words are shown', async () => {
  const one = service(script('one', idle));
  await one.start();
  const first = one.pid!;
  process.kill(first, 'SIGKILL');
  await until('a new process', () => (one.pid !== undefined && one.pid !== first) || undefined);
  expect(lines.join('\n')).toContain('one ended (signal SIGKILL) and starts again in 0.01 s');
  await one.stop();
});

test('a stopped service stays stopped', async () => {
  const one = service(script('one', idle));
  await one.start();
  const pid = one.pid!;
  await one.stop();
  expect(runs(pid)).toBe(false);
  expect(lines).toEqual([]);
});

test('a service sees only the environment it is given', async () => {
  process.env.SECRET_OF_ANOTHER = 'x';
  const one = service(script('one', `require('fs').writeFileSync('environment', Object.keys(process.env).join()); ${idle}`, written('environment')));
  await one.start();
  expect(readFileSync(join(folder, 'environment'), 'utf8').split(',')).toEqual(expect.not.arrayContaining(['SECRET_OF_ANOTHER']));
  await one.stop();
  delete process.env.SECRET_OF_ANOTHER;
});

test('services stop in the reverse order of their start', async () => {
  const supervisor = new Supervisor(folder, { report: () => undefined });
  const noting = (name: string): ServiceDefinition => script(name,
    `process.on('SIGTERM', () => { require('fs').appendFileSync('order', '${name} '); process.exit(0); }); require('fs').writeFileSync('${name}', ''); ${idle}`, written(name));
  await supervisor.start(noting('first'));
  await supervisor.start(noting('second'));
  await supervisor.stop();
  expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('second first ');
});

test('a large log is set aside when a service starts', async () => {
  writeFileSync(join(folder, 'service.log'), Buffer.alloc(17 * 1024 * 1024));
  const one = service(script('one', `console.log('fresh'); require('fs').writeFileSync('ready', ''); ${idle}`, written('ready')));
  await one.start();
  await one.stop();
  expect(readFileSync(join(folder, 'service.log'), 'utf8')).toBe('fresh\n');
});

test('waits between starts grow and stay bounded', () => {
  expect([1, 2, 3, 7, 100].map(restartDelay)).toEqual([500, 1000, 2000, 30_000, 30_000]);
});
