import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './step.mjs';

const path = join(root, '.bootstrap.lock');
/** No preparation takes this long (ms): a lock older than this belongs to a machine that died meanwhile. */
const STALE_MS = 20 * 60_000;

/** Runs `work` while no other start of this clone prepares it: two installations at once spoil each other. */
export async function withLock(work) {
  for (let told = false; !take(); told = true) {
    if (!told) console.log('Waiting for another start that is preparing this folder…');
    await sleep(500);
  }
  try {
    work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** True when we hold the lock. One whose owner is gone is put aside, for the next try. */
function take() {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAbandoned()) rmSync(path, { force: true });
  return false;
}

function isAbandoned() {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    const ageMs = Date.now() - statSync(path).mtimeMs;
    return ageMs > STALE_MS || owner === process.pid || (owner > 0 && !isAlive(owner));
  } catch (error) {
    if (error.code === 'ENOENT') return false; // released just now
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
