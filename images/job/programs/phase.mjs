#!/usr/bin/env node
// The main process of a phase's container: runs the agent, sees that nothing of it is left, and has its work collected.
// @ts-check
import { spawnSync } from 'node:child_process';
import { constants, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants as system } from 'node:os';
import { join } from 'node:path';
import { runAgent } from './agent-process.mjs';
import { number, ProgramFailure, required, run, shaForm } from './program.mjs';
import { freshFolder, isFolder, openWorkspace, removeTree, workspace, writeResult } from './workspace.mjs';

const collectLimitMs = 600_000;
const forCollect = ['PATH', 'SPECLINE_WORKSPACE', 'SPECLINE_BASE_SHA', 'SPECLINE_PATCH_LIMIT_BYTES', 'SPECLINE_CONTENT_LIMIT_BYTES'];

await run('phase', async () => {
  const order = { command: agentCommand(), directory: workspace.repository, environment: agentEnvironment(), limitMs: timeLimitMs() };
  required('SPECLINE_BASE_SHA', shaForm);
  if (!isFolder(workspace.repository)) throw new ProgramFailure('usage', 'there is no repo: checkout comes first');
  openWorkspace();
  freshFolder(workspace.out);
  if (!isFolder(workspace.home)) freshFolder(workspace.home);
  const end = await runAgent({ ...order, input: promptFile() });
  const collect = collected();
  keep({ ...end, collect });
  const agentCode = end.agentExit ?? 128 + (end.signal ? system.signals[end.signal] : 0);
  process.exitCode = end.timedOut ? 124 : agentCode;
  if (process.exitCode === 0 && collect.exitCode !== 0) process.exitCode = 125;
});

function agentCommand() {
  const command = parsed(required('SPECLINE_AGENT_COMMAND', /^\[/));
  const isCommand = Array.isArray(command) && command.length > 0 && command[0] !== '' && command.every((part) => typeof part === 'string' && !part.includes('\0'));
  if (!isCommand) throw new ProgramFailure('usage', 'SPECLINE_AGENT_COMMAND is no array of strings');
  return /** @type {string[]} */ (command);
}

function timeLimitMs() {
  required('SPECLINE_TIME_LIMIT_SECONDS', /^[1-9][0-9]{0,5}$/);
  return number('SPECLINE_TIME_LIMIT_SECONDS', 1) * 1000;
}

/** What is ours is not the agent's. */
function agentEnvironment() {
  return { HOME: workspace.home, ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SPECLINE_'))) };
}

/** Nobody waits for a pipe, and no link is followed: an earlier agent may have left either. */
function promptFile() {
  let file;
  try {
    file = openSync(workspace.prompt, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return openSync('/dev/null', 'r');
    throw error;
  }
  if (!fstatSync(file).isFile()) throw new ProgramFailure('usage', 'in/prompt is no file');
  return file;
}

/** @returns {{ exitCode: number, [key: string]: unknown }} what collect said */
function collected() {
  const environment = Object.fromEntries(forCollect.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const program = join(import.meta.dirname, 'collect.mjs');
  const { status, signal, stderr } = spawnSync(process.execPath, [program], { env: environment, stdio: ['ignore', 'ignore', 'pipe'], timeout: collectLimitMs, killSignal: 'SIGKILL' });
  if (status === 0) return { exitCode: 0, .../** @type {object} */ (parsed(readFileSync(join(workspace.out, 'collect.json'), 'utf8'))) };
  const said = parsed(String(stderr).trim().split('\n').at(-1) ?? '') ?? { code: 'collect.failed', message: `ended by ${signal ?? status}` };
  return { exitCode: status ?? 1, .../** @type {object} */ (said) };
}

/** @param {object} result */
function keep(result) {
  try {
    writeResult('result.json', result);
  } catch (error) {
    throw new ProgramFailure('not_collected', `the result cannot be written: ${error instanceof Error ? error.message : error}; ${JSON.stringify(result)}`);
  }
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
