import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the clone. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A step that cannot go on; its message is all the person needs to see. */
export class StepFailed extends Error {}

/**
 * Says `title`, runs a command in the top folder and keeps its output back: it is shown, whole, only
 * when the command fails.
 */
export function step(title, command, args, { env = {} } = {}) {
  console.log(title);
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  const why =
    result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.status}`);
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd();
  throw new StepFailed(`${output}\n\nFailed (${why}): ${[command, ...args].join(' ')}`);
}

/** PATH without our own node_modules/.bin: while packages are being replaced, its Node comes and goes. */
export function pathOfTheMachine() {
  const own = join(root, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
}
