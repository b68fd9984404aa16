import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, step } from './step.mjs';

const handler = join(root, 'web', 'build', 'handler.js');
/** Inside the build, so that a build which is cleared or half done has none. */
const stamp = join(root, 'web', 'build', '.inputs');
const generated = join(root, 'web', '.svelte-kit');

const inputs = ['web', 'shared/src', 'shared/package.json', 'package-lock.json', 'tsconfig.base.json'];
const notInputs = new Set(['build', 'node_modules', '.svelte-kit', 'test-results']);

/** Builds the pages when anything they are made from has changed since the last build. */
export function buildPages() {
  const now = fingerprint();
  if ([handler, generated, stamp].every((path) => existsSync(path)) && readFileSync(stamp, 'utf8') === now)
    return;
  rmSync(stamp, { force: true });
  step('Building the pages…', 'npm', ['run', 'build', '--workspace=web']);
  writeFileSync(stamp, now);
}

/** Writes the types that the pages' own type check and lint build on. */
export function syncPages() {
  step('Preparing the types of the pages…', 'npm', ['run', 'sync', '--workspace=web']);
}

/** Names, sizes and times of change: enough to notice an edit, and quick to read on every start. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (!stats.isDirectory()) return void hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    for (const name of readdirSync(join(root, path)).sort()) {
      if (!notInputs.has(name) && !/\.test\.ts$/.test(name)) visit(`${path}/${name}`);
    }
  };
  inputs.forEach(visit);
  return hash.digest('hex');
}
