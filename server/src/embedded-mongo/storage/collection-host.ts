import type { Doc } from '../bson.ts';
import type { IndexInfo } from './catalog.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Tables } from './tables.ts';

/** What a collection needs of the store around it. */
export interface CollectionHost {
  readonly tables: Tables;
  readonly cache: DocumentCache;
  /** Does a document match a filter? Storage knows no query language. */
  readonly matches: (filter: Doc, doc: Doc) => boolean;
  /** Touches the tables. Whatever fails in here dooms the running transaction. */
  apply(touch: () => void): void;
  changeIndex(index: IndexInfo, flag: 'multikey' | 'hasCutKeys'): void;
}
