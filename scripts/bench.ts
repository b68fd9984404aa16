/** Runs every benchmark of scripts/bench/ one after the other: npm run bench. One alone: npm run bench:<name>. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const folder = new URL('./bench/', import.meta.url);
let failed = false;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort()) {
  console.log(`\n== ${file.replace('.ts', '')}`);
  const { status } = spawnSync(process.execPath, [new URL(file, folder).pathname], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
