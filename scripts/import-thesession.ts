/**
 * Imports the public dump of thesession.org: npm run import:thesession -- --dir <folder> [--json]
 *
 * Every .csv and .json file with the columns of the dump counts, whatever its name. Goes to MONGODB_URL, else to the
 * running app's store in DATA_DIR, else opens that store itself. Safe to repeat. Exit code 0, or 1 when the folder
 * has nothing to import or the import failed.
 */
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { connectRunningOrOwn } from '../server/src/db.ts';
import {
  importFolder,
  type ImportProgress,
  type ImportReport,
  mongoSink,
} from '../server/src/music/import/index.ts';

const USAGE = 'usage: npm run import:thesession -- --dir <folder with the csv or json files> [--json]';

function showProgress({ file, rows, bytesRead, bytesTotal }: ImportProgress): void {
  if (!process.stderr.isTTY) return;
  const share = bytesTotal === 0 ? 100 : Math.floor((100 * bytesRead) / bytesTotal);
  process.stderr.write(`\r\x1b[K${String(share).padStart(3)} %  ${file}: ${rows} rows`);
}

function print(report: ImportReport): void {
  for (const { file, kind, rows, skipped, columns } of report.files) {
    const what =
      kind === null
        ? `left alone, not a file of the dump (columns: ${columns.slice(0, 8).join(', ')})`
        : kind;
    const left = skipped === 0 ? '' : `, ${skipped} skipped`;
    console.log(kind === null ? `${file}: ${what}` : `${file}: ${what}, ${rows} rows${left}`);
  }
  console.log();
  for (const [target, { created, updated, unchanged }] of Object.entries(report.targets)) {
    if (created + updated + unchanged > 0) {
      console.log(`${target}: ${created} created, ${updated} updated, ${unchanged} unchanged`);
    }
  }
  if (report.moved.count > 0)
    console.log(`${report.moved.count} settings followed their tune to another number`);
  const { count, byReason, rows } = report.skipped;
  if (count > 0) {
    console.log(`\n${count} ${count === 1 ? 'row' : 'rows'} skipped:`);
    for (const each of byReason) console.log(`  ${each.count} × ${each.reason}`);
    for (const { file, line, reason } of rows.slice(0, 20)) console.log(`  ${file}:${line}: ${reason}`);
    if (count > 20) console.log('  … (all that are listed: --json)');
  }
  console.log(`\nTook ${(report.tookMs / 1000).toFixed(1)} s.`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (values.dir === undefined) {
    console.error(USAGE);
    return 1;
  }
  if (!(await stat(values.dir).catch(() => null))?.isDirectory()) {
    console.error(`There is no folder ${values.dir}.`);
    return 1;
  }
  const dataDir = process.env.DATA_DIR || './data';
  const store = await connectRunningOrOwn({ mongodbUrl: process.env.MONGODB_URL || undefined, dataDir });
  try {
    const report = await importFolder(values.dir, await mongoSink(store.connection), {
      onProgress: showProgress,
    });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    if (values.json) console.log(JSON.stringify(report, null, 2));
    else print(report);
    const found = report.files.some(({ kind }) => kind !== null);
    if (!found)
      console.error(`Nothing to import in ${values.dir}: no file there has the columns of the dump.`);
    return found ? 0 : 1;
  } finally {
    await store.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`The import failed: ${error instanceof Error ? error.message : String(error)}`);
  console.error('What was written stays; run it again to complete it.');
  process.exitCode = 1;
}
