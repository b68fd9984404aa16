import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import { TripShortage, type TripView } from '@ensemble/shared/agenda/trip.schema';
import type { ApiProblem } from '#lib/api/problem.ts';
import { count } from '#lib/viewer/words.ts';
import { z } from 'zod';

/** What a trip wants of the sessions on its days, as plain data. */

export interface PlanLine {
  instanceId: string;
  seats: number;
}

export interface PlanDay {
  /** `YYYY-MM-DD` of the city. */
  date: string;
  items: CityAgendaItem[];
}

const DAY_MS = 86_400_000;
/** A short trip shows its empty days too: there is something to plan there. */
const SHOWS_EMPTY_DAYS = 21;

/** Seats by session, as the trip has them now. */
export const seatsOf = ({ reservations }: Pick<TripView, 'reservations'>): ReadonlyMap<string, number> =>
  new Map(reservations.map(({ instanceId, seats }) => [instanceId, seats]));

/** Day by day; sessions outside the trip's days come with their own. */
export function daysOf(items: readonly CityAgendaItem[], trip: Pick<TripView, 'from' | 'to'>): PlanDay[] {
  const days = new Map<string, CityAgendaItem[]>();
  const length = Math.round((Date.parse(trip.to) - Date.parse(trip.from)) / DAY_MS) + 1;
  if (length <= SHOWS_EMPTY_DAYS) {
    for (let day = 0; day < length; day++) {
      days.set(new Date(Date.parse(trip.from) + day * DAY_MS).toISOString().slice(0, 10), []);
    }
  }
  for (const item of items) days.set(item.instance.date, [...(days.get(item.instance.date) ?? []), item]);
  return [...days]
    .map(([date, ofDay]) => ({ date, items: ofDay }))
    .sort((a, b) => a.date.localeCompare(b.date));
}

/** How many seats the trip could have in a session: what is free, and what it has already. Null: no limit. */
export const mostSeats = (left: number | null, own: number): number | null =>
  left === null ? null : Math.max(0, left) + own;

const sumOf = (lines: readonly PlanLine[]): number => lines.reduce((sum, { seats }) => sum + seats, 0);

/** `12 seats in 3 sessions`; where they differ `30 seats in all, in 3 sessions`. */
export function linesWords(lines: readonly PlanLine[]): string {
  const sessions = count(lines.length, 'session');
  const [first] = lines;
  if (first === undefined) return 'no seats';
  const isEven = lines.every(({ seats }) => seats === first.seats);
  return isEven
    ? `${count(first.seats, 'seat')} in ${sessions}`
    : `${count(sumOf(lines), 'seat')} in all, in ${sessions}`;
}

export const sameLines = (now: ReadonlyMap<string, number>, lines: readonly PlanLine[]): boolean =>
  now.size === lines.length && lines.every(({ instanceId, seats }) => now.get(instanceId) === seats);

/** What will change, said before it does: sessions that are new, left or of another size. */
export function changeWords(now: ReadonlyMap<string, number>, lines: readonly PlanLine[]): string {
  const wanted = new Map(lines.map(({ instanceId, seats }) => [instanceId, seats]));
  const added = lines.filter(({ instanceId }) => !now.has(instanceId)).length;
  const given = [...now.keys()].filter((id) => !wanted.has(id)).length;
  const resized = lines.filter(
    ({ instanceId, seats }) => now.has(instanceId) && now.get(instanceId) !== seats,
  ).length;
  const parts = [
    added > 0 ? `${count(added, 'session')} more` : '',
    resized > 0 ? `${count(resized, 'session')} with another number of seats` : '',
    given > 0 ? `${count(given, 'session')} given back` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

const Short = z.array(TripShortage);

/** The sessions that were too small, of a refused allocation; empty when it was refused for something else. */
export function shortagesOf(problem: ApiProblem | null): TripShortage[] {
  const found = Short.safeParse(problem?.details['short']);
  return found.success ? found.data : [];
}

/** `12 wanted, 7 to be had`, `12 wanted, none left`. */
export const shortWords = ({ wanted, left }: Pick<TripShortage, 'wanted' | 'left'>): string =>
  `${wanted} wanted, ${left === 0 ? 'none left' : `${left} to be had`}`;
