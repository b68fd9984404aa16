import type { Doc } from '../bson.ts';
import { asFlag, asNumber, isPlainObject } from '../bson.ts';
import { StoreError } from '../errors.ts';
import type { Scope } from '../query/expression.ts';
import type { Store } from '../storage/store.ts';
import type { CursorReply, CursorTable } from './cursors.ts';

/** What every command may use. One per command: `scope.now` is its instant. */
export interface Context {
  store: Store;
  cursors: CursorTable;
  scope: Scope;
  /** Name of the database addressed. */
  db: string;
  connectionId: number;
}

export type Reply = Doc | CursorReply;

/** Commands get documents to insert as raw bytes in `documents`, everything else decoded. */
export type Handler = (command: Doc, context: Context) => Reply;

export interface CommandSpec {
  run: Handler;
  /** Needs a transaction and an acknowledgement after the disk. */
  writes: boolean;
  /** Fields the command understands; any other is error 40415 rather than silently without effect. */
  fields: readonly string[];
}

export function isCursorReply(reply: Reply): reply is CursorReply {
  return (reply as { kind?: unknown }).kind === 'cursor' && Array.isArray((reply as CursorReply).docs);
}

/** `{ insert: 'tunes' }` in database d is `d.tunes`. */
export function namespaceOf(command: Doc, name: string, { db }: Context): string {
  const collection = command[name];
  if (typeof collection !== 'string' || collection === '') {
    throw new StoreError('InvalidNamespace', `Invalid namespace specified '${db}.${String(collection)}'`);
  }
  return `${db}.${collection}`;
}

export function optionalDoc(command: Doc, field: string): Doc | undefined {
  const value = command[field];
  if (value === undefined || value === null) return undefined;
  if (!isPlainObject(value)) {
    throw new StoreError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'object'`);
  }
  return value;
}

export function docList(command: Doc, field: string): Doc[] {
  const value = command[field];
  if (!Array.isArray(value))
    throw new StoreError('Location40414', `BSON field '${field}' is missing but a required field`);
  return value as Doc[];
}

export function wholeNumber(command: Doc, field: string): number {
  const value = command[field];
  if (value === undefined || value === null) return 0;
  const number = asNumber(value);
  if (number === undefined)
    throw new StoreError('TypeMismatch', `BSON field '${field}' is the wrong type, expected a number`);
  return Math.trunc(number);
}

export function flag(command: Doc, field: string, otherwise = false): boolean {
  return command[field] === undefined ? otherwise : asFlag(command[field]);
}

/** A collation other than plain bytes would change which documents match: refused. */
export function refuseCollation(command: Doc): void {
  const collation = command['collation'];
  if (isPlainObject(collation) && Object.keys(collation).length > 0 && collation['locale'] !== 'simple') {
    throw new StoreError(
      'BadValue',
      "this store compares strings by their bytes; only the 'simple' collation is supported",
    );
  }
}
