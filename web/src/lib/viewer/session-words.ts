import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { sayMoney } from './money.ts';
import { capital, count } from './words.ts';

/** What a session costs, how long it takes and what it is like, in plain words. */

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
  return capital(line);
}
