import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import { OfferCreate, type OfferCreateInput, priceLines } from '@ensemble/shared/agenda/commerce.schema';
import type { TripView } from '@ensemble/shared/agenda/trip.schema';
import { resolveWallClock } from '@ensemble/shared/instances/wall-clock';
import { z } from 'zod';
import { addDays } from '#lib/viewer/week.ts';
import { sayDate, sayLocalTime } from '#lib/viewer/time.ts';

/** An offer while it is written: what the trip has, at the price of the day, and whatever is added to it. */

export interface DraftLine {
  /** Of this page alone. */
  key: number;
  instanceId: string | null;
  label: string;
  seats: number;
  /** For one seat; null or NaN while nothing that can be read is typed. */
  priceMinor: number | null;
}

export interface OfferDraft {
  title: string;
  customerName: string;
  /** The last day on which it can be accepted, of the city (`YYYY-MM-DD`). */
  lastDay: string | null;
  currency: string;
  lines: DraftLine[];
}

/** With the year: an order is read long after. */
const DATE: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const DAYS_OPEN = 14;

/** The currencies of what the trip has: more than one are never added up, so they make several offers. */
export function currenciesOf(
  trip: TripView,
  items: readonly CityAgendaItem[],
  cityCurrency: string,
): string[] {
  const of = new Map(items.map(({ instance }) => [instance.id, instance.currency ?? cityCurrency]));
  return [...new Set(trip.reservations.map(({ instanceId }) => of.get(instanceId) ?? cityCurrency))].sort();
}

/** For what the trip has in one currency. `today` is the city's. */
export function draftOffer(
  trip: TripView,
  items: readonly CityAgendaItem[],
  {
    currency,
    cityCurrency,
    today,
    locale,
  }: { currency: string; cityCurrency: string; today: string; locale: string },
): OfferDraft {
  const instances = new Map(items.map(({ instance }) => [instance.id, instance]));
  const lines = trip.reservations.flatMap(({ instanceId, seats, priceMinor }, key) => {
    const instance = instances.get(instanceId);
    if (!instance || (instance.currency ?? cityCurrency) !== currency) return [];
    const when = `${sayDate(instance.date, locale, DATE)} ${sayLocalTime(instance.startTime, locale)}`;
    return [{ key, instanceId, label: `${instance.title} · ${when}`, seats, priceMinor }];
  });
  const byDate = (one: DraftLine) => Date.parse(instances.get(one.instanceId ?? '')?.startsAt ?? '');
  lines.sort((a, b) => byDate(a) - byDate(b));
  return {
    title: trip.title,
    customerName: trip.travellers[0]?.name ?? '',
    lastDay: addDays(today, DAYS_OPEN),
    currency,
    lines,
  };
}

/** The sum so far; null while a line is not whole. */
export function draftTotal({ lines }: OfferDraft): number | null {
  let total = 0;
  for (const { seats, priceMinor } of lines) {
    if (!Number.isInteger(seats) || priceMinor === null || !Number.isInteger(priceMinor)) return null;
    total += seats * priceMinor;
  }
  return Number.isSafeInteger(total) ? total : null;
}

/** Checks the draft as the server will, and makes of it what is sent. It holds until the last day is over there. */
export const offerSchema = (trip: Pick<TripView, 'id'>, timezone: string) =>
  z
    .custom<OfferDraft>()
    .superRefine(({ lastDay, lines }, context) => {
      if (lastDay === null)
        context.addIssue({ code: 'custom', path: ['expiresAt'], message: 'must be a day' });
      lines.forEach(({ label, priceMinor }, index) => {
        if (label.trim() === '')
          context.addIssue({ code: 'custom', path: ['lines', index, 'label'], message: 'must not be empty' });
        if (priceMinor !== null && !Number.isNaN(priceMinor)) return;
        const path = ['lines', index, 'priceMinor'];
        context.addIssue({ code: 'custom', path, message: 'must be a price; 0 where it is free' });
      });
    })
    .transform(({ lastDay, lines, ...fields }): OfferCreateInput => ({
      ...fields,
      tripId: trip.id,
      expiresAt:
        lastDay === null
          ? ''
          : new Date(resolveWallClock(addDays(lastDay, 1), '00:00', timezone).instantMs).toISOString(),
      lines: lines.map(({ instanceId, label, seats, priceMinor }) => ({
        instanceId,
        label,
        seats,
        priceMinor: priceMinor ?? Number.NaN,
      })),
    }))
    .pipe(
      OfferCreate.superRefine((offer, context) => {
        try {
          priceLines(offer.lines);
        } catch {
          context.addIssue({ code: 'custom', path: ['lines'], message: 'add up to too large an amount' });
        }
      }),
    );
