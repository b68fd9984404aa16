/**
 * Runs the embedded store alone, so that several app processes, an import or a backup can share it.
 *
 * Usage: npm run store -- [--data <folder>] [--port <number>]
 *   --data  data folder; DATA_DIR if set, otherwise ./data
 *   --port  listen on this loopback TCP port (0: any free one) instead of a Unix socket in the folder
 */
import { parseArgs } from 'node:util';
import { openEmbeddedStore } from '../server/src/embedded-mongo/index.ts';

const USAGE = 'usage: npm run store -- [--data <folder>] [--port <number>]';

function readSettings(): { dataDir: string; port?: number } {
  const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' } } });
  const dataDir = values.data ?? process.env['DATA_DIR'] ?? './data';
  if (values.port === undefined) return { dataDir };
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port must be 0 to 65535, not ${values.port}`);
  return { dataDir, port };
}

function fail(error: unknown, hint: string): never {
  console.error(`${error instanceof Error ? error.message : String(error)}${hint}`);
  process.exit(1);
}

let settings;
try {
  settings = readSettings();
} catch (error) {
  fail(error, `\n${USAGE}`);
}
const store = await openEmbeddedStore(settings).catch((error: unknown) => fail(error, ''));
console.log(`MONGODB_URL=${store.url}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void store.close().then(() => process.exit(0));
  });
}
