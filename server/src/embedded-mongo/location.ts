import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's path must fit into 108 bytes with its final zero. */
const SOCKET_PATH_BYTES = 107;

/** The socket of a data folder: in it, or, where that path is too long, in a private runtime folder. */
export function socketPath(dataDir: string): string {
  const inside = join(dataDir, 'store.sock');
  if (Buffer.byteLength(inside) <= SOCKET_PATH_BYTES) return inside;
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  for (const base of [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp']) {
    if (base === undefined || base === '') continue;
    const folder = join(base, `ensemble-${String(process.getuid?.() ?? 0)}-${name}`);
    // The driver takes a host for a socket only by this ending.
    const path = join(folder, 's.sock');
    if (Buffer.byteLength(path) > SOCKET_PATH_BYTES) continue;
    makePrivate(folder);
    requireOwn(folder);
    return path;
  }
  throw new Error(`No folder is short enough for the store's socket; use a DATA_DIR shorter than ${dataDir}`);
}

/** In a place where everybody may make folders, one of our name may be somebody else's, who would hear everything. */
function requireOwn(folder: string): void {
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  if (found.isDirectory() && (uid === undefined || found.uid === uid)) return;
  throw new Error(`${folder} belongs to somebody else; remove it, or use a shorter DATA_DIR`);
}

/** Makes a folder only its owner can enter; the right on the folder is the store's access control. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

const urlFile = (dataDir: string): string => join(dataDir, 'store.url');

/** Connection strings escape a socket's path; no database name is needed. */
export function socketUrl(path: string): string {
  return `mongodb://${encodeURIComponent(path)}/?directConnection=true`;
}

export function writeUrl(dataDir: string, url: string): void {
  writeFileSync(urlFile(dataDir), `${url}\n`, { mode: 0o600 });
}

export function readUrl(dataDir: string): string | undefined {
  try {
    return readFileSync(urlFile(dataDir), 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function removeUrl(dataDir: string): void {
  rmSync(urlFile(dataDir), { force: true });
}
