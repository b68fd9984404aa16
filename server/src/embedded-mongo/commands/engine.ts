import { asNumber, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { Store } from '../storage/store.ts';
import type { CommandSpec, Context, Reply } from './context.ts';
import { CursorTable } from './cursors.ts';
import { removeExpired } from './indexes.ts';
import { COMMANDS, COMMON_FIELDS, TAKES_ANYTHING } from './registry.ts';

/** A command that waits for its turn, and where its reply goes once it is true. */
export interface Request {
  command: Doc;
  connectionId: number;
  respond(reply: Reply): void;
}

/** Commands of one batch, so that one client's flood does not hold up the sync of all. */
const BATCH_LIMIT = 256;

/**
 * Takes commands in order of arrival and runs them one after another on this thread.
 *
 * Group commit: all commands that have arrived are run in one transaction, and their replies are sent only after
 * that transaction is on disk. While the disk works, further commands arrive and form the next batch.
 */
export class Engine {
  readonly #store: Store;
  readonly #cursors = new CursorTable();
  readonly #queue: Request[] = [];
  /** A fixed instant for tests, or undefined for the machine's clock plus an offset. */
  #fixedNow: number | undefined;
  #offsetMs: number;
  #scheduled = false;

  constructor(dataDir: string, offsetMs: number) {
    this.#store = new Store(dataDir, (filter, doc) => compileFilter(filter, { now: this.now() })(doc));
    this.#offsetMs = offsetMs;
  }

  now(): Date {
    // This is the store's own clock, which tests move by setClock; the folder imports no other.
    // eslint-disable-next-line no-restricted-properties
    return new Date(this.#fixedNow ?? Date.now() + this.#offsetMs);
  }

  /** Fixes the store's clock at an instant (epoch milliseconds), or lets it run again with null. */
  setClock(epochMs: number | null): void {
    this.#fixedNow = epochMs ?? undefined;
    if (epochMs === null) this.#offsetMs = 0;
    this.sweep();
  }

  /** What TTL indexes and idle cursors ask for, once a minute. */
  sweep(): void {
    this.#cursors.dropIdle();
    this.#store.transaction(() => removeExpired(this.#context('', 0)));
  }

  submit(request: Request): void {
    this.#queue.push(request);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#runBatch();
    });
  }

  async close(): Promise<void> {
    while (this.#queue.length > 0) this.#runBatch();
    this.#cursors.clear();
    await this.#store.close();
  }

  #runBatch(): void {
    this.#scheduled = false;
    const batch = this.#queue.splice(0, BATCH_LIMIT);
    const replies: (() => void)[] = [];
    const runAll = (): void => {
      for (const request of batch) {
        const reply = this.#run(request);
        replies.push(() => {
          request.respond(reply);
        });
      }
    };
    try {
      if (batch.some(({ command }) => specOf(command)?.writes)) this.#store.transaction(runAll);
      else runAll();
    } catch (error) {
      // Nothing of this batch was kept, so nobody may be told that it was.
      for (const request of batch) request.respond(errorReply(error));
      replies.length = 0;
    }
    for (const send of replies) send();
    if (this.#queue.length > 0 && !this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#runBatch();
      });
    }
  }

  #run({ command, connectionId }: Request): Reply {
    try {
      const spec = check(command);
      const db = command['$db'];
      const reply = spec.run(command, this.#context(typeof db === 'string' ? db : 'admin', connectionId));
      return 'docs' in reply ? reply : { ...reply, ok: 1 };
    } catch (error) {
      return errorReply(error);
    }
  }

  #context(db: string, connectionId: number): Context {
    return { store: this.#store, cursors: this.#cursors, scope: { now: this.now() }, db, connectionId };
  }
}

function specOf(command: Doc): CommandSpec | undefined {
  return COMMANDS.get(Object.keys(command)[0] ?? '');
}

function check(command: Doc): CommandSpec {
  const name = Object.keys(command)[0] ?? '';
  const spec = COMMANDS.get(name);
  if (!spec) throw new StoreError('CommandNotFound', `no such command: '${name}'`);
  if ('txnNumber' in command || 'startTransaction' in command || 'autocommit' in command) {
    throw new StoreError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  if (!spec.fields.includes(TAKES_ANYTHING)) {
    const unknown = Object.keys(command).find(
      (field, i) => i > 0 && !COMMON_FIELDS.has(field) && !spec.fields.includes(field),
    );
    if (unknown !== undefined)
      throw new StoreError('Location40415', `BSON field '${name}.${unknown}' is an unknown field.`);
  }
  const concern = command['writeConcern'];
  if (isPlainObject(concern) && (asNumber(concern['w']) ?? 1) > 1) {
    throw new StoreError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
  }
  return spec;
}

function errorReply(error: unknown): Doc {
  if (error instanceof StoreError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  }
  return {
    ok: 0,
    errmsg: error instanceof Error ? error.message : String(error),
    code: 1,
    codeName: 'InternalError',
  };
}
