import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';

/** Keys and values of every table are bytes: our own encodings give the order. */
export type Table = Database<Buffer, Buffer>;

/**
 * The three lmdb tables of a data folder.
 *
 * - catalog: collections and indexes, one BSON document under one key
 * - records: collection id (4 bytes) + record id (6) -> the document's BSON
 * - entries: index id (4) + index key, + record id (6) unless the index is unique -> record id
 */
export interface Tables {
  root: RootDatabase<Buffer, Buffer>;
  catalog: Table;
  records: Table;
  entries: Table;
}

const BYTES = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;

export function openTables(dataDir: string): Tables {
  const path = join(dataDir, 'store');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // Without overlappingSync a synchronous transaction returns only after fdatasync: what we acknowledge is on disk.
  const root = open<Buffer, Buffer>({ path, maxDbs: 8, overlappingSync: false, ...BYTES });
  const table = (name: string): Table => root.openDB<Buffer, Buffer>({ name, ...BYTES });
  return { root, catalog: table('catalog'), records: table('records'), entries: table('entries') };
}

export const CATALOG_KEY = Buffer.from('catalog');
const RECORD_ID_BYTES = 6;

export function recordKey(collectionId: number, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(4 + RECORD_ID_BYTES);
  key.writeUInt32BE(collectionId);
  key.writeUIntBE(recordId, 4, RECORD_ID_BYTES);
  return key;
}

export function recordIdOfKey(key: Buffer): number {
  return key.readUIntBE(4, RECORD_ID_BYTES);
}

export function entryKey(indexId: number, bytes: Uint8Array, recordId: number | undefined): Buffer {
  const tail = recordId === undefined ? 0 : RECORD_ID_BYTES;
  const key = Buffer.allocUnsafe(4 + bytes.length + tail);
  key.writeUInt32BE(indexId);
  key.set(bytes, 4);
  if (recordId !== undefined) key.writeUIntBE(recordId, 4 + bytes.length, RECORD_ID_BYTES);
  return key;
}

export function recordIdValue(recordId: number): Buffer {
  const value = Buffer.allocUnsafe(RECORD_ID_BYTES);
  value.writeUIntBE(recordId, 0, RECORD_ID_BYTES);
  return value;
}

export function readRecordId(value: Buffer): number {
  return value.readUIntBE(0, RECORD_ID_BYTES);
}

export function idPrefix(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id);
  return prefix;
}
