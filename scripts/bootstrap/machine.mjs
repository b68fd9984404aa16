import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { step, StepFailed } from './step.mjs';

/** Programs that tests run for real, and the Debian package of each. */
const programs = [
  {
    aptPackage: 'chromium',
    isThere: () => existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'),
  },
  { aptPackage: 'redis-server', isThere: () => onPath('redis-server') },
  { aptPackage: 'fonts-liberation', isThere: () => existsSync('/usr/share/fonts/truetype/liberation') },
];

/** Brings in the browser and the Redis of the tests: by apt as root, and otherwise says what to run. */
export function installTestPrograms() {
  if (process.env.CHROMIUM_PATH && !existsSync(process.env.CHROMIUM_PATH)) {
    throw new StepFailed(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which is not there.`);
  }
  const missing = programs.filter((program) => !program.isThere()).map((program) => program.aptPackage);
  if (missing.length === 0) return;

  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    throw new StepFailed(
      `The tests need ${missing.join(', ')}. Run this once, then try again:\n\n` +
        `  sudo sh -c "apt-get update && apt-get ${install.join(' ')}"\n\n` +
        'A Chromium elsewhere: CHROMIUM_PATH=/path/to/chromium npm test',
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  step(`Fetching ${missing.join(', ')} for the tests (once)…`, 'apt-get', ['update'], { env });
  step('Unpacking them…', 'apt-get', install, { env });
}

/** Service programs live in sbin, which is not on everybody's PATH. */
const onPath = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'].some((folder) =>
    existsSync(join(folder, name)),
  );
