import { sameValue } from '#lib/forms/record-edit.ts';
import { sayMoney } from '#lib/viewer/money.ts';
import { sayDate, sayLocalTime, zoneCity } from '#lib/viewer/time.ts';
import { minutesWords, rhythmWords, seasonWords, weekdayName } from './agenda-words.ts';

/** Changes of weeks, slots and dated sessions in words: what was, and what becomes. */

export interface ChangeContext {
  locale: string;
  currency: string;
  /** Titles of stacks and names of people, by id. */
  names: ReadonlyMap<string, string>;
}

export interface ChangeLine {
  what: string;
  from: string;
  to: string;
}

const NAMES: Readonly<Record<string, string>> = {
  status: 'Takes place',
  title: 'Title',
  citySlug: 'City',
  sessionStackId: 'Session',
  agendaWeekId: 'Week',
  date: 'Date',
  weekday: 'Day',
  startTime: 'Start',
  startTimeLocal: 'Start',
  endTime: 'End',
  defaultDurationMin: 'Lasts',
  timezone: 'Time zone',
  capacityMin: 'Fewest seats',
  capacityMax: 'Most seats',
  costMin: 'Cost of holding it',
  priceMinor: 'Price of a seat',
  variableCostMinor: 'Cost of each seat',
  currency: 'Currency',
  sortOrder: 'Order at the same time',
  summary: 'Summary',
  seasonMode: 'Season',
  activeFrom: 'From',
  activeTo: 'Until',
  isActive: 'On',
  horizonDays: 'Days kept filled',
  data: 'Quiet notes',
  rhythmTag: 'Rhythm',
  storyFocus: 'Story focus',
  energyLevel: 'Energy',
  guidePrimaryId: 'Guide',
  apprenticeIds: 'Apprentices',
  affiliateStops: 'Stops on the way',
  consignedProducts: 'Products sold for others',
  attachedFlows: 'What grows out of it',
  experience: 'Experience',
  partners: 'Partners',
  guild: 'Guild',
  freePlaces: 'Places nobody pays for',
  stepCosts: 'Costs in steps',
  overlays: 'Money beside the tickets',
};

export const fieldWords = (field: string): string => NAMES[field] ?? field;

const NOTHING = 'nothing';

function named(value: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value === 'object' && value !== null) {
    const { name, label, source } = value as { name?: unknown; label?: unknown; source?: unknown };
    const found = [name, label, source].find((words) => typeof words === 'string');
    if (typeof found === 'string') return found;
  }
  return JSON.stringify(value);
}

export function valueWords(
  field: string,
  value: unknown,
  { locale, currency, names }: ChangeContext,
): string {
  const isMoney = field === 'costMin' || field.endsWith('Minor');
  if (value === null || value === undefined || value === '') {
    if (field === 'capacityMax') return 'no limit';
    return ['defaultDurationMin', 'capacityMin'].includes(field) ? 'as the session says' : NOTHING;
  }
  if (field === 'status') return value === 'cancelled' ? 'no, withdrawn' : 'yes';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? NOTHING : value.map((one) => named(one, names)).join(', ');
  if (typeof value === 'number') {
    if (isMoney) return sayMoney(value, currency, locale);
    if (field === 'weekday') return weekdayName(value, locale);
    if (field === 'defaultDurationMin') return minutesWords(value);
    return new Intl.NumberFormat(locale).format(value);
  }
  if (typeof value !== 'string') return named(value, names);
  if (['startTime', 'endTime', 'startTimeLocal'].includes(field)) return sayLocalTime(value, locale);
  if (['date', 'activeFrom', 'activeTo'].includes(field))
    return sayDate(value, locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  if (field === 'seasonMode') return seasonWords(value);
  if (field === 'rhythmTag') return rhythmWords(value);
  if (field === 'timezone') return zoneCity(value);
  return names.get(value) ?? value;
}

/** One line for each thing that changes; of `data`, each of its own fields. */
export function changeLines(
  changes: readonly { field: string; from?: unknown; to?: unknown }[],
  context: ChangeContext,
): ChangeLine[] {
  return changes.flatMap(({ field, from, to }) =>
    field === 'data'
      ? dataLines(from, to, context)
      : [
          {
            what: fieldWords(field),
            from: valueWords(field, from, context),
            to: valueWords(field, to, context),
          },
        ],
  );
}

function dataLines(from: unknown, to: unknown, context: ChangeContext): ChangeLine[] {
  const [old, now] = [from ?? {}, to ?? {}] as Record<string, unknown>[];
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  return names
    .filter((name) => !sameValue(old?.[name], now?.[name]))
    .map((name) => ({
      what: fieldWords(name),
      from: valueWords(name, old?.[name], context),
      to: valueWords(name, now?.[name], context),
    }));
}
