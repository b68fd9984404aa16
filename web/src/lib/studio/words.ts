import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';
import { sayMoney } from '#lib/money/amounts.ts';
import { count } from '#lib/music/words.ts';

/** What the public pages say of a session, in plain words. */

export const seatsWord = (n: number): string => count(n, 'seat');

type Counts = Pick<
  SeatCountsView,
  'capacityMin' | 'capacityMax' | 'taken' | 'held' | 'left' | 'waitlisted' | 'status'
>;

export type SeatTone = 'open' | 'few' | 'full' | 'cancelled' | 'over';

/** Seats that some party has or holds. */
export const seatsGone = ({ taken, held }: Pick<Counts, 'taken' | 'held'>): number => taken + held;

/** Seats still wanted for it to run; 0 when it runs. */
export const missingToRun = ({ capacityMin, taken, held }: Counts): number =>
  Math.max(0, (capacityMin ?? 0) - taken - held);

export const isOpenForBooking = ({ status }: Pick<Counts, 'status'>): boolean =>
  status === 'scheduled' || status === 'active';

/** From so few seats on it is said with some urgency. */
const FEW = 3;

/** `4 seats left`, `Full, join the waiting list`, `Cancelled`. */
export function seatWords(counts: Counts): { text: string; tone: SeatTone } {
  if (counts.status === 'cancelled') return { text: 'Cancelled', tone: 'cancelled' };
  if (counts.status === 'completed') return { text: 'Over', tone: 'over' };
  const { left } = counts;
  if (left === null) return { text: 'Seats for everyone', tone: 'open' };
  if (left <= 0) return { text: 'Full, join the waiting list', tone: 'full' };
  return { text: `${seatsWord(left)} left`, tone: left <= FEW ? 'few' : 'open' };
}

/** `Runs from 4 people, 2 more needed`; empty when it runs already, or is full or closed. */
export function runWords(counts: Counts): string {
  const missing = missingToRun(counts);
  if (missing === 0 || !isOpenForBooking(counts)) return '';
  return `Runs from ${count(counts.capacityMin ?? 0, 'person', 'people')}, ${missing} more needed`;
}

/** `2 more and it runs`, `With you it runs` for a party that is enough; empty when it runs already. */
export function nearWords(missing: number, party: number): string {
  if (missing === 0) return '';
  return missing <= party ? 'With you it runs' : `${missing} more and it runs`;
}

type Priced = Pick<InstanceView, 'priceMinor' | 'currency'>;

/** `€25.00 a seat`, `Free`; empty when no price is set. */
export function priceWords({ priceMinor, currency }: Priced, locale: string): string {
  if (priceMinor === 0) return 'Free';
  if (priceMinor === null || currency === null) return '';
  return `${sayMoney(priceMinor, currency, locale)} a seat`;
}

/** `90 minutes`, `2 hours`, `2½ hours`, `1 h 50 min`. */
export function lengthWords(minutes: number): string {
  if (minutes < 120) return count(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (rest === 0) return `${hours} hours`;
  return rest === 30 ? `${hours}½ hours` : `${hours} h ${rest} min`;
}

export const minutesOf = ({ startsAt, endsAt }: Pick<InstanceView, 'startsAt' | 'endsAt'>): number =>
  Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000);

const ENERGY = ['calm', 'gentle', 'steady', 'lively', 'high'];

/** Energy on the scale of 1 to 5, or in somebody's own words. */
function energyWord(level: unknown): string {
  const word = typeof level === 'number' ? ENERGY[level - 1] : level;
  return typeof word === 'string' && word !== '' ? `${word} pace` : '';
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll('-', ' ').trim() : '';

/**
 * One quiet line under the plain facts: season, rhythm, pace, story. Empty when nothing is set. `without`: what the
 * place has said already, such as the season of the whole week.
 */
export function atmosphereWords(
  data: Readonly<Record<string, unknown>>,
  without: readonly ('seasonMode' | 'rhythmTag')[] = [],
): string {
  const parts = [
    without.includes('seasonMode') ? '' : plain(data['seasonMode']),
    without.includes('rhythmTag') ? '' : plain(data['rhythmTag']),
    energyWord(data['energyLevel']),
    typeof data['storyFocus'] === 'string' ? data['storyFocus'].trim() : '',
  ].filter((part) => part !== '');
  const line = parts.join(' · ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** Workshops and people who stand behind it, as far as they are public. */
export function partnerNames(data: Readonly<Record<string, unknown>>): string[] {
  const partners = data['partners'];
  if (!Array.isArray(partners)) return [];
  return partners.flatMap((partner: unknown) => {
    const name: unknown =
      typeof partner === 'object' && partner !== null ? Reflect.get(partner, 'name') : partner;
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
}

/** `new-york` → `New York`: what to call a city until its name is here. */
export const slugWords = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
