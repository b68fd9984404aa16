import { ObjectId } from 'bson';
import { decode, getOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { afterPrefix, type EncodedKey } from './keys.ts';
import { hasNoIndexedField, keysOf } from './index-keys.ts';
import type { CollectionInfo, IndexInfo } from './catalog.ts';
import type { StoredDocument } from './document-cache.ts';
import type { CollectionHost } from './collection-host.ts';
import { entryKey, idPrefix, readRecordId, recordIdOfKey, recordIdValue, recordKey } from './tables.ts';

/** One index entry that a write will add or take away. */
interface Entry {
  index: IndexInfo;
  key: EncodedKey;
}

/** A range of index keys: `from` is included, `to` is not. Bytes without the index id. */
export interface KeyRange {
  from: Buffer;
  to: Buffer;
}

/**
 * One collection: its documents by record id (insertion order) and their index entries.
 *
 * Every write first works out all it is going to do, and throws from there if it may not; only then does it
 * touch the tables. So a refused write leaves nothing behind, and a failure while touching them is a fault of
 * the disk, for which the whole transaction is given up.
 */
export class Collection {
  readonly info: CollectionInfo;
  readonly #store: CollectionHost;
  #count: number | undefined;
  #lastRecordId: number | undefined;

  constructor(store: CollectionHost, info: CollectionInfo) {
    this.#store = store;
    this.info = info;
  }

  get(recordId: number): StoredDocument | undefined {
    const name = this.#cacheName(recordId);
    const cached = this.#store.cache.get(name);
    if (cached) return cached;
    const bytes = this.#store.tables.records.getBinary(recordKey(this.info.id, recordId));
    if (!bytes) return undefined;
    const entry = { doc: decode(bytes), bytes };
    this.#store.cache.set(name, entry);
    return entry;
  }

  count(): number {
    this.#count ??= this.#store.tables.records.getKeysCount({
      start: idPrefix(this.info.id),
      end: idPrefix(this.info.id + 1),
    });
    return this.#count;
  }

  /** All record ids, in insertion order or backwards. */
  *recordIds(reverse = false): Generator<number> {
    const low = idPrefix(this.info.id);
    const high = idPrefix(this.info.id + 1);
    const range = reverse ? { start: high, end: low, reverse } : { start: low, end: high };
    for (const key of this.#store.tables.records.getKeys(range)) yield recordIdOfKey(key);
  }

  /** The record ids under a range of one index, in key order or backwards. A document may come more than once. */
  *scan(index: IndexInfo, range: KeyRange, reverse = false): Generator<number> {
    const low = entryKey(index.id, range.from, undefined);
    const high = entryKey(index.id, range.to, undefined);
    const options = reverse
      ? { start: high, end: low, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: low, end: high };
    for (const { value } of this.#store.tables.entries.getRange(options)) yield readRecordId(value);
  }

  insert(doc: Doc, bytes: Buffer): number {
    const entries = this.#entriesOf(doc);
    this.#refuseDuplicates(entries, doc, undefined);
    const recordId = this.#nextRecordId();
    this.#store.apply(() => {
      this.#store.tables.records.putSync(recordKey(this.info.id, recordId), bytes);
      for (const entry of entries) this.#add(entry, recordId);
      this.#lastRecordId = recordId;
      if (this.#count !== undefined) this.#count++;
      this.#store.cache.set(this.#cacheName(recordId), { doc, bytes });
    });
    return recordId;
  }

  replace(recordId: number, before: Doc, after: Doc, bytes: Buffer): void {
    const old = this.#entriesOf(before);
    const fresh = this.#entriesOf(after);
    const oldNames = new Set(old.map(nameOf));
    const freshNames = new Set(fresh.map(nameOf));
    const added = fresh.filter((entry) => !oldNames.has(nameOf(entry)));
    this.#refuseDuplicates(added, after, recordId);
    this.#store.apply(() => {
      for (const entry of old) if (!freshNames.has(nameOf(entry))) this.#remove(entry, recordId);
      for (const entry of added) this.#add(entry, recordId);
      this.#store.tables.records.putSync(recordKey(this.info.id, recordId), bytes);
      this.#store.cache.set(this.#cacheName(recordId), { doc: after, bytes });
    });
  }

  delete(recordId: number, doc: Doc): void {
    const entries = this.#entriesOf(doc);
    this.#store.apply(() => {
      for (const entry of entries) this.#remove(entry, recordId);
      this.#store.tables.records.removeSync(recordKey(this.info.id, recordId));
      if (this.#count !== undefined) this.#count--;
      this.#store.cache.delete(this.#cacheName(recordId));
    });
  }

  /** Fills a new index from the documents there are; a duplicate throws and the caller's index is not kept. */
  buildIndex(index: IndexInfo): void {
    const seen = new Map<string, number>();
    const pending: { key: EncodedKey; recordId: number }[] = [];
    for (const recordId of this.recordIds()) {
      const stored = this.get(recordId);
      if (!stored) continue;
      for (const { key } of this.#entriesFor(stored.doc, index)) {
        const name = key.bytes.toString('latin1');
        if (index.unique && seen.has(name) && seen.get(name) !== recordId)
          throw this.#duplicate(index, stored.doc);
        if (index.unique) seen.set(name, recordId);
        pending.push({ key, recordId });
      }
    }
    this.#store.apply(() => {
      for (const { key, recordId } of pending) this.#add({ index, key }, recordId);
    });
  }

  clearIndex(index: IndexInfo): void {
    this.#store.apply(() => {
      removeAll(this.#store.tables.entries, index.id);
    });
  }

  /** Removes every document and entry. */
  clear(): void {
    this.#store.apply(() => {
      removeAll(this.#store.tables.records, this.info.id);
      for (const index of this.info.indexes) removeAll(this.#store.tables.entries, index.id);
      this.#store.cache.clear();
      this.#count = undefined;
    });
  }

  /** After a transaction was given up, nothing counted in memory can be trusted. */
  forget(): void {
    this.#count = undefined;
    this.#lastRecordId = undefined;
  }

  /** Is the document in this index at all? Not when a sparse or partial index leaves it out. */
  #entriesFor(doc: Doc, index: IndexInfo): Entry[] {
    if (index.sparse && hasNoIndexedField(doc, index)) return [];
    if (index.partialFilter && !this.#store.matches(index.partialFilter, doc)) return [];
    const { keys, multikey } = keysOf(doc, index);
    if (multikey && !index.multikey) this.#store.changeIndex(index, 'multikey');
    if (!index.hasCutKeys && keys.some((key) => key.cut)) this.#store.changeIndex(index, 'hasCutKeys');
    return keys.map((key) => ({ index, key }));
  }

  #entriesOf(doc: Doc): Entry[] {
    return this.info.indexes.flatMap((index) => this.#entriesFor(doc, index));
  }

  #refuseDuplicates(entries: readonly Entry[], doc: Doc, self: number | undefined): void {
    for (const { index, key } of entries) {
      if (!index.unique) continue;
      const holder = this.#store.tables.entries.getBinary(entryKey(index.id, key.bytes, undefined));
      if (holder && readRecordId(holder) !== self) throw this.#duplicate(index, doc);
    }
  }

  #duplicate(index: IndexInfo, doc: Doc): StoreError {
    const keyPattern = Object.fromEntries(index.fields.map(({ path, direction }) => [path, direction]));
    const keyValue = Object.fromEntries(index.fields.map(({ path }) => [path, firstValue(doc, path)]));
    const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${showValue(value)}`);
    return new StoreError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${this.info.namespace} index: ${index.name} dup key: { ${shown.join(', ')} }`,
      { keyPattern, keyValue },
    );
  }

  #add({ index, key }: Entry, recordId: number): void {
    const stored = entryKey(index.id, key.bytes, index.unique ? undefined : recordId);
    this.#store.tables.entries.putSync(stored, recordIdValue(recordId));
  }

  #remove({ index, key }: Entry, recordId: number): void {
    this.#store.tables.entries.removeSync(entryKey(index.id, key.bytes, index.unique ? undefined : recordId));
  }

  #nextRecordId(): number {
    if (this.#lastRecordId === undefined) {
      this.#lastRecordId = 0;
      for (const last of this.recordIds(true)) {
        this.#lastRecordId = last;
        break;
      }
    }
    return this.#lastRecordId + 1;
  }

  #cacheName(recordId: number): string {
    return `${String(this.info.id)}:${String(recordId)}`;
  }
}

function nameOf({ index, key }: Entry): string {
  return `${String(index.id)}:${key.bytes.toString('latin1')}`;
}

function removeAll(table: CollectionHost['tables']['records'], id: number): void {
  const prefix = idPrefix(id);
  const keys = [...table.getKeys({ start: prefix, end: afterPrefix(prefix) })];
  for (const key of keys) table.removeSync(key);
}

function firstValue(doc: Doc, path: string): unknown {
  let value: unknown = doc;
  for (const part of path.split('.'))
    value = Array.isArray(value) ? getOwn(value[0], part) : getOwn(value, part);
  return value ?? null;
}

function showValue(value: unknown): string {
  if (value instanceof Date) return `new Date(${String(value.getTime())})`;
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  return JSON.stringify(value);
}
