import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The exclusive right to a data folder. lmdb lets two processes write one folder; our caches and our clients'
 * expectations do not, so a file names the holder. A holder that was killed is recognised by its pid being gone,
 * or by the pid having been given to a process that started at another time.
 */
export interface FolderLock {
  release(): void;
}

const heldHere = new Set<string>();

/** Takes the lock or throws an Error naming the process that holds it. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'store.lock');
  const mine = `${String(process.pid)} ${startOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryCreate(path, mine)) {
      heldHere.add(path);
      return { release: () => releaseLock(path, mine) };
    }
    const found = readIfThere(path);
    if (found === undefined) continue;
    const holder = Number(found.split(' ')[0]);
    if (isHeld(path, found)) {
      throw new Error(
        `The data folder ${folder} is in use by process ${String(holder)}; stop it or use another DATA_DIR.`,
      );
    }
    removeStale(path, found);
  }
  throw new Error(
    `The data folder ${folder} could not be locked: other processes keep taking and leaving it.`,
  );
}

function releaseLock(path: string, mine: string): void {
  heldHere.delete(path);
  if (readIfThere(path) === mine) rmSync(path, { force: true });
}

/** Written aside and linked into place, so that nobody ever reads a lock without its owner. */
function tryCreate(path: string, content: string): boolean {
  const own = `${path}.${String(process.pid)}`;
  writeFileSync(own, content);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function isHeld(path: string, content: string): boolean {
  const [pidText = '', start = ''] = content.trim().split(' ');
  const pid = Number(pidText);
  if (pid === process.pid && start === startOf(pid)) return heldHere.has(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(pid) === start;
}

/** Moves the dead lock away; if another process was quicker, what was moved is its live lock: put it back. */
function removeStale(path: string, expected: string): void {
  const aside = `${path}.stale.${String(process.pid)}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== expected && !existsSync(path)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** When the process started, in kernel ticks since boot; empty where there is no /proc or no such process. */
function startOf(pid: number): string {
  const stat = readIfThere(`/proc/${String(pid)}/stat`);
  if (stat === undefined) return '-';
  // The command name, in parentheses, may contain spaces; field 22 is the 20th after it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
