import { Rng } from '../core/rng.ts';
import type { applySeatAction } from './apply.ts';
import {
  emptySeats,
  MAX_HOLD_LIFE_MS,
  type Reservation,
  type SeatAction,
  type SeatResult,
  type SeatState,
} from './model.ts';
import { mayBecome, type ReservationState } from './states.ts';

/**
 * A random life of one instance, with lost and late and repeated calls, judged at every step by rules that
 * share no code with what they judge: they read the reservations and count for themselves.
 */

export type Apply = typeof applySeatAction;
const MINUTE = 60_000;
const TAKEN: readonly ReservationState[] = ['confirmed', 'checkedIn', 'noShow'];

const live = (one: Reservation, nowMs: number): boolean =>
  TAKEN.includes(one.state) || (one.state === 'held' && (one.holdUntilMs ?? 0) > nowMs);

const used = (state: SeatState, nowMs: number): number =>
  state.reservations.filter((one) => live(one, nowMs)).reduce((sum, one) => sum + one.seats, 0);

const visible = ({ answers: _, version: __, ...rest }: SeatState): string => JSON.stringify(rest);

export class SeatWorld {
  readonly rng: Rng;
  state: SeatState;
  nowMs = 1_800_000_000_000;
  /** How often each thing happened: an idle run proves nothing. */
  readonly seen: Record<string, number> = {};
  readonly #apply: Apply;
  readonly #sent: SeatAction[] = [];
  readonly #firstRefusals = new Map<string, string>();
  readonly #lapsed = new Set<string>();
  #next = 0;

  constructor(seed: number, apply: Apply) {
    this.rng = new Rng(seed);
    this.#apply = apply;
    this.state = emptySeats(2, this.rng.chance(0.1) ? null : 4 + this.rng.int(9));
  }

  /** One call arriving, after a while. Throws with the rule that was broken. */
  step(): void {
    if (this.rng.chance(0.4)) this.nowMs += this.rng.int(12) * MINUTE;
    const again = this.#sent.length > 0 && this.rng.chance(0.3);
    const action = again ? this.rng.pick(this.#sent) : this.#newAction();
    if (!again) this.#sent.push(action);
    const before = this.state;
    const result = this.#apply(before, action, this.nowMs);
    this.state = result.state;
    this.#judge(before, action, result);
    this.#count(`${again ? 'again ' : ''}${action.type} ${result.refusal?.code ?? result.outcome}`);
    if (result.promoted.length > 0) this.#count('promoted');
    if (result.expired.length > 0) this.#count('expired');
  }

  #count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }

  #newAction(): SeatAction {
    const { rng } = this;
    const key = `key-${this.#next++}`;
    const ids = this.state.reservations.map(({ id }) => id);
    if (this.state.status === 'cancelled' && rng.chance(0.3)) return { type: 'reinstate-instance', key };
    const roll = rng.next();
    if (ids.length === 0 || roll < 0.34) {
      const holdMs = rng.chance(0.6) ? (1 + rng.int(60)) * MINUTE : null;
      return {
        type: 'reserve',
        key,
        party: this.#party(`r${this.#next}`),
        holdMs,
        waitlist: rng.chance(0.6),
      };
    }
    // The moment people quarrel about: a tap on confirm just after the hold has run out.
    const late = this.state.reservations.find((one) => one.state === 'held' && !live(one, this.nowMs));
    if (late && rng.chance(0.5)) return { type: 'confirm', key, id: late.id };
    // Mostly those to whom something can still happen, or a long life is spent on the dead.
    const alive = this.state.reservations.filter(
      (one) => one.state !== 'expired' && one.state !== 'cancelled',
    );
    const id = alive.length > 0 && rng.chance(0.8) ? rng.pick(alive).id : rng.pick(ids);
    if (roll < 0.75) {
      return { type: rng.pick(['confirm', 'cancel', 'cancel', 'check-in', 'no-show'] as const), key, id };
    }
    if (roll < 0.83) return { type: 'resize', key, id, seats: 1 + rng.int(9) };
    if (roll < 0.86) return { type: 'renew', key, id, holdMs: rng.int(60) * MINUTE };
    if (roll < 0.89) return { type: 'move-out', key, id, to: 'elsewhere' };
    if (roll < 0.9) return { type: 'rename', key, id, partyName: `party ${this.#next}` };
    if (roll < 0.92) return this.#moveIn(key, rng.chance(0.5) ? id : `m${this.#next}`);
    if (roll < 0.97) {
      const capacityMax = rng.chance(0.1) ? null : 2 + rng.int(12);
      return { type: 'set-capacity', key, capacityMin: rng.int(3), capacityMax };
    }
    if (roll < 0.985) return { type: 'settle', key: null };
    return { type: 'cancel-instance', key };
  }

  #party(id: string): Extract<SeatAction, { type: 'reserve' }>['party'] {
    const kind = this.rng.pick(['trip', 'fit', 'member', 'invited'] as const);
    const seats = 1 + this.rng.int(this.rng.chance(0.1) ? 16 : 5);
    return { id, kind, seats, partyName: id, priceMinor: 2500, tripId: null, userId: null };
  }

  #moveIn(key: string, id: string): SeatAction {
    const held = this.rng.chance(0.5);
    const heldSinceMs = this.nowMs - this.rng.int(20) * MINUTE;
    return {
      type: 'move-in',
      key,
      party: {
        ...this.#party(id),
        state: held ? 'held' : 'confirmed',
        heldSinceMs,
        holdUntilMs: held ? heldSinceMs + 30 * MINUTE : null,
      },
    };
  }

  #judge(before: SeatState, action: SeatAction, result: SeatResult): void {
    const { state, nowMs } = this;
    const say = (rule: string): never => {
      throw new Error(`${rule}, seed ${this.rng.seed}, by ${JSON.stringify(action)}`);
    };
    const max = state.capacityMax ?? Infinity;
    if (used(state, nowMs) > max) say('oversold');
    const changed = visible(before) !== visible(state);
    if (state.version !== before.version + (changed ? 1 : 0)) say('version does not follow change');
    this.#judgeRepeat(before, action, result, say);
    this.#judgeTransitions(before, action, result, say);
    this.#judgeLine(before, result, say);
    for (const one of state.reservations) {
      if (one.state !== 'held') continue;
      if ((one.holdUntilMs ?? 0) <= nowMs) say('a lapsed hold is still held');
      if ((one.holdUntilMs ?? 0) > (one.heldSinceMs ?? 0) + MAX_HOLD_LIFE_MS) say('a hold outlives its cap');
    }
  }

  /** A key that was answered before changes nothing but what time did, and a no stays a no. */
  #judgeRepeat(
    before: SeatState,
    action: SeatAction,
    result: SeatResult,
    say: (rule: string) => never,
  ): void {
    if (action.key === null) return;
    const heard = JSON.stringify(result.refusal);
    const first = this.#firstRefusals.get(action.key);
    if (first === undefined) {
      this.#firstRefusals.set(action.key, heard);
      return;
    }
    if (heard !== first) say('a repeat heard another answer');
    const byTimeAlone = this.#apply(before, { type: 'settle', key: null }, this.nowMs).state;
    if (visible(byTimeAlone) !== visible(this.state)) say('a repeat changed something');
  }

  #judgeTransitions(
    before: SeatState,
    action: SeatAction,
    result: SeatResult,
    say: (rule: string) => never,
  ): void {
    const earlier = new Map(before.reservations.map((one) => [one.id, one]));
    if (new Set(this.state.reservations.map(({ id }) => id)).size !== this.state.reservations.length) {
      say('one reservation is there twice');
    }
    for (const id of earlier.keys()) {
      if (!this.state.reservations.some((one) => one.id === id)) say('history was lost');
    }
    for (const id of result.expired) {
      if (this.#lapsed.has(id)) say('a hold lapsed twice');
      this.#lapsed.add(id);
    }
    const arrived = action.type === 'move-in' && result.outcome === 'done' ? action.party.id : null;
    if (arrived !== null) this.#lapsed.delete(arrived);
    for (const one of this.state.reservations) {
      const was = earlier.get(one.id);
      if (!was || was.state === one.state || one.id === arrived) continue;
      if (!mayBecome(was.state, one.state)) say(`${was.state} became ${one.state}`);
      else if (was.state === 'held' && !live(was, this.nowMs) && one.state !== 'expired') {
        say(`a hold that had lapsed became ${one.state}`);
      }
    }
  }

  #judgeLine(before: SeatState, result: SeatResult, say: (rule: string) => never): void {
    const { state, nowMs } = this;
    const open = state.status === 'scheduled' || state.status === 'active';
    const left = (state.capacityMax ?? Infinity) - used(state, nowMs);
    const promoted = state.reservations.filter(({ id }) => result.promoted.includes(id));
    for (const one of state.reservations) {
      if (one.state !== 'waitlisted' || !open) continue;
      const later = promoted.filter(({ queueNo }) => (queueNo ?? 0) > (one.queueNo ?? 0));
      // What was free when it was this one's turn; nobody behind it may have what it could have had.
      if (one.seats <= left + later.reduce((sum, { seats }) => sum + seats, 0))
        say('the line was jumped or stalled');
    }
    const waited = new Set(
      before.reservations.filter((one) => one.state === 'waitlisted').map(({ id }) => id),
    );
    if (promoted.some(({ id }) => !waited.has(id))) say('somebody was promoted who did not wait');
  }
}
