import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** `npm run dev` on a server of three lines, which says its process id and its version when it starts. */
let folder: string;
let dev: ChildProcess;
let lines: AsyncIterator<string>;

const server = (version: string): string =>
  `console.log('up', process.pid, '${version}', process.env.NODE_ENV); setInterval(() => {}, 60_000);\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ensemble-dev-'));
  for (const path of ['scripts', 'server/src', 'shared/src'])
    mkdirSync(join(folder, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const path of ['scripts/dev.ts', 'server/src/env-file.ts']) cpSync(path, join(folder, path));
  writeFileSync(join(folder, 'server/src/main.ts'), server('one'));
  dev = spawn(process.execPath, ['scripts/dev.ts'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!dev.stdout) throw new Error('no output to read');
  lines = createInterface(dev.stdout)[Symbol.asyncIterator]();
});
afterEach(async () => {
  if (dev.exitCode === null) {
    dev.kill('SIGTERM'); // SIGKILL would leave its server behind
    await once(dev, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for the next start of the server. */
async function nextStart(): Promise<{ pid: number; version: string; mode: string }> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error('dev ended');
    const [, pid, version = '', mode = ''] = /^up (\d+) (\w+) (\w+)$/.exec(value) ?? [];
    if (pid) return { pid: Number(pid), version, mode };
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Saves as many editors do: a new file takes the place of the old one. */
function saveByRename(content: string): void {
  writeFileSync(join(folder, 'server/src/main.ts~'), content);
  renameSync(join(folder, 'server/src/main.ts~'), join(folder, 'server/src/main.ts'));
}

test('restarts on saves by renaming, one server at a time, and takes it along when it ends', async () => {
  const first = await nextStart();
  expect(first).toMatchObject({ version: 'one', mode: 'development' });

  saveByRename(server('two'));
  const second = await nextStart();
  expect(second.version).toBe('two');
  expect(isAlive(first.pid)).toBe(false);

  saveByRename(server('three'));
  const third = await nextStart();
  expect(third.version).toBe('three');

  dev.kill('SIGTERM');
  const [code] = (await once(dev, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect([first, second, third].map(({ pid }) => isAlive(pid))).toEqual([false, false, false]);
});

test('a server that breaks comes back with the next save', async () => {
  await nextStart();
  saveByRename('throw new SyntaxError("half a thought");\n');
  for (let line = ''; !line.startsWith('The app ended');) {
    const { value, done } = await lines.next();
    if (done) throw new Error('dev ended');
    line = value;
  }
  saveByRename(server('mended'));
  expect((await nextStart()).version).toBe('mended');
});
