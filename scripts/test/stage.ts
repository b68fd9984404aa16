import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Stage {
  name: string;
  /** The command and its arguments; the command is one of node_modules/.bin. */
  args: readonly [string, ...string[]];
  env: Record<string, string>;
  /** The file that the runner writes its JSON report to. */
  report: string;
  /** A runner still going then has hung: it is stopped, and counts as failed. */
  limitMs: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs one stage to its end with its output on ours. `report` is undefined when it wrote none. Throws
 * when we are told to stop.
 */
export async function runStage(stage: Stage): Promise<{ report: string | undefined; exitCode: number }> {
  const [command, ...args] = stage.args;
  // A group of its own, so that a stop reaches the servers and browsers of the tests too.
  const child = spawn(`${root}node_modules/.bin/${command}`, args, {
    cwd: root,
    env: { ...process.env, ...stage.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  let toldToStop = false;
  const stopAll = (): void => {
    toldToStop = true;
    killGroup(child, 'SIGTERM');
  };
  process.on('SIGINT', stopAll).on('SIGTERM', stopAll);
  const limit = setTimeout(() => {
    console.error(`${stage.name}: still running after ${stage.limitMs / 60_000} minutes, stopped`);
    killGroup(child, 'SIGKILL');
  }, stage.limitMs);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (toldToStop) throw new Error(`${stage.name}: stopped`);
    return { report: readIfThere(stage.report), exitCode: code ?? 1 };
  } finally {
    clearTimeout(limit);
    process.off('SIGINT', stopAll).off('SIGTERM', stopAll);
    killGroup(child, 'SIGKILL'); // whatever a test left behind
  }
}

function killGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
  if (leader.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // all gone
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
