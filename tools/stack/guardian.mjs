// Outlives a killed parent just long enough to take its processes down. Plain Node: it runs from the source folder as well as in tests.
// Standard input says `watch <pid> <signal>` and `forget <pid>`; its end means that the parent is gone or has nothing left to watch.
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const graceMs = 5000;
const mark = process.argv[2];
const watched = new Map();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, signal] = line.split(' ');
  if (verb === 'watch') watched.set(Number(pid), signal);
  if (verb === 'forget') watched.delete(Number(pid));
}

for (const [pid, signal] of watched) send(pid, signal);
for (const deadline = Date.now() + graceMs; Date.now() < deadline && [...watched.keys()].some(lives);) await delay(50);
for (const pid of watched.keys()) send(-pid, 'SIGKILL');
// A grandchild in a process group of its own, or a child started in the parent's last instant, still carries the mark in its environment.
for (const pid of marked()) send(pid, 'SIGKILL');

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A dead process that its new parent has not noticed yet counts as gone. */
function lives(pid) {
  try {
    return send(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return process.platform !== 'linux' && send(pid, 0);
  }
}

/** Linux only; elsewhere the process groups have to do. */
function marked() {
  try {
    return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => pid !== process.pid && carriesMark(pid));
  } catch {
    return [];
  }
}

function carriesMark(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`STACK_GUARD=${mark}`);
  } catch {
    return false;
  }
}
