/**
 * Puts in, or puts back, cities, session stacks, a session path, weeks and notes to begin with:
 * npm run seed [-- --only cities|skills|journeys] [--reset] [--yes]
 *
 * Safe to repeat: what is as the seed has it stays untouched, what people changed since is kept. --reset takes
 * people's changes back and removes coming sessions of its weeks that nobody has reserved; it lists them and asks
 * first. Goes to MONGODB_URL, else to the running app's store in DATA_DIR, else opens that store itself. Exit code
 * 0, or 1 when it was refused or failed.
 */
import { createInterface } from 'node:readline/promises';
import { connectRunningOrOwn } from '../server/src/db.ts';
import { readOptions, runSeed, USAGE } from './seed/command.ts';
import { openSeedStore } from './seed/store.ts';

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.error(USAGE);
    return 1;
  }
  const store = await connectRunningOrOwn({
    mongodbUrl: process.env.MONGODB_URL || undefined,
    dataDir: process.env.DATA_DIR || './data',
  });
  try {
    return await runSeed(await openSeedStore(store.connection), options, {
      print: (line) => console.log(line),
      ask: process.stdin.isTTY ? ask : null,
    });
  } finally {
    await store.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`The seed failed: ${error instanceof Error ? error.message : String(error)}`);
  console.error('What was written stays; run it again to complete it.');
  process.exitCode = 1;
}
