import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import { Server } from 'socket.io';
import {
  AppError,
  type ActiveEvent,
  type InstanceView,
  type StateEvent,
  type StateEvents,
  WatchRequest,
  type WatchSnapshot,
} from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import type { Log } from '../log.ts';
import { sendDigests } from './digest.ts';
import { Door, type DoorDeps } from './door.ts';
import { CONNECT_MS, DIGEST_MS, MAX_ROOMS } from './limits.ts';
import {
  type Audience,
  AUDIENCES,
  type AskAudience,
  type LiveServer,
  type LiveSocket,
  type RecheckFilter,
  type Watchable,
} from './live.types.ts';
import { Pushes } from './pushes.ts';
import { refusal } from './refusal.ts';

export interface LiveDeps extends DoorDeps {
  server: HttpServer;
  log: Log;
  redis: Redis | null;
  /** 30 s unless told. */
  digestMs?: number;
}

/** The `/live` namespace: server to client pushes of whole states, with versions. */
export class Live {
  readonly #io: LiveServer;
  readonly #deps: LiveDeps;
  readonly #door: Door;
  readonly #listener: Redis | null;
  readonly #watchables = new Map<string, Watchable>();
  readonly #pushes: Pushes;
  readonly #additions: ((snapshot: WatchSnapshot) => Promise<void>)[] = [];
  readonly #digest: NodeJS.Timeout;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
    this.#door = new Door(deps);
    this.#io = new Server(deps.server, {
      path: '/socket.io',
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: 64 * 1024,
      transports: ['websocket', 'polling'],
      connectTimeout: CONNECT_MS,
      allowRequest: this.#door.allowRequest,
    });
    this.#io.engine.on('connection', this.#door.countConnection);
    this.#io.use((_socket, next) => {
      next(new Error('there is nothing here: connect to /live'));
    });
    // A connection that listens can do nothing else, so there is a second one.
    this.#listener = deps.redis?.duplicate() ?? null;
    this.#listener?.on('error', (error) => deps.log.error({ err: error }, 'redis'));
    if (deps.redis && this.#listener) this.#io.adapter(createAdapter(deps.redis, this.#listener));
    const namespace = this.#io.of('/live');
    this.#pushes = new Pushes(namespace);
    namespace.use((socket, next) => {
      this.#door.admit(socket).then(
        (facts) => {
          socket.data = facts;
          next();
        },
        (error: unknown) => next(error instanceof Error ? error : new Error('refused')),
      );
    });
    namespace.on('connection', (socket) => {
      this.#serve(socket);
    });
    namespace.on('recheck', (filter) => {
      this.#inBackground(this.#recheckHere(filter));
    });
    let isBusy = false;
    this.#digest = setInterval(() => {
      // A store that is slower than this must not be asked ever more at once.
      if (isBusy) return;
      isBusy = true;
      const sent = sendDigests(this.#localSockets(), this.#watchables.values());
      this.#inBackground(sent.finally(() => (isBusy = false)));
    }, deps.digestMs ?? DIGEST_MS);
    this.#digest.unref();
  }

  register(watchable: Watchable): void {
    this.#watchables.set(watchable.key, watchable);
  }

  /** The whole new state of an instance, as anybody and as those who manage it may see it, to all who watch it. */
  instanceChanged(open: InstanceView, full = open): void {
    this.#pushes.instance(open, full);
  }

  /** The whole new state of an instance's seats, to those who watch it or its city. */
  seatsChanged(counts: SeatCountsView, citySlug: string | null): void {
    this.#pushes.seats(counts, citySlug);
  }

  /** What another domain knows of the instances of a snapshot, read after the rooms are joined. */
  addToSnapshots(add: (snapshot: WatchSnapshot) => Promise<void>): void {
    this.#additions.push(add);
  }

  activeChanged(event: ActiveEvent): void {
    this.#pushes.active(event);
  }

  /** The whole new state of one watched thing of a domain's own, `room` as its Watchable names it. */
  stateChanged<Event extends StateEvent>(
    event: Event,
    watched: { room: string; id: string },
    state: StateEvents[Event],
  ): void {
    this.#pushes.state(event, `${watched.room}:${watched.id}`, state);
  }

  /** Rights changed, or somebody signed out: who may no longer read leaves the room, on every node. */
  async recheck(filter: RecheckFilter): Promise<void> {
    await this.#recheckHere(filter);
    if (this.#deps.redis) this.#io.of('/live').serverSideEmit('recheck', filter);
  }

  async close(): Promise<void> {
    clearInterval(this.#digest);
    this.#pushes.close();
    this.#io.of('/live').disconnectSockets(true);
    await this.#io.close();
    this.#listener?.disconnect();
  }

  #serve(socket: LiveSocket): void {
    if (!this.#door.countSocket(socket)) {
      socket.disconnect(true);
      return;
    }
    socket.on('error', (error) => this.#deps.log.debug({ err: error }, 'live socket error'));
    socket.on('watch', (request, answer) => {
      if (typeof answer !== 'function') return;
      socket.data.turns
        .take(() => this.#watch(socket, request))
        .then(
          (snapshot) => {
            answer({ ok: true, snapshot });
          },
          (error: unknown) => {
            answer(refusal(error, this.#deps.log));
          },
        );
    });
    socket.on('unwatch', (request, answer) => {
      const parsed = WatchRequest.safeParse(request);
      const unwatch = async (): Promise<void> => {
        if (parsed.success) await this.#unwatch(socket, parsed.data);
        if (typeof answer === 'function') answer({ ok: true });
      };
      socket.data.turns.take(unwatch).catch((error: unknown) => {
        if (error instanceof AppError) socket.disconnect(true);
        else this.#deps.log.warn({ err: error }, 'live work failed');
      });
    });
  }

  async #watch(socket: LiveSocket, request: unknown): Promise<WatchSnapshot> {
    const wanted = WatchRequest.parse(request);
    const snapshot: WatchSnapshot = { instances: [], active: [], seats: [] };
    for (const [watchable, ids] of this.#wanted(wanted)) {
      for (const id of ids) {
        const audience = await this.#enter(socket, watchable, id);
        if (audience === null) continue;
        // Joined before the snapshot is read: a change in between is then pushed rather than lost.
        addTo(snapshot, await watchable.snapshot(id, audience));
      }
    }
    for (const add of this.#additions) await add(snapshot);
    return snapshot;
  }

  /** Into the room of the audience this viewer belongs to; null when there is none. */
  async #enter(socket: LiveSocket, watchable: Watchable, id: string): Promise<Audience | null> {
    for (;;) {
      const { rechecks, viewer, watched } = socket.data;
      const audience = await watchable.audience(viewer, id);
      // Rights changed while we asked, and the recheck did not see this room yet.
      if (rechecks !== socket.data.rechecks) continue;
      if (audience === null) return null;
      if (watched.size >= MAX_ROOMS) throw new AppError('too-many', 'Too many things are watched at once.');
      const room = `${watchable.room}:${id}:${audience}`;
      watched.set(room, { watchable, id });
      await socket.join(room);
      if (watched.has(room)) return audience;
    }
  }

  async #unwatch(socket: LiveSocket, request: WatchRequest): Promise<void> {
    for (const [watchable, ids] of this.#wanted(request)) {
      for (const id of ids) {
        for (const audience of AUDIENCES) {
          const room = `${watchable.room}:${id}:${audience}`;
          socket.data.watched.delete(room);
          await socket.leave(room);
        }
      }
    }
  }

  #wanted(request: WatchRequest): [Watchable, readonly string[]][] {
    return [...this.#watchables.values()].map((watchable) => [
      watchable,
      [...new Set([request[watchable.key] ?? []].flat())],
    ]);
  }

  async #recheckHere(filter: RecheckFilter): Promise<void> {
    const concerned = this.#localSockets().filter(
      ({ data }) => !filter.userId || data.viewer?.userId === filter.userId,
    );
    // Many of them watch the same things: each is asked about once for each person.
    const asked = new Map<string, Promise<Audience | null>>();
    const audienceOf: AskAudience = (watchable, viewer, id) => {
      const key = `${watchable.room}:${id}:${viewer?.userId ?? ''}`;
      const answer = asked.get(key) ?? watchable.audience(viewer, id);
      asked.set(key, answer);
      return answer;
    };
    // Side by side, so that one that fails does not leave the others where they may no longer be.
    await Promise.all(concerned.map((socket) => this.#recheckSocket(socket, audienceOf)));
  }

  async #recheckSocket(socket: LiveSocket, audienceOf: AskAudience): Promise<void> {
    const { viewer, headers, watched } = socket.data;
    socket.data.rechecks++;
    const now = viewer ? await this.#deps.viewerOf(headers) : null;
    socket.data.viewer = now;
    for (const [room, { watchable, id }] of [...watched]) {
      const audience = await audienceOf(watchable, now, id);
      const wanted = audience === null ? null : `${watchable.room}:${id}:${audience}`;
      if (wanted === room) continue;
      watched.delete(room);
      await socket.leave(room);
      if (wanted === null) continue;
      watched.set(wanted, { watchable, id });
      await socket.join(wanted);
    }
  }

  /** What nobody waits for; a store that hiccups must not end the process. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'live work failed');
    });
  }

  #localSockets(): LiveSocket[] {
    return [...this.#io.of('/live').sockets.values()];
  }
}

function addTo(
  snapshot: WatchSnapshot,
  { instances, active, drafts, variants, runs }: Partial<WatchSnapshot>,
): void {
  snapshot.instances.push(...(instances ?? []));
  snapshot.active.push(...(active ?? []));
  if (drafts) (snapshot.drafts ??= []).push(...drafts);
  if (variants) (snapshot.variants ??= []).push(...variants);
  if (runs) (snapshot.runs ??= []).push(...runs);
}
