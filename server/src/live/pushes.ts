import type { ActiveEvent, InstanceView, StateEvent, StateEvents } from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { LatestWins } from './latest-wins.ts';
import { PUBLIC_MS, STAFF_MS } from './limits.ts';
import { type Audience, AUDIENCES, type LiveNamespace } from './live.types.ts';

/** A whole state on its way, and the watched things it is about: `instance:<id>`, `session:<id>`, `city:<slug>`, … */
interface Push<Body> {
  body: Body;
  things: readonly string[];
}

type Rooms = ReturnType<LiveNamespace['to']>;

const isOlder = (one: Push<{ version: number }>, other: Push<{ version: number }>): boolean =>
  one.body.version < other.body.version;

/**
 * Whole states to the rooms of whoever watches what they are about. A page in several of these rooms is told once,
 * and as the most that it is in any of them: a guide who also watches the public board hears as a guide.
 */
export class Pushes {
  readonly #namespace: LiveNamespace;
  readonly #instances: Record<Audience, LatestWins<Push<InstanceView>>>;
  readonly #seats: Record<'staff' | 'public', LatestWins<Push<SeatCountsView>>>;
  readonly #states: { [Event in StateEvent]: LatestWins<Push<StateEvents[Event]>> };

  constructor(namespace: LiveNamespace) {
    this.#namespace = namespace;
    const instances = (everyMs: number, audience: Audience) =>
      new LatestWins<Push<InstanceView>>(
        everyMs,
        (_id, { body, things }) => this.#into(things, [audience]).emit('instance', body),
        isOlder,
      );
    this.#instances = {
      manager: instances(STAFF_MS, 'manager'),
      staff: instances(STAFF_MS, 'staff'),
      public: instances(PUBLIC_MS, 'public'),
    };
    const seats = (everyMs: number, audiences: readonly Audience[]) =>
      new LatestWins<Push<SeatCountsView>>(
        everyMs,
        (_id, { body, things }) => this.#into(things, audiences).emit('seats', body),
        isOlder,
      );
    this.#seats = { staff: seats(STAFF_MS, ['manager', 'staff']), public: seats(PUBLIC_MS, ['public']) };
    const states = <Event extends StateEvent>(tell: (rooms: Rooms, body: StateEvents[Event]) => void) =>
      new LatestWins<Push<StateEvents[Event]>>(
        STAFF_MS,
        (_id, { body, things }) => {
          tell(this.#into(things, AUDIENCES), body);
        },
        isOlder,
      );
    this.#states = {
      draft: states<'draft'>((rooms, body) => rooms.emit('draft', body)),
      variants: states<'variants'>((rooms, body) => rooms.emit('variants', body)),
      run: states<'run'>((rooms, body) => rooms.emit('run', body)),
    };
  }

  /** `open` is what anybody may see, `full` what those who manage it do. */
  instance(open: InstanceView, full: InstanceView): void {
    const { id, sessionId, citySlug } = open;
    const things = [
      `instance:${id}`,
      ...(sessionId ? [`session:${sessionId}`] : []),
      ...(citySlug ? [`city:${citySlug}`] : []),
    ];
    for (const audience of AUDIENCES)
      this.#instances[audience].push(id, { body: audience === 'manager' ? full : open, things });
  }

  seats(counts: SeatCountsView, citySlug: string | null): void {
    const { instanceId } = counts;
    const push = {
      body: counts,
      things: [`instance:${instanceId}`, ...(citySlug === null ? [] : [`city:${citySlug}`])],
    };
    this.#seats.staff.push(instanceId, push);
    this.#seats.public.push(instanceId, push);
  }

  /** `thing` is what is watched, such as `draft:<id>`; all of its audiences are told the same. */
  state<Event extends StateEvent>(event: Event, thing: string, body: StateEvents[Event]): void {
    this.#states[event].push(thing, { body, things: [thing] });
  }

  /** At once: an evening begins and ends seldom. */
  active(event: ActiveEvent): void {
    const things = [`instance:${event.instanceId}`, `session:${event.sessionId}`];
    this.#into(things, AUDIENCES).emit('active', event);
  }

  /** Sends what waits and stops the timers. */
  close(): void {
    for (const latest of Object.values(this.#instances)) latest.close();
    for (const latest of Object.values(this.#seats)) latest.close();
    for (const latest of Object.values(this.#states)) latest.close();
  }

  #into(things: readonly string[], audiences: readonly Audience[]) {
    const first = AUDIENCES.findIndex((audience) => audiences.includes(audience));
    return this.#namespace.to(roomsOf(things, audiences)).except(roomsOf(things, AUDIENCES.slice(0, first)));
  }
}

const roomsOf = (things: readonly string[], audiences: readonly Audience[]): string[] =>
  things.flatMap((thing) => audiences.map((audience) => `${thing}:${audience}`));
