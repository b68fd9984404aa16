/**
 * Writes everything into a folder: npm run backup [-- --to <parent folder>]
 *
 * Takes it from MONGODB_URL, else from the running app's store in DATA_DIR, else opens that store itself.
 * Without --to it goes to DATA_DIR/backups. Prints the folder.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backup } from '../server/src/backup/backup.ts';
import { readConfig } from '../server/src/config.ts';
import { connectRunningOrOwn } from '../server/src/db.ts';

const { values } = parseArgs({ options: { to: { type: 'string' } } });
const config = readConfig(process.env);
const store = await connectRunningOrOwn(config);
try {
  const name = new Date().toISOString().replace(/[:.]/g, '-');
  const { folder, collections, documents } = await backup(
    store.connection,
    values.to ?? join(config.dataDir, 'backups'),
    name,
  );
  console.log(`${documents} documents of ${collections} collections are in ${folder}`);
} finally {
  await store.close();
}
