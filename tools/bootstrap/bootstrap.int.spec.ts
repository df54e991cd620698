// What happens before there are packages, in a copy of the bootstrap with package lists of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

jest.setTimeout(30_000);

let clone: string;
let children: ChildProcess[];
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'specline-bootstrap-'));
  cpSync(__dirname, join(clone, 'tools/bootstrap'), { recursive: true });
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(clone, { recursive: true, force: true });
});

const write = (path: string, content: unknown): void => {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), typeof content === 'string' ? content : JSON.stringify(content));
};

function run(source: string): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}
async function result(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  await once(child, 'close');
  return text.trim();
}

describe('packages', () => {
  const installed = (): Promise<string> => result(run(`import { installed } from './tools/bootstrap/install.mjs'; console.log(installed());`));
  const wanted = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/a-darwin': { version: '1.0.0', optional: true } } };

  test('count as installed when npm says so of every package that is not optional', async () => {
    write('package-lock.json', wanted);
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(await installed()).toBe('true');
  });

  test('of another version, missing, or left half installed do not', async () => {
    write('package-lock.json', wanted);
    expect(await installed()).toBe('false');
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '0.9.0' } } });
    expect(await installed()).toBe('false');
    write('node_modules/.package-lock.json', { packages: {} });
    expect(await installed()).toBe('false');
  });
});

describe('the types of the client', () => {
  const outdated = (): Promise<string> => result(run(`import { builtFrom, sourcesDigest } from './tools/bootstrap/build-client.mjs'; console.log(builtFrom() !== sourcesDigest());`));
  const stampNow = (): Promise<string> => result(run(`import { sourcesDigest } from './tools/bootstrap/build-client.mjs'; process.stdout.write(sourcesDigest());`)).then((digest) => { write('dist/.client-built-from', digest); return digest; });

  test('are made again when the API changed or they are missing, and not for a test or a touch', async () => {
    write('package-lock.json', {});
    write('apps/gateway/src/runs.controller.ts', 'one');
    write('apps/console/src/api/schema.d.ts', 'types');
    const digest = await stampNow();
    expect(await outdated()).toBe('false');
    write('apps/gateway/src/runs.controller.spec.ts', 'a test');
    write('apps/gateway/src/runs.controller.ts', 'one');
    expect(await outdated()).toBe('false');
    write('apps/gateway/src/runs.controller.ts', 'two');
    expect(await outdated()).toBe('true');
    expect(await stampNow()).not.toBe(digest);
    rmSync(join(clone, 'apps/console/src/api/schema.d.ts'));
    expect(await outdated()).toBe('true');
  });
});

describe('two processes in one clone', () => {
  const takeTurns = (name: string, work: string): ChildProcess => run(`
    import { appendFileSync, existsSync } from 'node:fs';
    import { exclusively, holdFor } from './tools/bootstrap/exclusively.mjs';
    await exclusively(async () => { appendFileSync('order', '${name} in '); ${work} appendFileSync('order', '${name} out '); });`);
  const order = (): string => existsSync(join(clone, 'order')) ? readFileSync(join(clone, 'order'), 'utf8') : '';
  const inside = async (name: string): Promise<void> => { while (!order().includes(`${name} in`)) await new Promise(setImmediate); };

  test('take turns', async () => {
    const first = takeTurns('one', `while (!existsSync('go')) await new Promise((later) => setTimeout(later, 10));`);
    await inside('one');
    const second = takeTurns('two', '');
    const silence = once(second, 'close').then(() => 'ended');
    expect(await Promise.race([silence, new Promise((later) => { setTimeout(() => later('waits'), 500); })])).toBe('waits');
    write('go', '');
    await Promise.all([result(first), silence]);
    expect(order()).toBe('one in one out two in two out ');
  });

  test('do not wait for one that was killed', async () => {
    const first = takeTurns('one', 'await new Promise((never) => setTimeout(never, 1e6));');
    await inside('one');
    first.kill('SIGKILL');
    await result(takeTurns('two', ''));
    expect(order()).toBe('one in two in two out ');
  });

  test('wait for the installer of one that was killed', async () => {
    const installer = run('setTimeout(() => {}, 1e6)');
    const first = takeTurns('one', `holdFor(${installer.pid}); appendFileSync('order', 'held '); await new Promise((never) => setTimeout(never, 1e6));`);
    while (!order().includes('held')) await new Promise(setImmediate);
    first.kill('SIGKILL');
    await once(first, 'close');
    const second = result(takeTurns('two', ''));
    expect(await Promise.race([second, new Promise((later) => { setTimeout(() => later('waits'), 500); })])).toBe('waits');
    installer.kill('SIGKILL');
    await second;
    expect(order()).toContain('two out');
  });
});
