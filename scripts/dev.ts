// Usage: npm run dev
//
// Runs the app for development and restarts it when server or shared code changes. The pages need no
// restart: in development the app serves them through Vite, which reloads them by itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A save often touches several files: wait until they are quiet. */
const QUIET_MS = 120;
/** A server that has not ended by then after SIGTERM is killed. */
const PATIENCE_MS = 5_000;

let server: ChildProcess | undefined;
let stopping = false;
let restarts: Promise<void> = Promise.resolve();

function start(): void {
  const child = spawn(process.execPath, ['--import', './server/src/env-file.ts', 'server/src/main.ts'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'development' },
    stdio: 'inherit',
  });
  child.on('exit', (code) => {
    if (child === server && !stopping)
      console.log(`The app ended (${code ?? 'killed'}); waiting for a change.`);
  });
  server = child;
}

async function stop(): Promise<void> {
  const child = server;
  server = undefined;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(impatience);
}

/** One restart after another, never two servers at once on one port. */
function restart(path: string): void {
  restarts = restarts.then(async () => {
    await stop();
    if (stopping) return;
    console.log(`Changed: ${path}`);
    start();
  });
}

const watcher = watch(['server/src', 'shared/src', '.env'], {
  cwd: root,
  ignoreInitial: true,
  ignored: (path) => path.endsWith('.test.ts'),
});
let quiet: NodeJS.Timeout | undefined;
watcher.on('all', (_event, path) => {
  clearTimeout(quiet);
  quiet = setTimeout(() => restart(path), QUIET_MS);
});

async function end(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearTimeout(quiet);
  await watcher.close();
  await restarts;
  await stop();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

start();
