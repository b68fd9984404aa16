import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DocName, Presence } from '@ensemble/shared/collab/index';
import type { Clock } from '@ensemble/shared/core/clock';
import type * as Y from 'yjs';
import type { CollabBus } from './bus.ts';
import type { CollabLimits } from './limits.ts';
import type { CollabStore } from './store.ts';

export interface Principal {
  userId: string;
  name: string;
  isGuest: boolean;
  /** CSS colour; derived from the id when missing. */
  color?: string;
}

/** `absent`: there is no such document. `comment` reads at the socket; comments travel by REST. */
export type CollabAccess = 'absent' | 'none' | 'read' | 'comment' | 'write';

/** One kind of co-edited document, registered by the domain that owns it. */
export interface CollabKind {
  /** First part of the document's name, such as `tune-log`. */
  readonly kind: string;
  /**
   * Asked at the upgrade, every minute, and when rights change. A `null` principal is nobody signed
   * in; it never writes, whatever is answered, since an author is needed for every edit.
   */
  authorize(principal: Principal | null, id: string, token: string | null): Promise<CollabAccess>;
  /** Writes a new document's first content. On the server only, exactly once even with many nodes. */
  seed?(doc: Y.Doc, id: string): void | Promise<void>;
  /** The stored state is in and nobody has joined: called for each document object, so again after a reload. Must not write. */
  opened?(doc: Y.Doc, id: string): void;
  /**
   * Called synchronously while the transaction's events still know the old values, to stamp what the
   * server alone may say. What it writes is stored and sent together with the transaction. `author`
   * is null for the server itself, and for what other nodes wrote and have stamped: to that nothing may be added. When it throws, the transaction is undone and its sender cut.
   */
  onTransaction?(doc: Y.Doc, transaction: Y.Transaction, author: Principal | null, id: string): void;
  /**
   * Rewrites the rows made from the document. After every durable save: coalesced, never twice at
   * once for one document (over all nodes), the latest state wins, retried on failure, and run again
   * at load when the last run is not known to have ended. Must be safe to repeat.
   */
  project?(id: string, doc: Y.Doc): Promise<void>;
}

/** Subjectless logger; the composition root binds it to the subject `collab`. */
export interface CollabLog {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

export interface Identified {
  principal: Principal | null;
  /** Proved by a bearer token rather than a cookie, so that another site's page cannot have sent it. */
  viaBearer: boolean;
  /** Lets sign-out cut just this session's connections. */
  sessionId?: string;
}

export interface CollabOptions {
  store: CollabStore;
  kinds: CollabKind[];
  /** Who is asking. A throw means "cannot tell now": the upgrade answers 503. */
  identify(req: IncomingMessage): Promise<Identified>;
  allowOrigin(origin: string | undefined, viaBearer: boolean): boolean;
  /** The address connections are counted by; the socket's own when missing (set it behind a proxy). */
  addressOf?(req: IncomingMessage): string;
  /** Asked before anything else costs something. @throws AppError `too-many`: the upgrade answers 429. */
  admit?(req: IncomingMessage): Promise<void>;
  clock: Clock;
  log: CollabLog;
  limits?: Partial<CollabLimits>;
  bus?: CollabBus;
  /** Counters and timings, for /metrics: `saves`, `save_ms`, `save_failures`, `closed_<code>`. */
  onMetric?(name: string, value: number): void;
}

export interface AccessFilter {
  name?: DocName;
  userId?: string;
  sessionId?: string;
}

export interface CollabStats {
  documents: number;
  connections: number;
  /** Bytes of edits not yet acknowledged by the store. */
  pendingBytes: number;
  saves: number;
  saveFailures: number;
}

export interface Collab {
  /** The `upgrade` listener's part for paths under /collab/; answers every request it is given. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * An edit by REST or the server through the same document. Resolves when it is durable and
   * projected, so that REST reads its own writes. Throws what `fn` throws and then applies nothing;
   * throws AppError `unavailable` when the store or the projection does not answer in time (the edit
   * may then still be stored), `too-large` past the document limit, `not-found` for an erased one.
   */
  edit<T>(name: DocName, author: Principal | null, fn: (doc: Y.Doc) => T): Promise<T>;
  /** Reads the live document. `fn` must not write: what it writes is undone by the next load. */
  read<T>(name: DocName, fn: (doc: Y.Doc) => T): Promise<T>;
  /** Rights changed: matching connections are asked again on every node; 4401, 4403, 4404, or 1012 when the level changed. */
  recheckAccess(filter: AccessFilter): Promise<void>;
  /** Who is connected, one entry a person, this node's and the others'. */
  present(name: DocName): Presence[];
  /** Deletes document, log and snapshot for good (the name cannot come back) and closes 4404. */
  erase(name: DocName): Promise<void>;
  /**
   * Folds the log into the snapshot. With `withoutHistory` it insists: every pending edit is stored
   * first, and it throws unless no row of the log that held deleted content is left.
   */
  compact(name: DocName, options?: { withoutHistory?: boolean }): Promise<void>;
  stats(): CollabStats;
  /** Stores every edit, projects, closes sockets with 1012. Gives up after `limits.shutdownMs`. */
  shutdown(): Promise<void>;
}
