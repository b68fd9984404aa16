import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents, WatchAnswer, WatchRequest } from '@ensemble/shared';
import { requestsFor, topicKeys } from './topics.ts';
import { type WatchHandlers, Watchers } from './watchers.ts';

export type { InstanceChange, WatchHandlers } from './watchers.ts';

/** How long an unused connection stays open, ms: a page change unwatches and watches again at once. */
const LINGER_MS = 5_000;
/** After a digest all pages that lack something would ask in the same moment: each waits up to so long, ms. */
const SPREAD_MS = 2_000;
/** How long an answer is waited for, ms. */
const ANSWER_MS = 15_000;
/** Before one that was refused knocks again, ms. */
const REFUSED_MS = 10_000;

type LiveSocket = Socket<ServerEvents, ClientEvents>;

export interface LiveClientOptions {
  spreadMs?: number;
}

/**
 * One connection to `/live` for the whole page. Any number of watchers share it: each thing is
 * watched once at the server, however many places on screen show it. A push is the whole state
 * with a version, so older ones are dropped; after a reconnect, or when the digest names a newer
 * version than any seen, the state is asked for again.
 */
export class LiveClient {
  readonly #url: string;
  readonly #spreadMs: number;
  #socket: LiveSocket | null = null;
  readonly #watchers = new Watchers();
  readonly #listeners = new Set<() => void>();
  readonly #again = new Set<string>();
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #isLost = false;
  #heardMs: number | null = null;

  /** @param url the namespace's address; by default `/live` of this page's own server */
  constructor(url = '/live', { spreadMs = SPREAD_MS }: LiveClientOptions = {}) {
    this.#url = url;
    this.#spreadMs = spreadMs;
  }

  /**
   * False from the moment the connection is lost, or cannot be made, until it stands again and everything watched
   * was told anew. A page that has just opened counts as connected: what it shows is as fresh as its load.
   */
  get connected(): boolean {
    return !this.#isLost;
  }

  /** When the server was last heard (epoch ms): up to then what is shown was right. Null before the first time. */
  get heardMs(): number | null {
    return this.#heardMs;
  }

  /** Calls back whenever `connected` changes, until the returned function is called. Opens no connection. */
  onConnection(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hands the snapshot and then every change to the handlers, until the returned function is called. */
  watch(request: WatchRequest, handlers: WatchHandlers): () => void {
    const watcher = this.#watchers.add(request, handlers);
    const socket = this.#connect();
    // Otherwise the connect handler asks for all.
    if (socket.connected) void this.#ask(topicKeys(request));
    return () => {
      const unused = this.#watchers.remove(watcher);
      if (this.#socket?.connected) for (const left of requestsFor(unused)) this.#socket.emit('unwatch', left);
      if (this.#watchers.size === 0) {
        clearTimeout(this.#linger);
        this.#linger = setTimeout(() => this.close(), LINGER_MS);
      }
    };
  }

  /** Connects anew with the present cookie: after signing in or out. */
  refresh(): void {
    this.#socket?.disconnect().connect();
  }

  /** The network is back: no need to wait for the next try. */
  readonly #knock = (): void => {
    if (this.#socket?.connected === false) this.refresh();
  };

  close(): void {
    if (typeof window !== 'undefined') window.removeEventListener('online', this.#knock);
    for (const timer of [this.#linger, this.#againTimer, this.#retry]) clearTimeout(timer);
    this.#againTimer = undefined;
    this.#again.clear();
    this.#socket?.disconnect();
    this.#socket = null;
    this.#setLost(false);
  }

  #connect(): LiveSocket {
    clearTimeout(this.#linger);
    if (this.#socket) return this.#socket;
    // WebSocket only: long polling would need sticky sessions where several nodes serve.
    const socket: LiveSocket = io(this.#url, {
      transports: ['websocket'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.5,
    });
    socket.on('connect', () => void this.#catchUp(socket));
    if (typeof window !== 'undefined') window.addEventListener('online', this.#knock);
    socket.on('disconnect', (reason) => {
      if (this.#socket !== socket) return;
      if (reason !== 'io client disconnect') this.#setLost(true);
      // socket.io reconnects by itself except when the server hung up on purpose, as on a restart.
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('connect_error', () => {
      if (this.#socket !== socket) return;
      this.#setLost(true);
      // Refused by the server rather than out of reach: socket.io gives up then.
      if (socket.active) return;
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => socket.connect(), REFUSED_MS);
    });
    socket.onAny(() => this.#heard());
    socket.io.on('ping', () => this.#heard());
    socket.on('instance', (change) => this.#watchers.instance(change));
    socket.on('active', (event) => this.#watchers.active(event));
    socket.on('seats', (counts) => this.#watchers.seats(counts));
    socket.on('draft', (state) => this.#watchers.draft(state));
    socket.on('variants', (progress) => this.#watchers.variants(progress));
    socket.on('run', (run) => this.#watchers.run(run));
    socket.on('digest', (versions) => this.#askAgain(this.#watchers.behind(versions)));
    this.#socket = socket;
    return socket;
  }

  #askAgain(keys: Iterable<string>): void {
    for (const key of keys) this.#again.add(key);
    if (this.#again.size === 0 || this.#againTimer !== undefined) return;
    this.#againTimer = setTimeout(() => {
      this.#againTimer = undefined;
      const wanted = new Set(this.#watchers.keys);
      const still = [...this.#again].filter((key) => wanted.has(key));
      this.#again.clear();
      if (this.#socket?.connected) void this.#ask(still);
    }, Math.random() * this.#spreadMs);
  }

  /** A connection that stands is of use only once everything watched was told anew. */
  async #catchUp(socket: LiveSocket): Promise<void> {
    while (this.#socket === socket && socket.connected) {
      if (await this.#ask(this.#watchers.keys)) {
        this.#setLost(false);
        return;
      }
    }
  }

  /** False when an answer did not come: the connection is gone, or the server takes too long. */
  async #ask(keys: Iterable<string>): Promise<boolean> {
    const socket = this.#socket;
    const asked = requestsFor(keys).map(async (request) => {
      const answer: WatchAnswer | undefined = await socket?.timeout(ANSWER_MS).emitWithAck('watch', request);
      this.#heard();
      if (answer?.ok) this.#watchers.snapshot(answer.snapshot);
      else if (answer) this.#watchers.refuse(request, answer.code, answer.detail);
    });
    return (await Promise.allSettled(asked)).every(({ status }) => status === 'fulfilled');
  }

  #heard(): void {
    this.#heardMs = Date.now();
  }

  #setLost(isLost: boolean): void {
    if (this.#isLost === isLost) return;
    this.#isLost = isLost;
    for (const listener of [...this.#listeners]) listener();
  }
}

let shared: LiveClient | undefined;

/** The page's one connection. Only for the browser: call it from an effect or a handler. */
export const liveClient = (): LiveClient => (shared ??= new LiveClient());
