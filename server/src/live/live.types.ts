import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents, WatchSnapshot } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import type { Turns } from './turns.ts';

/**
 * Who watches something, the best informed first: `manager` may change it and sees what it costs, `staff` work on
 * it, and both hear sooner than the `public`.
 */
export const AUDIENCES = ['manager', 'staff', 'public'] as const;
export type Audience = (typeof AUDIENCES)[number];
export type AskAudience = (
  watchable: Watchable,
  viewer: Viewer | null,
  id: string,
) => Promise<Audience | null>;

/** What we use of engine.io's connections, below any namespace. */
export interface EngineConnection {
  request: IncomingMessage;
  once(event: 'close', listener: () => void): unknown;
}

/** What one kind of watched thing needs; domains register theirs, `/live` itself knows none. */
export interface Watchable {
  /** The key of the watch request. */
  key: 'instances' | 'sessions' | 'city' | 'drafts' | 'runs';
  /** Rooms are named `<room>:<id>:<audience>`. */
  room: string;
  /** Null: may not read it, or there is no such thing. */
  audience(viewer: Viewer | null, id: string): Promise<Audience | null>;
  /** What this audience is shown of it. */
  snapshot(id: string, audience: Audience): Promise<Partial<WatchSnapshot>>;
  /** By watched id, the versions of what belongs to it, instances by id and states by `liveKey`: for the digest. */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, Record<string, number>>>;
}

export interface SocketFacts {
  viewer: Viewer | null;
  /** What connections are counted by: the user, or else the address. */
  who: string;
  headers: IncomingHttpHeaders;
  /** Rises whenever rights are looked at anew. */
  rechecks: number;
  turns: Turns;
  /** Room name → which Watchable and id put us in it. */
  watched: Map<string, { watchable: Watchable; id: string }>;
}

/** Between nodes: rights changed somewhere, look at your own sockets. */
interface NodeEvents {
  recheck: (filter: RecheckFilter) => void;
}

export type LiveServer = Server<ClientEvents, ServerEvents, NodeEvents, SocketFacts>;
export type LiveNamespace = ReturnType<LiveServer['of']>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, NodeEvents, SocketFacts>;

/** Whose rooms to look at again; without a user everybody's. */
export interface RecheckFilter {
  userId?: string;
}
