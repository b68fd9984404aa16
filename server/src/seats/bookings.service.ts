import { AppError, type Clock } from '@ensemble/shared';
import {
  type BookingLinkView,
  type BookingsQuery,
  type BookingView,
  isOver,
  type Reservation,
  type ReservationView,
  seatCountsView,
} from '@ensemble/shared/seats';
import { expireHolds } from '@ensemble/shared/seats/settle';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { Viewer } from '../http/viewer.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import type { BookingLinks } from './booking-links.repo.ts';
import type { BookingMails } from './booking-mails.ts';
import type { BookingKey, BookingsRepo } from './bookings.repo.ts';
import type { SeatsNow } from './desk.ts';
import { presentReservation } from './present.ts';
import { problemOfRefusal } from './problems.ts';
import type { Keyed, SeatsService } from './seats.service.ts';

/** A party moves from one to the next; so many times in a row is a circle. */
const MOST_MOVES = 20;

export interface BookingsDeps {
  repo: BookingsRepo;
  links: BookingLinks;
  mails: BookingMails;
  seats: SeatsService;
  instances: InstancesService;
  clock: Clock;
}

/** Instead of a reservation's id: all of that instance were seen. */
const LAST = 'last';

interface Found {
  row: InstanceRow;
  now: SeatsNow;
  one: Reservation;
}

const Cursor = z.tuple([z.iso.datetime(), z.string().regex(/^[0-9a-f]{24}$/), z.string()]);

/** Reservations for the people who made them, signed in or by a mailed link. */
export class BookingsService {
  readonly #deps: BookingsDeps;

  constructor(deps: BookingsDeps) {
    this.#deps = deps;
  }

  /** What this person booked and may still see, those that are cancelled or lapsed included. */
  async mine(
    viewer: Viewer,
    { limit, cursor, past }: BookingsQuery,
  ): Promise<{ items: BookingView[]; nextCursor: string | null }> {
    const { repo, clock } = this.#deps;
    const page = { past: past === 'true', nowMs: clock.now(), limit: limit + 2 };
    const found: Found[] = [];
    let from: BookingKey | null = decodeCursor(Cursor, cursor);
    for (;;) {
      // One more than the page, and one whose reservations may all be on the page before.
      const ids = await repo.ofUser(viewer.userId, { ...page, from });
      const rows = await this.#rows(ids);
      found.push(...(await this.#theirs(viewer, rows, from)));
      const last = rows.at(-1);
      if (found.length > limit || ids.length < page.limit || !last) break;
      from = [last.startsAt.toISOString(), last._id.toHexString(), LAST];
    }
    return pageOf(
      found,
      limit,
      ({ row, now, one }) => ({
        reservation: presentReservation(now.id, now.state, one),
        instance: presentInstance(row),
      }),
      ({ row, one }) => [row.startsAt.toISOString(), row._id.toHexString(), one.id],
    );
  }

  /** In the order of the ids. */
  async #rows(ids: readonly string[]): Promise<InstanceRow[]> {
    const rows = await this.#deps.instances.repo.list({ ids }, { limit: ids.length + 1 });
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async #theirs(viewer: Viewer, rows: readonly InstanceRow[], from: BookingKey | null): Promise<Found[]> {
    const seats = new Map(
      (await this.#read(rows.map(({ _id }) => _id.toHexString()))).map((now) => [now.id, now]),
    );
    const found: Found[] = [];
    for (const row of rows) {
      const now = seats.get(row._id.toHexString());
      if (!now || !(await this.#deps.instances.owners.may(viewer, row, 'read'))) continue;
      const theirs = now.state.reservations.filter(
        ({ userId, movedTo }) => userId === viewer.userId && movedTo === null,
      );
      const seen =
        from?.[1] !== now.id
          ? 0
          : from[2] === LAST
            ? theirs.length
            : theirs.findIndex(({ id }) => id === from[2]) + 1;
      found.push(...theirs.slice(seen).map((one) => ({ row, now, one })));
    }
    return found;
  }

  /** Mails whoever booked it a link. @throws AppError where there is nothing left to do; `unavailable`. */
  async mail(instanceId: string, reservationId: string, email: string): Promise<void> {
    const { instances, mails } = this.#deps;
    this.#refuseOver(await instances.get(instanceId));
    const { now, one } = await this.#find(instanceId, reservationId);
    if (one.state === 'expired') throw problemOfRefusal({ code: 'hold-expired' });
    if (isOver(one.state)) throw new AppError('cancelled', 'These seats were given back. Book anew.');
    await mails.send(now, one, email);
  }

  /** @throws AppError `not-found` for a link that is none, or whose session is over. */
  async preview(token: string): Promise<BookingLinkView> {
    const { row, now, one } = await this.#open(token);
    return {
      reservation: presentReservation(now.id, now.state, one),
      instance: presentInstance(row),
      seats: seatCountsView(now.id, now.state, now.nowMs),
    };
  }

  /** The link is the right. @throws AppError `not-found`, `hold-expired`, `illegal-move`. */
  async step(token: string, type: 'confirm' | 'cancel', keyed: Keyed): Promise<ReservationView> {
    const { now, one } = await this.#open(token);
    // Who did not come may not say that they did: a guide can.
    if (one.state === 'noShow')
      throw problemOfRefusal({ code: 'illegal-move', from: one.state, action: type });
    return this.#deps.seats.step(type, { instanceId: now.id, reservationId: one.id, ...keyed });
  }

  async #open(token: string): Promise<Found> {
    const { links, instances } = this.#deps;
    const link = await links.find(token);
    if (!link) throw new AppError('not-found', 'This link does not exist. Look for a newer mail.');
    const { now, one } = await this.#find(link.instanceId, link.reservationId);
    const row = await instances.get(now.id);
    this.#refuseOver(row);
    return { row, now, one };
  }

  #refuseOver({ endsAt }: InstanceRow): void {
    if (endsAt.getTime() <= this.#deps.clock.now())
      throw new AppError('not-found', 'This session is over, and the link with it.');
  }

  /** Where it is now: a reservation keeps its id when it moves. */
  async #find(instanceId: string, reservationId: string): Promise<{ now: SeatsNow; one: Reservation }> {
    let at = instanceId;
    for (let moves = 0; moves < MOST_MOVES; moves++) {
      const [now] = await this.#read([at]);
      const one = now?.state.reservations.find(({ id }) => id === reservationId);
      if (!now || !one) break;
      if (one.movedTo === null) return { now, one };
      at = one.movedTo;
    }
    throw problemOfRefusal({ code: 'unknown-reservation' });
  }

  /** With lapsed holds shown as what they are. */
  async #read(ids: readonly string[]): Promise<SeatsNow[]> {
    const found = await this.#deps.seats.repo.readAll(ids);
    return found.map((now) => ({ ...now, state: expireHolds(now.state, now.nowMs).state }));
  }
}
