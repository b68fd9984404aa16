import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { StoreError } from '../errors.ts';

const IDLE_MS = 10 * 60_000;
/** Documents of a first batch when the client names no size, as in MongoDB. */
const FIRST_BATCH = 101;
const BATCH_BYTES = 16 * 1024 * 1024 - 64 * 1024;

/** A batch of a cursor, its documents already encoded. */
export interface CursorReply {
  kind: 'cursor';
  /** 0 when nothing is left. */
  id: Long;
  namespace: string;
  field: 'firstBatch' | 'nextBatch';
  docs: Buffer[];
}

interface Cursor {
  namespace: string;
  next: Iterator<Buffer>;
  /** Read ahead but no longer fitting into the last batch. */
  held: Buffer | undefined;
  usedAt: number;
}

/** Open cursors of all clients. One that is not read for ten minutes is dropped. */
export class CursorTable {
  readonly #open = new Map<string, Cursor>();

  get size(): number {
    return this.#open.size;
  }

  /** The first batch; the cursor stays open only if more documents remain and the client wants them. */
  start(
    namespace: string,
    docs: Iterable<Buffer>,
    options: { batchSize: number | undefined; single: boolean },
  ): CursorReply {
    const cursor: Cursor = {
      namespace,
      next: docs[Symbol.iterator](),
      held: undefined,
      usedAt: performance.now(),
    };
    const batch = take(cursor, options.batchSize ?? FIRST_BATCH);
    const more = !options.single && hasMore(cursor);
    // Seven random bytes: nobody reads another's cursor by guessing. The top bit stays clear.
    const id = more ? Long.fromBytesLE([...randomBytes(7), 0x3f]) : Long.ZERO;
    if (more) this.#open.set(id.toString(), cursor);
    return { kind: 'cursor', id, namespace, field: 'firstBatch', docs: batch };
  }

  more(id: Long, namespace: string, batchSize: number | undefined): CursorReply {
    const cursor = this.#open.get(id.toString());
    if (!cursor) throw new StoreError('CursorNotFound', `cursor id ${id.toString()} not found`);
    if (cursor.namespace !== namespace) {
      throw new StoreError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.usedAt = performance.now();
    const docs = take(cursor, batchSize === undefined || batchSize === 0 ? Infinity : batchSize);
    const more = hasMore(cursor);
    if (!more) this.#open.delete(id.toString());
    return { kind: 'cursor', id: more ? id : Long.ZERO, namespace, field: 'nextBatch', docs };
  }

  kill(id: Long): boolean {
    return this.#open.delete(id.toString());
  }

  dropIdle(): void {
    const oldest = performance.now() - IDLE_MS;
    for (const [id, cursor] of this.#open) if (cursor.usedAt < oldest) this.#open.delete(id);
  }

  dropNamespace(namespace: string): void {
    for (const [id, cursor] of this.#open) if (cursor.namespace === namespace) this.#open.delete(id);
  }

  clear(): void {
    this.#open.clear();
  }
}

/** Up to `count` documents and 16 MB, but always one if there is one. */
function take(cursor: Cursor, count: number): Buffer[] {
  const docs: Buffer[] = [];
  let bytes = 0;
  while (docs.length < count && hasMore(cursor)) {
    const next = cursor.held as Buffer;
    if (docs.length > 0 && bytes + next.length > BATCH_BYTES) break;
    docs.push(next);
    bytes += next.length + 12;
    cursor.held = undefined;
  }
  return docs;
}

function hasMore(cursor: Cursor): boolean {
  if (cursor.held) return true;
  const next = cursor.next.next();
  if (next.done === true) return false;
  cursor.held = next.value;
  return true;
}
