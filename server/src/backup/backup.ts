import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { EJSON } from 'bson';
import type { Document, IndexDescription } from 'mongodb';
import type { Connection } from 'mongoose';

/**
 * A backup is a folder: per collection one gzipped file of Extended JSON (canonical, a document a line) and
 * the list of its indexes. Anyone can read it without us. It is taken collection by collection while the
 * app runs; documents of the update log stand in it at least as new as the rows made from them.
 */
export interface BackupResult {
  folder: string;
  collections: number;
  documents: number;
}

const SUFFIX = '.jsonl.gz';
const INDEXES = 'indexes.json';
/** Of the moment only: leases name processes that will be gone. */
const LEFT_OUT = new Set(['leases', 'scheduler_leases']);
const BATCH = 500;

type Indexes = Record<string, IndexDescription[]>;

/** Writes into `<parent>/<name>`; the folder appears under that name only when it is complete. */
export async function backup(connection: Connection, parent: string, name: string): Promise<BackupResult> {
  const db = dbOf(connection);
  const partial = join(parent, `.${name}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const indexes: Indexes = {};
  let documents = 0;
  // The log of edits last: then it is never older than a projection beside it.
  const names = (await db.listCollections({}, { nameOnly: true }).toArray())
    .map((found) => found.name)
    .filter((found) => !LEFT_OUT.has(found));
  names.sort(
    (a, b) => Number(a.startsWith('collab_')) - Number(b.startsWith('collab_')) || a.localeCompare(b),
  );
  for (const collection of names) {
    indexes[collection] = await db.collection(collection).indexes();
    documents += await writeDocuments(db.collection(collection).find({}), join(partial, collection + SUFFIX));
  }
  await writeFile(join(partial, INDEXES), JSON.stringify(indexes, null, 2));
  const folder = join(parent, name);
  await rename(partial, folder);
  return { folder, collections: names.length, documents };
}

async function writeDocuments(cursor: AsyncIterable<Document>, path: string): Promise<number> {
  const gzip = createGzip();
  const file = createWriteStream(path, { mode: 0o600 });
  gzip.pipe(file);
  let count = 0;
  for await (const document of cursor) {
    count++;
    if (!gzip.write(`${EJSON.stringify(document, { relaxed: false })}\n`)) await once(gzip, 'drain');
  }
  gzip.end();
  await finished(file);
  return count;
}

/**
 * Puts a backup into an empty database. @throws Error when there is anything in it already, or when the
 * folder is no backup; then nothing is written.
 */
export async function restore(connection: Connection, folder: string): Promise<BackupResult> {
  const db = dbOf(connection);
  const indexes = await readIndexes(folder);
  const files = (await readdir(folder)).filter((file) => file.endsWith(SUFFIX));
  const present = await db.listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of present) {
    if ((await db.collection(name).estimatedDocumentCount()) > 0) {
      throw new Error(`The database is not empty (${name}). Restore into a new DATA_DIR or database.`);
    }
  }
  let documents = 0;
  for (const file of files) {
    const collection = db.collection(basename(file, SUFFIX));
    const wanted = (indexes[basename(file, SUFFIX)] ?? []).filter(({ name }) => name !== '_id_');
    if (wanted.length > 0)
      await collection.createIndexes(
        wanted.map(({ key, ...options }) => ({ key, ...withoutVersion(options) })),
      );
    documents += await readDocuments(join(folder, file), async (batch) => {
      await collection.insertMany(batch, { ordered: false });
    });
  }
  return { folder, collections: files.length, documents };
}

/** What every complete backup holds. The folder that backups are put into is a common mistake: it says so. */
async function readIndexes(folder: string): Promise<Indexes> {
  try {
    return JSON.parse(await readFile(join(folder, INDEXES), 'utf8')) as Indexes;
  } catch (cause) {
    const inside = await readdir(folder, { withFileTypes: true }).catch(() => []);
    // Unfinished ones begin with a dot; the names are times, so the last is the newest.
    const newest = inside
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
      .at(-1);
    const hint = newest === undefined ? '' : ` Did you mean ${join(folder, newest)}?`;
    throw new Error(`There is no backup in ${folder}.${hint}`, { cause });
  }
}

async function readDocuments(path: string, write: (batch: Document[]) => Promise<void>): Promise<number> {
  let count = 0;
  await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
    let batch: Document[] = [];
    for await (const line of linesOf(chunks)) {
      batch.push(EJSON.parse(line, { relaxed: false }) as Document);
      count++;
      if (batch.length < BATCH) continue;
      await write(batch);
      batch = [];
    }
    if (batch.length > 0) await write(batch);
  });
  return count;
}

/** Not node:readline: its iterator says nothing of a file that breaks off. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(Boolean);
  }
  if (rest) yield rest;
}

/** `v` and `ns` are the server's own notes about an index. */
function withoutVersion(options: Record<string, unknown>): Record<string, unknown> {
  const { v: _version, ns: _namespace, ...rest } = options;
  return rest;
}

function dbOf(connection: Connection) {
  if (!connection.db) throw new Error('the connection is not open');
  return connection.db;
}
