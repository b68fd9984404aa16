import type {
  ActiveEvent,
  InstanceView,
  StateEvent,
  StateEvents,
  WatchRequest,
  WatchSnapshot,
} from '@ensemble/shared';
import { liveKey } from '@ensemble/shared/live/live-key';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { topicKeys } from './topics.ts';

/** Fields of an instance that may have changed; `id` and `version` always. */
export type InstanceChange = Partial<InstanceView> & { id: string; version: number };

export interface WatchHandlers {
  onInstance?: (change: InstanceChange) => void;
  onActive?: (event: ActiveEvent) => void;
  /** The whole counts of an instance's seats. */
  onSeats?: (counts: SeatCountsView) => void;
  /** The whole state of a watched draft beside its document. */
  onDraft?: (state: StateEvents['draft']) => void;
  /** The whole state of what is being made for a watched draft. */
  onVariants?: (progress: StateEvents['variants']) => void;
  /** The whole state of a watched training session's day. */
  onRun?: (run: StateEvents['run']) => void;
  /** The server refused the watch: nothing will come. `code` is a problem code of the API. */
  onRefused?: (code: string, detail: string) => void;
}

type Told = 'instance' | 'active' | 'seats';

/** States with versions of their own: what one watches to hear of them, and who hears. */
const LIST_OF = { draft: 'drafts', variants: 'drafts', run: 'runs' } as const satisfies Record<
  StateEvent,
  keyof WatchRequest
>;
const STATES = Object.keys(LIST_OF) as StateEvent[];
const HEARS = {
  draft: ({ onDraft }) => onDraft !== undefined,
  variants: ({ onVariants }) => onVariants !== undefined,
  run: ({ onRun }) => onRun !== undefined,
} satisfies Record<StateEvent, (handlers: WatchHandlers) => boolean>;

export interface Watcher {
  request: WatchRequest;
  handlers: WatchHandlers;
  /** Newest version handed over, by event and id. */
  seen: Map<string, number>;
}

/** Who on this page watches what, and which of the states that come in are news to them. */
export class Watchers {
  readonly #all = new Set<Watcher>();
  readonly #counts = new Map<string, number>();
  /** Newest version heard of each instance, and the session and the city it belongs to where known. */
  readonly #versions = new Map<string, number>();
  readonly #sessionOf = new Map<string, string>();
  readonly #cityOf = new Map<string, string>();

  get size(): number {
    return this.#all.size;
  }

  /** Everything watched by anybody. */
  get keys(): Iterable<string> {
    return this.#counts.keys();
  }

  add(request: WatchRequest, handlers: WatchHandlers): Watcher {
    const watcher: Watcher = { request, handlers, seen: new Map() };
    this.#all.add(watcher);
    for (const key of topicKeys(request)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return watcher;
  }

  /** Answers what nobody watches any more. */
  remove(watcher: Watcher): string[] {
    if (!this.#all.delete(watcher)) return [];
    return topicKeys(watcher.request).filter((key) => {
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
      return left === 0;
    });
  }

  refuse(request: WatchRequest, code: string, detail: string): void {
    const keys = new Set(topicKeys(request));
    for (const { request: theirs, handlers } of this.#all)
      if (topicKeys(theirs).some((key) => keys.has(key))) handlers.onRefused?.(code, detail);
  }

  snapshot({ instances, active, seats, drafts = [], variants = [], runs = [] }: WatchSnapshot): void {
    for (const instance of instances) this.instance(instance);
    for (const event of active) this.active(event);
    for (const counts of seats) this.seats(counts);
    for (const state of drafts) this.draft(state);
    for (const progress of variants) this.variants(progress);
    for (const run of runs) this.run(run);
  }

  instance(change: InstanceChange): void {
    if (change.sessionId) this.#sessionOf.set(change.id, change.sessionId);
    if (change.citySlug) this.#cityOf.set(change.id, change.citySlug);
    this.#tell('instance', change.id, change.version, ({ onInstance }) => onInstance?.(change));
  }

  active(event: ActiveEvent): void {
    this.#sessionOf.set(event.instanceId, event.sessionId);
    this.#tell('active', event.instanceId, event.version, ({ onActive }) => onActive?.(event));
  }

  seats(counts: SeatCountsView): void {
    this.#tell('seats', counts.instanceId, counts.version, ({ onSeats }) => onSeats?.(counts));
  }

  draft(state: StateEvents['draft']): void {
    this.#tellState('draft', state.id, state.version, ({ onDraft }) => onDraft?.(state));
  }

  variants(progress: StateEvents['variants']): void {
    this.#tellState('variants', progress.draftId, progress.version, ({ onVariants }) =>
      onVariants?.(progress),
    );
  }

  run(run: StateEvents['run']): void {
    this.#tellState('run', run.sessionId, run.version, ({ onRun }) => onRun?.(run));
  }

  /** What to ask for again, by the versions that the server has. */
  behind(versions: Readonly<Record<string, number>>): Set<string> {
    const again = new Set<string>();
    for (const [id, version] of Object.entries(versions)) {
      const event = STATES.find((one) => id.startsWith(`${one}:`));
      if (event) {
        this.#behindState(event, id.slice(event.length + 1), version, again);
        continue;
      }
      for (const watcher of this.#all)
        if (this.#isBehind(watcher, id, version)) for (const key of this.#whyOf(watcher, id)) again.add(key);
    }
    return again;
  }

  #tell(told: Told, id: string, version: number, hand: (handlers: WatchHandlers) => void): void {
    this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? -1));
    for (const watcher of this.#all) {
      const key = `${told}:${id}`;
      if (version <= (watcher.seen.get(key) ?? -1) || this.#whyOf(watcher, id).length === 0) continue;
      watcher.seen.set(key, version);
      hand(watcher.handlers);
    }
  }

  #tellState(event: StateEvent, id: string, version: number, hand: (handlers: WatchHandlers) => void): void {
    const key = liveKey(event, id);
    for (const { request, handlers, seen } of this.#all) {
      if (!request[LIST_OF[event]]?.includes(id) || version <= (seen.get(key) ?? -1)) continue;
      seen.set(key, version);
      hand(handlers);
    }
  }

  #behindState(event: StateEvent, id: string, version: number, again: Set<string>): void {
    const key = liveKey(event, id);
    for (const { request, handlers, seen } of this.#all) {
      if (!HEARS[event](handlers) || !request[LIST_OF[event]]?.includes(id)) continue;
      if ((seen.get(key) ?? -1) < version) again.add(`${LIST_OF[event]}:${id}`);
    }
  }

  /**
   * Each kind by itself: the seats of a version may have come while its new title was lost. `active` only tells of
   * beginnings and ends, so there is nothing of most versions.
   */
  #isBehind({ handlers, seen }: Watcher, id: string, version: number): boolean {
    const has = (told: Told): number => seen.get(`${told}:${id}`) ?? -1;
    if (handlers.onInstance && has('instance') < version) return true;
    if (handlers.onSeats && has('seats') < version) return true;
    return (this.#versions.get(id) ?? -1) < version;
  }

  /** By which of its wishes an instance is this watcher's; none when it is not. */
  #whyOf({ request }: Watcher, id: string): string[] {
    if (request.instances?.includes(id) === true) return [`instances:${id}`];
    const [session, city] = [this.#sessionOf.get(id), this.#cityOf.get(id)];
    if (session === undefined && city === undefined && !this.#isNamed(id)) {
      // Never heard of: one of a session or a city that is watched, or the server would not have told of it.
      return topicKeys(request).filter((key) => /^(sessions|city):/.test(key));
    }
    const keys = [];
    if (session !== undefined && request.sessions?.includes(session) === true)
      keys.push(`sessions:${session}`);
    if (city !== undefined && request.city === city) keys.push(`city:${city}`);
    return keys;
  }

  /** Some watcher asked for it by its id, so that explains why it is told of. */
  #isNamed = (id: string): boolean => this.#counts.has(`instances:${id}`);
}
