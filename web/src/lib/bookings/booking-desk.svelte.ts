import { invalidate } from '$app/navigation';
import type { ReservationCreateInput, ReservationView } from '@ensemble/shared/seats/seats.schema';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { mailLink, reserve } from './bookings.api.ts';
import type { BookingInput, BookingValues } from './booking-form.ts';
import { ensureSomebody } from './guest.ts';
import { Intent } from './intent.ts';
import { Mailed } from './mailed.ts';

/** What somebody asks for with one press. */
export interface Wish {
  input: BookingInput;
  /** Kept for a while, to be confirmed later; else it is confirmed at once. Guests always hold. */
  hold: boolean;
  /** When the seats are gone: join the line. */
  waitlist: boolean;
  isMember: boolean;
}

export const HOLD_MINUTES = 15;

/** The seats somebody wanted are not there. */
export interface Shortage {
  wanted: number;
  left: number;
  /** The newest version of the instance when it was told: what is pushed later knows better. */
  version: number;
}

/** Books seats of one instance: a visitor becomes a guest on the way, and each wish takes effect once. */
export class BookingDesk {
  /** What stands in the form. */
  values: BookingValues;
  /** What one has here, as far as this page knows. */
  mine = $state.raw<readonly ReservationView[]>([]);
  shortage = $state.raw<Shortage | null>(null);
  /** The mail that was asked for with the booking did not go; the booking stands all the same. */
  mailProblem = $state.raw<ApiProblem | null>(null);
  /** What came of it is what an earlier try did, not what stands in the form now. */
  earlier = $state(false);
  readonly #intent = new Intent();
  readonly #instanceId: string;

  constructor(instanceId: string, values: BookingValues) {
    this.#instanceId = instanceId;
    this.values = $state(values);
  }

  /** Notes a booking as it is now; a new one stands first. */
  set(one: ReservationView): void {
    this.mine = this.mine.some(({ id }) => id === one.id)
      ? this.mine.map((known) => (known.id === one.id ? one : known))
      : [one, ...this.mine];
  }

  /** Out of sight, with the form as it was for it. */
  drop(one: ReservationView): void {
    this.mine = this.mine.filter(({ id }) => id !== one.id);
    this.values.seats = one.seats;
  }

  /** Null when there were not enough seats: `shortage` says how many. @throws ApiProblem for all else */
  async book({ input, hold, waitlist, isMember }: Wish, version: number): Promise<ReservationView | null> {
    this.shortage = this.mailProblem = null;
    const body: ReservationCreateInput = {
      kind: isMember ? 'member' : 'fit',
      seats: input.seats,
      partyName: input.partyName,
      hold,
      holdMinutes: HOLD_MINUTES,
      waitlist,
    };
    try {
      await ensureSomebody(input.partyName);
      const one = await reserve(this.#instanceId, body, this.#intent.key);
      this.earlier = this.#intent.isUnheard && one.seats !== input.seats;
      this.#intent.done();
      await this.#mail(one, input.email);
      // Who was a visitor is a guest by now. Not before it worked: the page is drawn anew for another person.
      void invalidate('app:me');
      return one;
    } catch (thrown) {
      const problem = asProblem(thrown);
      this.#intent.failed(problem);
      if (problem.code !== 'seats-unavailable') throw problem;
      const left = Number(problem.details['left'] ?? 0);
      this.shortage = { wanted: input.seats, left: Math.max(0, left), version };
      return null;
    }
  }

  async #mail(one: ReservationView, email: string): Promise<void> {
    if (email === '' || (one.state !== 'held' && one.state !== 'waitlisted')) return;
    try {
      await mailLink(one, email);
      Mailed.note(one.id, email);
    } catch (thrown) {
      this.mailProblem = asProblem(thrown);
    }
  }
}

interface Kept {
  userId: string | null;
  desk: BookingDesk;
}
/** Only in the browser: on the server it would be everybody's. */
const desks = new Map<string, Kept>();

/**
 * The desk of an instance. It outlives the page that shows it: a visitor who becomes a guest, or signs in to go on,
 * gets a new page and finds there what they typed. Nobody finds what somebody else did.
 */
export function deskFor(instanceId: string, userId: string | null, values: BookingValues): BookingDesk {
  if (typeof window === 'undefined') return new BookingDesk(instanceId, values);
  const kept = desks.get(instanceId);
  const isTheirs = kept !== undefined && (kept.userId === null || kept.userId === userId);
  const desk = isTheirs ? kept.desk : new BookingDesk(instanceId, values);
  desks.set(instanceId, { userId, desk });
  return desk;
}
