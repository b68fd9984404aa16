import type { Rng } from '@ensemble/shared';
import { type Call, Ledger } from './ledger.ts';

/** What a reservation's own answer says about where to go on with it. */
interface Booked {
  id: string;
  instanceId: string;
  bearer: string;
}

export interface CrowdOptions {
  rng: Rng;
  /** Origins of the nodes; a client keeps to one of them while it lives. */
  nodes: readonly string[];
  ids: readonly string[];
  /** Bearers of people who book, and of one who runs these sessions. */
  people: readonly string[];
  guide: string;
  /** Lets time go by in the store. */
  passes: ((ms: number) => Promise<void>) | null;
}

const MINUTE = 60_000;
const STEPS = 3;

/**
 * Hundreds of clients at once over real HTTP: they book, hold, wait, confirm, cancel, resize, move and check in, on
 * few sessions with few seats, while time goes by and guides change how many seats there are. Each call may be made
 * twice at once, or again later, on whichever node.
 */
export class Crowd {
  readonly ledger: Ledger;
  readonly #options: CrowdOptions;
  readonly #booked: Booked[] = [];
  #done = 0;
  #calls = 0;

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.ledger = new Ledger(options.nodes);
  }

  /** From 0 to 1. */
  get progress(): number {
    return this.#done;
  }

  /** Resolves when so many clients have had all their answers. */
  async live(clients: number): Promise<void> {
    let left = clients;
    const clock = this.#clock(() => left > 0);
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let step = 0; step < STEPS; step++) {
          await this.#step();
          this.#done += 1 / (clients * STEPS);
        }
        left--;
      }),
    );
    await clock;
  }

  async #clock(goesOn: () => boolean): Promise<void> {
    const { passes, rng } = this.#options;
    while (passes && goesOn()) {
      await passes(rng.int(3) * MINUTE + rng.int(MINUTE));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  async #step(): Promise<void> {
    const { rng, nodes } = this.#options;
    const known = this.ledger.calls;
    const again = known.length > 50 && rng.chance(0.12) ? rng.pick(known) : null;
    const call = again ?? this.#next();
    const twin = rng.chance(0.2) ? this.ledger.deliver(call, rng.pick(nodes)) : null;
    const [heard] = await Promise.all([this.ledger.deliver(call, rng.pick(nodes)), twin]);
    if (call.what === 'book' && heard.id !== null)
      this.#booked.push({ id: heard.id, instanceId: call.instanceId, bearer: call.bearer });
    if (call.what === 'move' && heard.id !== null) {
      const moved = this.#booked.find(({ id }) => id === heard.id);
      if (moved) this.#booked.push({ ...moved, instanceId: call.instanceId });
    }
  }

  #next(): Call {
    const { rng, ids, guide, people } = this.#options;
    const key = `crowd ${rng.seed} ${this.#calls++}`.replaceAll(' ', '-');
    const roll = rng.next();
    if (this.#booked.length < 20 || roll < 0.4) {
      const instanceId = rng.pick(ids);
      const body = {
        kind: rng.pick(['fit', 'member']),
        seats: 1 + rng.int(3),
        partyName: 'Rosa',
        hold: rng.chance(0.6),
        holdMinutes: 1 + rng.int(10),
        waitlist: rng.chance(0.4),
      };
      const path = `/api/instances/${instanceId}/reservations`;
      return { what: 'book', key, method: 'POST', path, instanceId, body, bearer: rng.pick(people) };
    }
    // Mostly of those that came last: the first are over by now.
    const { id, instanceId, bearer } =
      this.#booked[Math.max(0, this.#booked.length - 1 - rng.int(40))] ?? rng.pick(this.#booked);
    const path = `/api/instances/${instanceId}/reservations/${id}`;
    const call = { key, instanceId, bearer };
    if (roll < 0.55) return { ...call, what: 'confirm', method: 'POST', path: `${path}/confirm`, body: {} };
    if (roll < 0.7) return { ...call, what: 'cancel', method: 'POST', path: `${path}/cancel`, body: {} };
    if (roll < 0.8)
      return { ...call, what: 'resize', method: 'PATCH', path, body: { seats: 1 + rng.int(4) } };
    if (roll < 0.86) {
      const to = rng.pick(ids);
      return {
        ...call,
        what: 'move',
        method: 'POST',
        path: `${path}/move`,
        instanceId: to,
        body: { instanceId: to },
      };
    }
    if (roll < 0.95) {
      const what = rng.pick(['check-in', 'check-in', 'no-show'] as const);
      return { ...call, what, method: 'POST', path: `${path}/${what}`, body: {}, bearer: guide };
    }
    const body = { capacityMax: 12 + rng.int(24) };
    const place = `/api/instances/${instanceId}`;
    return { what: 'capacity', key, method: 'PATCH', path: place, instanceId, body, bearer: guide };
  }
}
