import { UUID } from 'bson';
import type { Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import {
  readCatalog,
  writeCatalog,
  type CatalogData,
  type CollectionInfo,
  type IndexInfo,
} from './catalog.ts';
import { Collection } from './collection.ts';
import type { CollectionHost } from './collection-host.ts';
import { DocumentCache } from './document-cache.ts';
import { CATALOG_KEY, openTables, type Tables } from './tables.ts';

const CACHE_BYTES = 32 * 1024 * 1024;

/** A write to the tables failed half-way, or the commit did: the whole transaction has been given up. */
export class TransactionFailed extends Error {
  override name = 'TransactionFailed';
}

/** All collections of a data folder, and the transactions that change them. */
export class Store implements CollectionHost {
  readonly tables: Tables;
  readonly cache = new DocumentCache(CACHE_BYTES);
  readonly matches: (filter: Doc, doc: Doc) => boolean;
  #catalog: CatalogData;
  #collections = new Map<string, Collection>();
  #catalogChanged = false;
  #fault: unknown;

  constructor(dataDir: string, matches: (filter: Doc, doc: Doc) => boolean) {
    this.tables = openTables(dataDir);
    this.matches = matches;
    this.#catalog = this.#load();
  }

  /**
   * Runs `work` in one transaction and returns once it is on disk. Errors of single operations must be handled
   * inside `work`; throws TransactionFailed if the tables themselves failed, with nothing of `work` kept.
   */
  transaction(work: () => void): void {
    this.#fault = undefined;
    try {
      this.tables.root.transactionSync(() => {
        work();
        if (this.#catalogChanged) this.tables.catalog.putSync(CATALOG_KEY, writeCatalog(this.#catalog));
        if (this.#fault !== undefined) throw new Error('a table write failed', { cause: this.#fault });
      });
      this.#catalogChanged = false;
    } catch (cause) {
      this.cache.clear();
      this.#catalog = this.#load();
      throw new TransactionFailed('the write could not be stored and was undone', { cause });
    }
  }

  apply(touch: () => void): void {
    try {
      touch();
    } catch (error) {
      this.#fault ??= error;
      throw error;
    }
  }

  find(namespace: string): Collection | undefined {
    return this.#collections.get(namespace);
  }

  /** The collection, made on the spot if need be, as MongoDB does on the first write. */
  need(namespace: string): Collection {
    return this.find(namespace) ?? this.create(namespace, {});
  }

  create(namespace: string, options: Doc): Collection {
    if (this.find(namespace)) {
      throw new StoreError('NamespaceExists', `Collection ${namespace} already exists.`);
    }
    const name = namespace.slice(namespace.indexOf('.') + 1);
    if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.')) {
      throw new StoreError('InvalidNamespace', `Invalid collection name: ${namespace}`);
    }
    const info: CollectionInfo = { id: this.takeId(), namespace, options, uuid: new UUID(), indexes: [] };
    info.indexes.push({
      id: this.takeId(),
      name: '_id_',
      fields: [{ path: '_id', direction: 1 }],
      unique: true,
      sparse: false,
      multikey: false,
      hasCutKeys: false,
      spec: { v: 2, key: { _id: 1 }, name: '_id_' },
    });
    this.#catalog.collections.push(info);
    this.#catalogChanged = true;
    const collection = new Collection(this, info);
    this.#collections.set(namespace, collection);
    return collection;
  }

  drop(namespace: string): void {
    const collection = this.find(namespace);
    if (!collection) return;
    collection.clear();
    this.#collections.delete(namespace);
    this.#catalog.collections = this.#catalog.collections.filter((info) => info !== collection.info);
    this.#catalogChanged = true;
  }

  rename(from: string, to: string): void {
    const collection = this.find(from);
    if (!collection) throw new StoreError('NamespaceNotFound', `Source collection ${from} does not exist`);
    collection.info.namespace = to;
    this.#collections.delete(from);
    this.#collections.set(to, collection);
    this.#catalogChanged = true;
  }

  collections(): Collection[] {
    return [...this.#collections.values()];
  }

  takeId(): number {
    this.#catalogChanged = true;
    return this.#catalog.nextId++;
  }

  /** Collection or index settings were changed in place: write them with the running transaction. */
  markCatalogChanged(): void {
    this.#catalogChanged = true;
  }

  changeIndex(index: IndexInfo, flag: 'multikey' | 'hasCutKeys'): void {
    index[flag] = true;
    this.#catalogChanged = true;
  }

  async close(): Promise<void> {
    await this.tables.root.close();
  }

  #load(): CatalogData {
    const catalog = readCatalog(this.tables.catalog.getBinary(CATALOG_KEY));
    this.#catalogChanged = false;
    this.#collections = new Map(
      catalog.collections.map((info) => [info.namespace, new Collection(this, info)]),
    );
    return catalog;
  }
}
