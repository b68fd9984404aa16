// Usage: npm run check [-- format|lint|imports|types|worker|pages …]
//
// Runs every check, two at a time, each to its end even when another failed; says at the end which
// failed. `npm run fix` mends what can be mended by itself.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = 2;

/** The slowest first, so that the last ones to finish are short. */
const checks: Record<string, readonly [command: string, ...args: string[]]> = {
  lint: ['eslint', '.', '--max-warnings=0'],
  pages: [
    'svelte-check',
    '--workspace',
    'web',
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'human',
    '--fail-on-warnings',
  ],
  types: ['tsc', '-p', '.'],
  worker: ['tsc', '-p', 'web/src/service-worker'],
  format: ['prettier', '--check', '--log-level=warn', '--cache', '.'],
  imports: [
    'depcruise',
    '--config',
    '.dependency-cruiser.mjs',
    'shared/src',
    'server/src',
    'web/src',
    'scripts',
    'tests',
  ],
};

interface Outcome {
  name: string;
  ok: boolean;
  output: string;
  tookMs: number;
}

function run(name: string): Promise<Outcome> {
  const [command, ...args] = checks[name] ?? [''];
  const startedMs = performance.now();
  const child = spawn(`${root}node_modules/.bin/${command}`, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    const end = (ok: boolean): void => resolve({ name, ok, output, tookMs: performance.now() - startedMs });
    child.on('close', (code) => end(code === 0));
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`Usage: npm run check [-- ${Object.keys(checks).join('|')}]`);
  process.exit(2);
}

const queue = wanted.length > 0 ? wanted : Object.keys(checks);
const failed: string[] = [];
async function work(): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const { ok, output, tookMs } = await run(name);
    if (!ok) {
      failed.push(name);
      console.log(output.trimEnd());
    }
    console.log(`${ok ? '✔' : '✘'} ${name} (${(tookMs / 1000).toFixed(1)} s)`);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));

console.log(failed.length === 0 ? 'All checks hold.' : `Failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
