import { decode, encode, type Doc } from '../bson.ts';

export interface IndexField {
  path: string;
  direction: 1 | -1;
}

export interface IndexInfo {
  /** Prefix of its keys in the entries table; never used again after a drop. */
  id: number;
  name: string;
  fields: IndexField[];
  unique: boolean;
  sparse: boolean;
  partialFilter?: Doc;
  expireAfterSeconds?: number;
  /** Some document has had an array on an indexed path. */
  multikey: boolean;
  /** Some key was too long and was cut: such an index cannot give an order. */
  hasCutKeys: boolean;
  /** The specification as the client gave it, for listIndexes. */
  spec: Doc;
}

export interface CollectionInfo {
  id: number;
  /** Database and collection, joined by a dot. */
  namespace: string;
  options: Doc;
  uuid: Doc[string];
  indexes: IndexInfo[];
}

export interface CatalogData {
  nextId: number;
  collections: CollectionInfo[];
}

export function readCatalog(bytes: Uint8Array | undefined): CatalogData {
  if (!bytes) return { nextId: 1, collections: [] };
  return decode(bytes) as unknown as CatalogData;
}

export function writeCatalog(catalog: CatalogData): Buffer {
  return encode(catalog as unknown as Doc);
}
