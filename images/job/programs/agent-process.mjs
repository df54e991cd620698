// The agent's process: started in a group of its own, ended with everything that came of it.
// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const graceMs = 5_000;
const patienceMs = 10_000;
const passedOn = /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP']);
/** When memory runs out, the agent shall be what the kernel ends: a process may always make itself the first one to go. */
const wrapper = ['-c', 'echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec "$@"', 'sh'];
/** Only in the image do our programs lie here and run as this user; nowhere else may every process be ended. */
const ownsContainer = `${import.meta.dirname}/`.startsWith('/opt/specline/') && process.getuid?.() === 10001;

/**
 * `stoppedBy` is the signal that asked this process to end meanwhile.
 * @typedef {{ agentExit: number | null, signal: NodeJS.Signals | null, timedOut: boolean, stoppedBy: NodeJS.Signals | null, startedAt: string, endedAt: string }} AgentEnd
 * @param {{ command: string[], directory: string, environment: NodeJS.ProcessEnv, input: number, limitMs: number }} order `input` is a file descriptor
 * @returns {Promise<AgentEnd>} when no process of the agent is left
 */
export async function runAgent({ command, directory, environment, input, limitMs }) {
  const startedAt = new Date().toISOString();
  const agent = spawn('/bin/sh', [...wrapper, ...command], { cwd: directory, env: environment, detached: true, stdio: [input, 'inherit', 'inherit'] });
  const ended = once(agent, 'exit');
  let timedOut = false;
  /** @type {NodeJS.Signals | null} */
  let stoppedBy = null;
  const toGroup = (/** @type {NodeJS.Signals} */ signal) => { if (agent.pid) send(-agent.pid, signal); };
  const timers = [setTimeout(() => { timedOut = true; stop('SIGTERM'); }, limitMs)];
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    toGroup(signal);
    timers.push(setTimeout(() => toGroup('SIGKILL'), graceMs));
  };
  for (const signal of passedOn) process.on(signal, () => { stoppedBy ??= signal; stop(signal); });
  const [agentExit, signal] = await ended;
  for (const timer of timers) clearTimeout(timer);
  toGroup('SIGKILL');
  await endOthers();
  return { agentExit, signal, timedOut, stoppedBy, startedAt, endedAt: new Date().toISOString() };
}

/** Ends what left the agent's group, too: in the container every process but the first one and us is the agent's. One call reaches all of them, so none can fork its way out. */
async function endOthers() {
  if (!ownsContainer) return;
  const deadline = Date.now() + patienceMs;
  do {
    if (Date.now() > deadline) throw new Error(`processes of the agent do not end: ${others().join(', ')}`);
    send(-1, 'SIGKILL');
    await delay(10);
  } while (others().length > 0);
}

function others() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== '1' && Number(name) !== process.pid && isAlive(name));
}

/** @param {string} pid */
function isAlive(pid) {
  try {
    // What is dead and not yet collected by the first process has a Z after its name.
    return !/^\d+ \([^]*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}
