/**
 * Puts a backup into an empty database: npm run restore -- --from <folder of a backup>
 *
 * Goes to MONGODB_URL, else to the store in DATA_DIR, which must be new and not in use. Refuses a
 * database with anything in it.
 */
import { parseArgs } from 'node:util';
import { restore } from '../server/src/backup/backup.ts';
import { readConfig } from '../server/src/config.ts';
import { connectStore } from '../server/src/db.ts';

const { values } = parseArgs({ options: { from: { type: 'string' } } });
if (values.from === undefined) {
  console.error('usage: npm run restore -- --from <folder of a backup>');
  process.exit(1);
}
const store = await connectStore(readConfig(process.env));
try {
  const { collections, documents } = await restore(store.connection, values.from);
  console.log(`${documents} documents of ${collections} collections are back.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await store.close();
}
