import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { makePrivate, socketPath } from './location.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'l-'));
  made.push(path);
  return path;
}

it('does not put the socket where another folder stands in its place', () => {
  const runtime = folder();
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  const dataDir = join(folder(), 'x'.repeat(120));
  makePrivate(dataDir);
  const socket = socketPath(dataDir);
  expect(socket.startsWith(runtime)).toBe(true);
  rmSync(dirname(socket), { recursive: true });
  symlinkSync(folder(), join(runtime, basename(dirname(socket))));
  expect(() => socketPath(dataDir)).toThrow('belongs to somebody else');
});
