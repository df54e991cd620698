// For tests: a retention in a process of its own, compiled as for production, which stands still when it has removed the first bytes, so that it can be killed there.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const checkout = resolve(__dirname, '../../../..');
const compiled = ['apps/projection/src/retention', ...['contracts', 'domain', 'platform', 'bus', 'artifacts', 'read-model'].map((name) => `libs/${name}`)];

export class SweepingProcess {
  private readonly directory = mkdtempSync(join(tmpdir(), 'specline-sweeping-'));
  private child: ChildProcess | undefined;

  constructor() {
    cpSync(join(checkout, 'package.json'), join(this.directory, 'package.json'));
    symlinkSync(join(checkout, 'node_modules'), join(this.directory, 'node_modules'));
    execFileSync(process.execPath, [join(checkout, 'node_modules/@swc/cli/bin/swc.js'), ...compiled, '--out-dir', join(this.directory, 'dist'), '--quiet', '--extensions', '.ts', '--ignore', '**/*.spec.ts,**/*.contract.ts,**/*.fixture.ts'], { cwd: checkout });
  }

  /** Settles when the bytes of one artifact are removed, and nothing more will be. */
  async standsStill(settings: { natsUrl: string; databaseUrl: string; root: string; days: number }): Promise<void> {
    const script = join(this.directory, 'sweep.cjs');
    writeFileSync(script, sweepScript);
    const child = this.child = spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const sweepScript = `
const { FileArtifactStore } = require('./dist/libs/artifacts/src/index.js');
const { JetStreamRunLog, connectToNats } = require('./dist/libs/bus/src/index.js');
const { ReadModel } = require('./dist/libs/read-model/src/index.js');
const { Retention } = require('./dist/apps/projection/src/retention/retention.js');
const { RunPruning } = require('./dist/apps/projection/src/retention/run-pruning.js');
const { natsUrl, databaseUrl, root, days } = JSON.parse(process.argv[2]);
const logger = { info() {}, warn() {}, error() {} };
(async () => {
  const store = new FileArtifactStore({ root, retentionDays: 7 });
  const remove = store.remove.bind(store);
  store.remove = async (path) => {
    await remove(path);
    process.stdout.write(path);
    await new Promise(() => setInterval(() => {}, 1000));
  };
  const log = await JetStreamRunLog.on(await connectToNats({ url: natsUrl, name: 'sweeping' }));
  const rows = new ReadModel({ databaseUrl });
  const now = () => new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  const pruning = new RunPruning({ store, log, keeping: rows.keeping, retentionDays: 7, now });
  await new Retention({ databaseUrl, store, rows, pruning, logger }).sweep();
})();
`;
