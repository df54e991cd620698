// One process at a time installs or builds in a clone.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  removeIfDead();
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

/** Moves the file away first: of several that saw the same dead holders one succeeds, and a lock taken in between is put back. */
function removeIfDead() {
  const seen = content(lock);
  if (seen === undefined || seen.split(' ').map(Number).some(lives)) return;
  const away = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, away);
    if (content(away) !== seen) linkSync(away, lock);
  } catch {
    // Another process was faster.
  }
  rmSync(away, { force: true });
}

function content(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
