// One process at a time installs or builds in a clone.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, say } from './clone.mjs';

const lock = join(root, '.cache/bootstrap.lock');

export async function exclusively(work) {
  for (let told = false; !take(); told = true) {
    if (!told) say('Another process is installing or building in this clone: waiting for it.');
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Lets the lock outlive us while a child we started still works: it is free when neither lives. */
export function holdFor(pid) {
  writeFileSync(lock, `${process.pid} ${pid}`);
}

function take() {
  mkdirSync(join(lock, '..'), { recursive: true });
  if (!holders().some(lives)) rmSync(lock, { force: true });
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

function holders() {
  try {
    return readFileSync(lock, 'utf8').split(' ').map(Number);
  } catch {
    return [];
  }
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
