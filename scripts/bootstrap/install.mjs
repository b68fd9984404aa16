import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOfTheMachine, root, step } from './step.mjs';

const lockfile = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.ensemble-installed');
/** What npm itself writes down after an installation that went through. */
const record = join(root, 'node_modules', '.package-lock.json');
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Installs what package-lock.json says, unless exactly that is installed. */
export function installPackages() {
  const wanted = fingerprint();
  if (existsSync(node24)) {
    if (readIfThere(stamp) === wanted) return;
    if (recordAgrees()) return writeFileSync(stamp, wanted);
  }
  rmSync(stamp, { force: true });
  const first = existsSync(record) ? '' : ' (first start)';
  // The build needs development packages even where NODE_ENV says production.
  step(`Installing packages${first}…`, 'npm', ['ci', '--include=dev', '--loglevel=error'], {
    env: { PATH: pathOfTheMachine() },
  });
  writeFileSync(stamp, wanted);
}

/** A copy of node_modules from another kind of machine holds the wrong binaries. */
const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(lockfile))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');

/** True after an `npm install` by hand that brought in just what the lockfile says: no need to start over. */
function recordAgrees() {
  const installed = packagesIn(record);
  if (!installed) return false;
  return Object.entries(packagesIn(lockfile) ?? {}).every(
    ([path, { version, link, optional }]) =>
      !path.startsWith('node_modules/') || link || optional || installed[path]?.version === version,
  );
}

function packagesIn(path) {
  const text = readIfThere(path);
  return text && JSON.parse(text).packages;
}

const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
