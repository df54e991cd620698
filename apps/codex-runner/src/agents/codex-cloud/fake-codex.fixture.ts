// For tests: a program in the Codex CLI's place, whose behaviour the test writes down, and a way to wait for what it does.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CliProgram } from './cli-program';

export interface RecordedCall {
  readonly args: string[];
  readonly environment: Record<string, string>;
  readonly directory: string;
  readonly pid: number;
}

export class FakeCodex {
  readonly directory = mkdtempSync(join(tmpdir(), 'fake-codex-'));
  readonly home = join(this.directory, 'home');
  readonly program: CliProgram = { file: process.execPath, leadingArgs: [join(this.directory, 'codex.cjs')] };
  readonly environment = { PATH: dirname(process.execPath), HOME: this.directory, CODEX_HOME: this.home };

  /** `body` is JavaScript; in it `note(value)` makes `value` readable through `notes()`. */
  constructor(body = '') {
    mkdirSync(this.home);
    this.behave(body);
  }

  behave(body: string): this {
    writeFileSync(join(this.directory, 'codex.cjs'), `
      const fs = require('node:fs');
      const note = (value) => fs.appendFileSync(${JSON.stringify(this.file('notes'))}, JSON.stringify(value) + '\\n');
      fs.appendFileSync(${JSON.stringify(this.file('calls'))}, JSON.stringify({ args: process.argv.slice(2), environment: process.env, directory: process.cwd(), pid: process.pid }) + '\\n');
      ${body}`);
    return this;
  }

  calls(): RecordedCall[] {
    return this.read('calls') as RecordedCall[];
  }

  notes(): unknown[] {
    return this.read('notes');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private file(name: string): string {
    return join(this.directory, name);
  }

  private read(name: string): unknown[] {
    if (!existsSync(this.file(name))) return [];
    return readFileSync(this.file(name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
  }
}

/** Fails after ten seconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await pause(10);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie that waits to be reaped answers signals too.
  return !existsSync('/proc') || !/^State:\s+Z/m.test(readStatus(pid));
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return 'State: Z';
  }
}
