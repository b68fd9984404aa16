// Usage: node scripts/bootstrap.mjs start|test|check
//
// Makes a clone ready: packages installed, pages built, and for tests the browser. npm runs it before
// `start`, `test`, `dev` and `check`, on whatever Node the machine has (20 or later), so it is plain
// JavaScript without a single dependency. Safe to run again: what is up to date takes no time.
import { buildPages, syncPages } from './bootstrap/build.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { installTestPrograms } from './bootstrap/machine.mjs';
import { StepFailed } from './bootstrap/step.mjs';

const plans = {
  start: [installPackages, buildPages],
  test: [installTestPrograms, installPackages, buildPages],
  check: [installPackages, syncPages],
};

const plan = plans[process.argv[2] ?? 'start'];
try {
  if (!plan) throw new StepFailed('Usage: node scripts/bootstrap.mjs start|test|check');
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new StepFailed(`Ensemble needs Node 20 or later to begin with; this is ${process.version}.`);
  }
  await withLock(() => {
    for (const step of plan) step();
  });
} catch (error) {
  console.error(error instanceof StepFailed ? error.message : error);
  process.exitCode = 1;
}
