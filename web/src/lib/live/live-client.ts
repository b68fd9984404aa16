import { io, type Socket } from 'socket.io-client';
import type {
  ActiveEvent,
  ClientEvents,
  InstanceView,
  ServerEvents,
  WatchAnswer,
  WatchRequest,
  WatchSnapshot,
} from '@ensemble/shared';

/** Fields of an instance that may have changed; `id` and `version` always. */
export type InstanceChange = Partial<InstanceView> & { id: string; version: number };

export interface WatchHandlers {
  onInstance?: (change: InstanceChange) => void;
  onActive?: (event: ActiveEvent) => void;
  /** The server refused the watch: nothing will come. `code` is a problem code of the API. */
  onRefused?: (code: string, detail: string) => void;
}

type Topic = 'instances' | 'sessions' | 'drafts' | 'stories' | 'runs';
const TOPICS: readonly Topic[] = ['instances', 'sessions', 'drafts', 'stories', 'runs'];

interface Watcher {
  request: WatchRequest;
  handlers: WatchHandlers;
  /** Newest version handed over, by event and instance id. */
  seen: Map<string, number>;
}

/** How long an unused connection stays open, ms: a page change unwatches and watches again at once. */
const LINGER_MS = 5_000;

function topicKeys(request: WatchRequest): string[] {
  const keys = TOPICS.flatMap((topic) => (request[topic] ?? []).map((id) => `${topic}:${id}`));
  return request.city ? [...keys, `city:${request.city}`] : keys;
}

function requestOf(keys: Iterable<string>): WatchRequest {
  const request: WatchRequest = {};
  for (const key of keys) {
    const at = key.indexOf(':');
    const topic = key.slice(0, at) as Topic | 'city';
    const id = key.slice(at + 1);
    if (topic === 'city') request.city = id;
    else (request[topic] ??= []).push(id);
  }
  return request;
}

/**
 * One connection to `/live` for the whole page. Any number of watchers share it: each thing is
 * watched once at the server, however many places on screen show it. A push is the whole state
 * with a version, so older ones are dropped; after a reconnect, or when the digest names a newer
 * version than any seen, the state is asked for again.
 */
export class LiveClient {
  readonly #url: string;
  #socket: Socket<ServerEvents, ClientEvents> | null = null;
  readonly #watchers = new Set<Watcher>();
  readonly #counts = new Map<string, number>();
  /** Newest version heard of each instance, and the session it belongs to where known. */
  readonly #versions = new Map<string, number>();
  readonly #sessionOf = new Map<string, string>();
  #linger: ReturnType<typeof setTimeout> | undefined;

  /** @param url the namespace's address; by default `/live` of this page's own server */
  constructor(url = '/live') {
    this.#url = url;
  }

  /** Hands the snapshot and then every change to the handlers, until the returned function is called. */
  watch(request: WatchRequest, handlers: WatchHandlers): () => void {
    const watcher: Watcher = { request, handlers, seen: new Map() };
    this.#watchers.add(watcher);
    for (const key of topicKeys(request)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    const socket = this.#connect();
    if (socket.connected) this.#ask(request); // otherwise the connect handler asks for all
    return () => this.#release(watcher);
  }

  /** Connects anew with the present cookie: after signing in or out. */
  refresh(): void {
    this.#socket?.disconnect().connect();
  }

  close(): void {
    clearTimeout(this.#linger);
    this.#socket?.disconnect();
    this.#socket = null;
  }

  #connect(): Socket<ServerEvents, ClientEvents> {
    clearTimeout(this.#linger);
    if (this.#socket) return this.#socket;
    // WebSocket only: long polling would need sticky sessions where several nodes serve.
    const socket: Socket<ServerEvents, ClientEvents> = io(this.#url, {
      transports: ['websocket'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.5,
    });
    socket.on('connect', () => {
      if (this.#counts.size > 0) this.#ask(requestOf(this.#counts.keys()));
    });
    socket.on('disconnect', (reason) => {
      // socket.io reconnects by itself except when the server hung up on purpose, as on a restart.
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('instance', (change) => this.#deliverInstance(change));
    socket.on('active', (event) => this.#deliverActive(event));
    socket.on('digest', (versions) => {
      const behind = Object.entries(versions)
        .filter(([id, version]) => version > (this.#versions.get(id) ?? -1))
        .map(([id]) => id);
      if (behind.length > 0) this.#ask({ instances: behind });
    });
    this.#socket = socket;
    return socket;
  }

  #ask(request: WatchRequest): void {
    this.#socket?.emit('watch', request, (answer: WatchAnswer) => {
      if (answer.ok) this.#deliverSnapshot(answer.snapshot);
      else {
        const keys = new Set(topicKeys(request));
        for (const watcher of this.#watchers) {
          if (topicKeys(watcher.request).some((key) => keys.has(key))) {
            watcher.handlers.onRefused?.(answer.code, answer.detail);
          }
        }
      }
    });
  }

  #release(watcher: Watcher): void {
    if (!this.#watchers.delete(watcher)) return;
    const unused: string[] = [];
    for (const key of topicKeys(watcher.request)) {
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left > 0) this.#counts.set(key, left);
      else {
        this.#counts.delete(key);
        unused.push(key);
      }
    }
    if (unused.length > 0 && this.#socket?.connected) this.#socket.emit('unwatch', requestOf(unused));
    if (this.#watchers.size === 0) {
      clearTimeout(this.#linger);
      this.#linger = setTimeout(() => this.close(), LINGER_MS);
    }
  }

  #deliverSnapshot(snapshot: WatchSnapshot): void {
    for (const instance of snapshot.instances) this.#deliverInstance(instance);
    for (const event of snapshot.active) this.#deliverActive(event);
  }

  #deliverInstance(change: InstanceChange): void {
    if (change.sessionId) this.#sessionOf.set(change.id, change.sessionId);
    this.#hear(change.id, change.version);
    for (const watcher of this.#watchers) {
      if (!this.#concerns(watcher, change.id, change.citySlug)) continue;
      if (isNewer(watcher, `instance:${change.id}`, change.version)) watcher.handlers.onInstance?.(change);
    }
  }

  #deliverActive(event: ActiveEvent): void {
    this.#sessionOf.set(event.instanceId, event.sessionId);
    this.#hear(event.instanceId, event.version);
    for (const watcher of this.#watchers) {
      if (!this.#concerns(watcher, event.instanceId)) continue;
      if (isNewer(watcher, `active:${event.instanceId}`, event.version)) watcher.handlers.onActive?.(event);
    }
  }

  #hear(id: string, version: number): void {
    this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? -1));
  }

  #concerns({ request }: Watcher, id: string, citySlug?: string): boolean {
    const session = this.#sessionOf.get(id);
    return (
      request.instances?.includes(id) === true ||
      (session !== undefined && request.sessions?.includes(session) === true) ||
      (request.city !== undefined && request.city === citySlug)
    );
  }
}

function isNewer(watcher: Watcher, key: string, version: number): boolean {
  if (version <= (watcher.seen.get(key) ?? -1)) return false;
  watcher.seen.set(key, version);
  return true;
}

let shared: LiveClient | undefined;

/** The page's one connection. Only for the browser: call it from an effect or a handler. */
export const liveClient = (): LiveClient => (shared ??= new LiveClient());
