import { AppError, Rng, systemClock } from '@ensemble/shared';
import type { ReservationView, SeatState } from '@ensemble/shared/seats';
import { type Connection, Types } from 'mongoose';
import { InstanceOwners, InstancesRepo, InstancesService } from '../../server/src/instances/index.ts';
import { SeatDesk } from '../../server/src/seats/desk.ts';
import { SeatsRepo } from '../../server/src/seats/seats.repo.ts';
import { SeatsService } from '../../server/src/seats/seats.service.ts';

const MINUTE = 60_000;
const TRIP = 'trip';

/** One app's seats on a shared store: a queue and listeners of its own, as in a process of its own. */
export interface Node {
  seats: SeatsService;
  instances: InstancesService;
  desk: SeatDesk;
}

export function openNode(connection: Connection, repo = new SeatsRepo(connection)): Node {
  const desk = new SeatDesk(repo);
  const seats = new SeatsService(repo, desk);
  const instances = new InstancesService(
    new InstancesRepo(connection, systemClock),
    new InstanceOwners(),
    systemClock,
  );
  instances.seatRule = seats.rule;
  return { seats, instances, desk };
}

interface Call {
  what: string;
  /** The same every time: a repeat is the same call, to whichever node. */
  run(node: Node): Promise<unknown>;
  /** Whether a repeat must hear exactly what the first heard. */
  exact: boolean;
}

type Stored = Record<string, unknown> & { version: number };

const USED = ['confirmed', 'checkedIn', 'noShow'];

/**
 * Some instances, people and two nodes; calls come at the same time, answers get lost and calls are repeated. The
 * rules that judge it count for themselves, from what was written and from what people were told.
 */
export class SeatsFuzzWorld {
  readonly rng: Rng;
  readonly ids: string[] = [];
  readonly seen: Record<string, number> = {};
  readonly #nodes: readonly Node[];
  readonly #connection: Connection;
  readonly #sent: Call[] = [];
  readonly #heard = new Map<Call, string>();
  readonly #known: ReservationView[] = [];
  readonly #versions = new Map<string, Map<number, SeatState>>();
  readonly #tripId = new Types.ObjectId().toHexString();
  #allocated = new Map<string, number>();
  #calls = 0;

  constructor(seed: number, connection: Connection, nodes: readonly Node[]) {
    this.rng = new Rng(seed);
    this.#connection = connection;
    this.#nodes = nodes;
  }

  async open(): Promise<void> {
    const now = systemClock.now();
    const at = (hours: number): Date => new Date(now + hours * 3_600_000);
    const rows = [0, 1, 2].map(() => ({
      _id: new Types.ObjectId(),
      source: { kind: 'manual', id: new Types.ObjectId() },
      originDate: '2031-01-01',
      originStart: '20:00',
      date: '2031-01-01',
      startTime: '20:00',
      startsAt: at(90_000),
      endsAt: at(90_003),
      activeFrom: at(90_000),
      activeUntil: at(90_003),
      status: 'scheduled',
      capacityMin: null,
      capacityMax: 3 + this.rng.int(6),
      priceMinor: null,
      version: 1,
    }));
    await this.#rows().insertMany(rows);
    for (const row of rows) {
      this.ids.push(row._id.toHexString());
      this.#versions.set(row._id.toHexString(), new Map());
    }
  }

  /** Every write that is told of, by whichever node. */
  listen(instanceId: string, state: SeatState, nowMs: number): void {
    const versions = this.#versions.get(instanceId);
    if (!versions) return;
    if (versions.has(state.version)) this.say('two writes made the same version');
    versions.set(state.version, state);
    const used = state.reservations
      .filter((one) => USED.includes(one.state) || (one.state === 'held' && (one.holdUntilMs ?? 0) > nowMs))
      .reduce((sum, { seats }) => sum + seats, 0);
    if (used > (state.capacityMax ?? Infinity)) this.say('oversold');
  }

  /** At least so many calls at once, each to some node; then everything stored is looked at. */
  async round(calls: number): Promise<void> {
    const allocation = this.rng.chance(0.4) ? this.#allocation() : null;
    const next = Array.from({ length: calls + this.rng.int(3) }, () => this.#next());
    await Promise.all([...next.map((call) => this.#deliver(call)), allocation?.()]);
    await this.#judge();
  }

  say(rule: string): never {
    throw new Error(`${rule}, seed ${this.rng.seed}`);
  }

  #rows() {
    if (!this.#connection.db) throw new Error('no store');
    return this.#connection.db.collection<Stored & { _id: Types.ObjectId }>('session_instances');
  }

  #next(): Call {
    if (this.#sent.length > 0 && this.rng.chance(0.35)) return this.rng.pick(this.#sent);
    const call = this.#newCall();
    this.#sent.push(call);
    return call;
  }

  #newCall(): Call {
    const { rng } = this;
    const key = `key ${rng.seed} ${this.#calls++}`;
    const instanceId = rng.pick(this.ids);
    const roll = rng.next();
    if (this.#known.length === 0 || roll < 0.4) return this.#reserve(instanceId, key);
    const known = rng.pick(this.#known);
    const on = { instanceId: known.instanceId, reservationId: known.id, key };
    if (roll < 0.75) {
      const what = rng.pick(['confirm', 'confirm', 'cancel', 'cancel', 'check-in', 'no-show'] as const);
      return { what, exact: true, run: ({ seats }) => seats.step(what, on) };
    }
    if (roll < 0.83) return this.#resize(known, key);
    if (roll < 0.9) {
      const from = { ...this.#newest(known), key };
      return { what: 'move', exact: false, run: ({ seats }) => seats.move(from, instanceId) };
    }
    if (roll < 0.96) {
      const capacityMax = 2 + rng.int(8);
      return {
        what: 'capacity',
        exact: false,
        run: ({ instances }) => instances.patch(instanceId, { capacityMax }, null),
      };
    }
    // The trip is in the others: what it has must stay.
    const first = this.ids[0] ?? '';
    return rng.chance(0.5)
      ? { what: 'cancel all', exact: false, run: ({ instances }) => instances.cancel(first, null) }
      : { what: 'reinstate', exact: false, run: ({ instances }) => instances.reinstate(first, null) };
  }

  /** Half of them ask for more than is likely to be left. */
  #resize(known: ReservationView, key: string): Call {
    const { rng } = this;
    const { seats: had, ...on } = this.#newest(known);
    const seats = rng.chance(0.5) ? had + 2 + rng.int(3) : 1 + rng.int(4);
    return { what: 'resize', exact: true, run: (node) => node.seats.patch({ ...on, key }, { seats }) };
  }

  /** Half of the time who came last: they have hardly lapsed or left yet. */
  #newest(known: ReservationView): { instanceId: string; reservationId: string; seats: number } {
    const { instanceId, id, seats } = (this.rng.chance(0.5) && this.#known.at(-1)) || known;
    return { instanceId, reservationId: id, seats };
  }

  #reserve(instanceId: string, key: string): Call {
    const { rng } = this;
    const id = new Types.ObjectId().toHexString();
    const viewer = {
      userId: 'f'.repeat(24),
      name: 'x',
      email: null,
      isGuest: rng.chance(0.5),
      roles: [],
      authSessionId: '',
    };
    const input = {
      kind: rng.pick(['fit', 'member', 'invited'] as const),
      seats: 1 + rng.int(3),
      partyName: id,
      hold: false,
      holdMinutes: 5 + rng.int(20),
      waitlist: rng.chance(0.5),
    };
    return {
      what: 'reserve',
      exact: true,
      run: ({ seats }) => seats.reserve(viewer, instanceId, input, { id, key }),
    };
  }

  /** The first node alone plans trips; the duplicate comes right behind. */
  #allocation(): () => Promise<void> {
    const wanted = this.ids.slice(1).filter(() => this.rng.chance(0.7));
    const lines = wanted.map((instanceId) => ({ instanceId, seats: 1 + this.rng.int(4) }));
    const key = `trip ${this.rng.seed} ${this.#calls++}`;
    const [planner] = this.#nodes;
    return async () => {
      if (!planner) return;
      const allocate = () =>
        outcomeOf(
          planner.seats.allocate({ tripId: this.#tripId, partyName: TRIP, userId: null, lines, key }),
        );
      const [one, other] = await Promise.all([allocate(), allocate()]);
      if (one.heard !== other.heard) this.say(`a repeated allocation heard ${other.heard}, not ${one.heard}`);
      this.#count(`allocate ${one.heard}`);
      if (one.heard === 'done')
        this.#allocated = new Map(lines.map(({ instanceId, seats }) => [instanceId, seats]));
    };
  }

  async #deliver(call: Call): Promise<void> {
    const first = this.#heard.get(call);
    const { heard, value } = await outcomeOf(call.run(this.rng.pick(this.#nodes)));
    this.#count(`${first === undefined ? '' : 'again '}${call.what} ${heard}`);
    if (call.exact && first !== undefined && heard !== first) {
      this.say(`a repeated ${call.what} heard ${heard}, not ${first}`);
    }
    this.#heard.set(call, heard);
    // The answer may be lost on its way; then nobody knows what to do next with it but repeat.
    const isView = call.what === 'reserve' || call.what === 'move';
    if (value !== undefined && isView && this.rng.chance(0.8)) this.#known.push(value as ReservationView);
  }

  #count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }

  async #judge(): Promise<void> {
    const living = new Map<string, number>();
    const rows = await this.#rows()
      .find({ _id: { $in: this.ids.map((id) => new Types.ObjectId(id)) } })
      .toArray();
    for (const row of rows) {
      const id = row._id.toHexString();
      const reservations = (row['reservations'] ?? []) as Record<string, unknown>[];
      const seatsIn = (...states: string[]): number =>
        reservations
          .filter(({ state }) => states.includes(state as string))
          .reduce((sum, { seats }) => sum + (seats as number), 0);
      if ((row['seatsTaken'] ?? 0) !== seatsIn(...USED)) this.say('taken is not the sum of the reservations');
      if ((row['seatsHeld'] ?? 0) !== seatsIn('held')) this.say('held is not the sum of the holds');
      const ids = new Set(reservations.map((one) => one['id']));
      if (ids.size !== reservations.length) this.say('one reservation is there twice');
      const trip = reservations.find((one) => one['tripId'] === this.#tripId && one['state'] === 'confirmed');
      if (trip) living.set(id, trip['seats'] as number);
      this.#judgeWatchers(id, row);
    }
    const sorted = (lines: Map<string, number>): string => JSON.stringify([...lines].sort());
    if (sorted(living) !== sorted(this.#allocated))
      this.say(`a trip has ${sorted(living)}, not ${sorted(this.#allocated)}`);
  }

  /** Who listens has the last state that seats gave it, if nothing else was written since. */
  #judgeWatchers(id: string, row: Stored): void {
    const versions = this.#versions.get(id);
    const last = Math.max(0, ...(versions?.keys() ?? []));
    if (last > row.version) this.say('a version was told that is not stored');
    const told = versions?.get(row.version);
    const states = (list: readonly { state: string }[]): string => list.map(({ state }) => state).join();
    if (told && states(told.reservations) !== states((row['reservations'] ?? []) as { state: string }[]))
      this.say('the last state told is not the one stored');
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<{ heard: string; value?: unknown }> {
  try {
    return { heard: 'done', value: await work };
  } catch (error) {
    if (error instanceof AppError) return { heard: error.code };
    throw error;
  }
}

/** How much time passes before each round. */
export const TIMES = [0, 4, 11, 15, 0, 20].map((minutes) => minutes * MINUTE);
