import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/**
 * The real bootstrap in a small clone, with an npm that writes down what it is asked to do: the point
 * is what gets done again and what does not, and the real npm would take minutes to show it.
 */
const npm = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$1" in
  ci) mkdir -p node_modules/node/bin; touch node_modules/node/bin/node;;
  run) [ -e web/broken ] && { echo 'out: the page is broken'; echo 'err: line 3' >&2; exit 7; }
       mkdir -p web/.svelte-kit; [ "$2" = build ] && mkdir -p web/build && touch web/build/handler.js; exit 0;;
esac
`;

let clone: string;
const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), content);
};

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'ensemble-clone-'));
  cpSync('scripts/bootstrap.mjs', join(clone, 'scripts/bootstrap.mjs'));
  cpSync('scripts/bootstrap', join(clone, 'scripts/bootstrap'), { recursive: true });
  write('package-lock.json', '{ "packages": { "node_modules/node": { "version": "24.0.0" } } }');
  write('web/src/page.svelte', '<p>one</p>');
  write('shared/src/rules.ts', 'export const one = 1;');
  write('bin/npm', npm);
  chmodSync(join(clone, 'bin/npm'), 0o755);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Runs the bootstrap; `calls` is what npm was asked for during this run. */
function bootstrap(plan: string, env: NodeJS.ProcessEnv = {}) {
  const log = join(clone, 'calls');
  rmSync(log, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bootstrap.mjs', plan], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: `${clone}/bin:/usr/bin:/bin`, CALLS: log, ...env },
  });
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { status, stdout, stderr, calls };
}

const install = 'ci --include=dev --loglevel=error';
const build = 'run build --workspace=web';

describe('the first start', () => {
  test('installs and builds, saying so in a line each', () => {
    const first = bootstrap('start');
    expect(first).toMatchObject({ status: 0, stderr: '', calls: [install, build] });
    expect(first.stdout.trim().split('\n')).toEqual([
      'Installing packages (first start)…',
      'Building the pages…',
    ]);
  });

  test('a second one has nothing to do and says nothing', () => {
    bootstrap('start');
    expect(bootstrap('start')).toMatchObject({ status: 0, stdout: '', calls: [] });
  });
});

describe('what is stale', () => {
  beforeEach(() => void bootstrap('start'));

  test.each([
    ['a page', 'web/src/page.svelte', '<p>two, and longer</p>'],
    ['a new page', 'web/src/new.svelte', ''],
    ['shared code', 'shared/src/rules.ts', 'export const two = 22;'],
    ['the configuration of the pages', 'web/vite.config.ts', 'export default {};'],
  ])('%s: builds again, installs nothing', (_what, path, content) => {
    write(path, content);
    expect(bootstrap('start').calls).toEqual([build]);
    expect(bootstrap('start').calls).toEqual([]);
  });

  test('a deleted page builds again', () => {
    rmSync(join(clone, 'web/src/page.svelte'));
    expect(bootstrap('start').calls).toEqual([build]);
  });

  test('tests and server code do not', () => {
    write('shared/src/rules.test.ts', 'export {};');
    write('server/src/main.ts', 'export {};');
    expect(bootstrap('start').calls).toEqual([]);
  });

  test('another lockfile installs and builds', () => {
    write('package-lock.json', '{ "packages": { "node_modules/node": { "version": "24.0.1" } } }');
    expect(bootstrap('start').calls).toEqual([install, build]);
  });

  test('packages that somebody installed by hand, as the lockfile says, are kept', () => {
    const lock = '{ "packages": { "node_modules/node": { "version": "24.0.1" } } }';
    write('package-lock.json', lock);
    write('node_modules/.package-lock.json', lock);
    expect(bootstrap('check').calls).toEqual(['run sync --workspace=web']);
  });
});

describe('a step that fails', () => {
  test('shows its whole output, and is done again next time', () => {
    write('web/broken', '');
    const failed = bootstrap('start');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('out: the page is broken\nerr: line 3');
    expect(failed.stderr).toContain('Failed (exit code 7): npm run build --workspace=web');
    rmSync(join(clone, 'web/broken'));
    expect(bootstrap('start')).toMatchObject({ status: 0, calls: [build] });
  });

  test('a lock that a killed start left behind does not hold up the next', () => {
    const { pid } = spawnSync('true');
    write('.bootstrap.lock', String(pid));
    expect(bootstrap('start').status).toBe(0);
    expect(existsSync(join(clone, '.bootstrap.lock'))).toBe(false);
  });

  test('a browser that is named and not there stops the tests before they start', () => {
    const stopped = bootstrap('test', { CHROMIUM_PATH: '/nowhere/chromium' });
    expect(stopped).toMatchObject({ status: 1, calls: [] });
    expect(stopped.stderr).toContain('CHROMIUM_PATH names /nowhere/chromium');
  });
});
