import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents, WatchSnapshot } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import type { Turns } from './turns.ts';

export type Audience = 'staff' | 'public' | null;
export type AskAudience = (watchable: Watchable, viewer: Viewer | null, id: string) => Promise<Audience>;

/** What we use of engine.io's connections, below any namespace. */
export interface EngineConnection {
  request: IncomingMessage;
  once(event: 'close', listener: () => void): unknown;
}

/** What one kind of watched thing needs; domains register theirs, `/live` itself knows none. */
export interface Watchable {
  /** The key of the watch request. */
  key: 'instances' | 'sessions';
  /** Rooms are named `<room>:<id>`. */
  room: string;
  /** `staff` may change it and hears sooner; null may not read it. */
  audience(viewer: Viewer | null, id: string): Promise<Audience>;
  snapshot(id: string): Promise<Partial<WatchSnapshot>>;
  /** Versions of what is watched, for the digest. */
  versions(ids: readonly string[]): Promise<Record<string, number>>;
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
export type LiveSocket = Socket<ClientEvents, ServerEvents, NodeEvents, SocketFacts>;

/** Whose rooms to look at again; without a user everybody's. */
export interface RecheckFilter {
  userId?: string;
}
