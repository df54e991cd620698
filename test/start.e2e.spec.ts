// `npm start` as a person uses it: it runs the sample, serves until Ctrl-C, and serves the next time as well.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allGone, compiled, processesNaming } from '../tools/stack/processes.fixture';
import { until } from '../tools/stack/until';

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'specline-start-'));
  let started: ChildProcess | undefined;

  afterAll(async () => {
    started?.kill('SIGKILL');
    await allGone(processesNaming(folder));
    rmSync(folder, { recursive: true, force: true });
  });

  /** What it has said when it serves. */
  async function serving(): Promise<string> {
    const child = spawn(process.execPath, [compiled('main')], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, SPECLINE_DATA_DIR: join(folder, 'data'), PORT: '0', SPECLINE_BRAKE_RUNS_PER_DAY: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => { said += piece.toString(); });
    await until('it serves', () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
      return said.includes('Serving until Ctrl-C') || undefined;
    });
    return said;
  }

  async function end(): Promise<void> {
    started?.kill('SIGINT');
    expect(await once(started!, 'exit')).toEqual([0, null]);
    expect(processesNaming(folder)).toEqual([]);
  }

  it('runs the sample to its pull request, serves, and leaves no process', async () => {
    const said = await serving();
    expect(said).toMatch(/The pull request is http:\/\/127\.0\.0\.1:\d+\/specline-demo\/corner-shop\/pull\/1 /);
    const [, address = ''] = /serves the sandbox at (\S+)/.exec(said) ?? [];
    expect((await fetch(`${address}/runs`)).status).toBe(200);
    await end();
  });

  it('serves as well when the sample run is refused, and says why and what to do', async () => {
    expect(await serving()).toMatch(/was refused: The feature has had 1 run today, of 1 [^]*specline brakes release/);
    await end();
  });
});
