// For tests: runs the code of a folder in processes of their own, compiled as for production.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../../../..');

export class SeparateProcesses {
  private readonly directory = mkdtempSync(join(tmpdir(), 'separate-process-'));
  private readonly started: ChildProcess[] = [];

  constructor(private readonly folder = 'apps/codex-runner/src/agents/codex-cloud') {
    cpSync(join(ROOT, 'package.json'), join(this.directory, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(this.directory, 'node_modules'));
    const compiler = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
    execFileSync(process.execPath, [compiler, folder, 'libs/contracts', 'libs/domain', 'libs/platform', '--out-dir', join(this.directory, 'dist'), '--quiet'], { cwd: ROOT });
  }

  /** `body` is JavaScript that may await; `load('login-lock')` gives the exports of a module of that folder. */
  start(body: string): ChildProcess {
    const script = join(this.directory, `process-${this.started.length}.cjs`);
    writeFileSync(script, `const load = (name) => require(${JSON.stringify(join(this.directory, 'dist', this.folder))} + '/' + name + '.js');\n(async () => { ${body} })();`);
    const child = spawn(process.execPath, [script], { env: { TMPDIR: this.directory }, stdio: ['ignore', 'ignore', 'inherit'] }); // what a killed one leaves goes with the rest
    this.started.push(child);
    return child;
  }

  close(): void {
    for (const child of this.started) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}
