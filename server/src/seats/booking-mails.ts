import type { Clock } from '@ensemble/shared';
import { isOffer, type Reservation } from '@ensemble/shared/seats';
import { type InstancesService, presentInstance } from '../instances/index.ts';
import { handOver } from '../mail/hand-over.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { BookingLinks } from './booking-links.repo.ts';
import { bookingMail } from './booking-words.ts';
import type { SeatsNow } from './desk.ts';
import { presentReservation } from './present.ts';

/** News that this node knows to be told already; forgotten when there are more. */
const REMEMBERED = 10_000;

export interface BookingMailsDeps {
  links: BookingLinks;
  instances: InstancesService;
  mailer: Mailer;
  clock: Clock;
  publicOrigin: string;
  /** An account's address; null for guests and for accounts that are gone. */
  addressOf(userId: string): Promise<string | null>;
  /** What people call it; null when there is no such city. */
  cityName(slug: string): Promise<string | null>;
}

/** Mails people a link to their reservation: when they ask for it, and when their turn in line comes. */
export class BookingMails {
  readonly #deps: BookingMailsDeps;
  readonly #told = new Set<string>();

  constructor(deps: BookingMailsDeps) {
    this.#deps = deps;
  }

  /** @throws AppError `unavailable` when the mail could not be handed over. */
  async send(now: Pick<SeatsNow, 'id' | 'state'>, one: Reservation, email: string): Promise<void> {
    const { links, instances, mailer, publicOrigin, cityName } = this.#deps;
    const row = await instances.get(now.id);
    const link = { instanceId: now.id, reservationId: one.id, email };
    const token = await links.create(link, row.endsAt);
    const mail = bookingMail({
      to: email,
      reservation: presentReservation(now.id, now.state, one),
      instance: presentInstance(row),
      city: row.citySlug === undefined ? null : await cityName(row.citySlug),
      url: `${publicOrigin}/bookings/confirm/${token}`,
    });
    await handOver(mailer.send(mail));
  }

  /**
   * Looks whether somebody's turn has come, after any change: each offer is mailed once, by whichever node sees it
   * first, to the account's address or the one that was left. What could not be sent is tried at the next change.
   */
  async tellOffers(now: SeatsNow): Promise<void> {
    for (const one of now.state.reservations) {
      if (!isOffer(one) || one.holdUntilMs === null || one.holdUntilMs <= now.nowMs) continue;
      const name = `${now.id} ${one.id} ${one.heldSinceMs}`;
      if (this.#told.has(name)) continue;
      if (this.#told.size >= REMEMBERED) this.#told.clear();
      this.#told.add(name);
      await this.#tellOffer(now, one, name);
    }
  }

  async #tellOffer(now: SeatsNow, one: Reservation, name: string): Promise<void> {
    const { links, addressOf, clock } = this.#deps;
    const email =
      (await links.addressFor(one.id)) ?? (one.userId === null ? null : await addressOf(one.userId));
    if (email === null || !(await links.claimNews(name, new Date(clock.now())))) return;
    try {
      await this.send(now, one, email);
    } catch (error) {
      this.#told.delete(name);
      await links.releaseNews(name);
      throw error;
    }
  }
}
