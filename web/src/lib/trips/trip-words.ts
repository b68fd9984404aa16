import type { OfferView, OrderView } from '@ensemble/shared/agenda/commerce.schema';
import type { TripView } from '@ensemble/shared/agenda/trip.schema';
import { countdown } from '#lib/viewer/time.ts';
import { linesWords } from './plan.ts';

/** Trips, offers and orders in words. */

/** `Fri 2 – Sun 4 May 2031`, as the locale writes it: a range of local dates, both inclusive. */
export const sayDays = ({ from, to }: Pick<TripView, 'from' | 'to'>, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).formatRange(Date.parse(from), Date.parse(to));

/** As the button that took them says it: `12 seats in 2 sessions`; `No seats yet`, `Seats given back`. */
export function sayAllocation({ status, reservations }: Pick<TripView, 'status' | 'reservations'>): string {
  if (status === 'planned') return 'No seats yet';
  if (status === 'released') return 'Seats given back';
  return linesWords(reservations);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long until then, coarser the further: `12 days`, `5 hours`, `48 minutes`, `9:05`. Empty when it is past. */
export function sayRemaining(untilMs: number, nowMs: number): string {
  const left = untilMs - nowMs;
  if (left <= 0) return '';
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} days`;
  if (left >= 2 * HOUR) return `${Math.floor(left / HOUR)} hours`;
  if (left >= 10 * MINUTE) return `${Math.floor(left / MINUTE)} minutes`;
  return countdown(left);
}

/** When `sayRemaining` next says something else (ms from now): a page need not look every second for days. */
export function nextLook(untilMs: number, nowMs: number): number {
  const left = untilMs - nowMs;
  if (left > 10 * MINUTE + MINUTE) return 15_000;
  return 1000;
}

export const OFFER_WORDS: Readonly<Record<OfferView['status'], string>> = {
  open: 'Open',
  accepted: 'Accepted',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
};

export const ORDER_WORDS: Readonly<Record<OrderView['status'], string>> = {
  open: 'Agreed',
  cancelled: 'Cancelled',
};
