import type { GenerateView } from '@ensemble/shared/agenda';
import { addToClock, nominalMinutes, resolveWallClock, toWallClock } from '@ensemble/shared/instances';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { count } from '#lib/viewer/words.ts';
import { sayDate, sayLocalTime } from '#lib/viewer/time.ts';
import type { Groups } from './generation.svelte.ts';

/** A batch in words. */

export type Fate = 'created' | 'updated' | 'withdrawn' | 'conflicting' | 'unchanged';

export interface Entry {
  instance: InstanceView;
  fate: Fate;
}

export const FATES: Record<Fate, string> = {
  created: 'new',
  updated: 'changes',
  withdrawn: 'withdrawn',
  conflicting: 'left alone',
  unchanged: 'stays',
};

type Updated = GenerateView['updated'][number];

export const isWithdrawal = ({ changes }: Pick<Updated, 'changes'>): boolean =>
  changes.some(({ field, to }) => field === 'status' && to === 'cancelled');

/** Every session of the batch with what becomes of it, earliest first. */
export const entriesOf = ({ created, updated, conflicting, unchanged }: Groups): Entry[] =>
  [
    ...created.map((instance): Entry => ({ instance, fate: 'created' })),
    ...updated.map((instance): Entry => ({
      instance,
      fate: isWithdrawal(instance) ? 'withdrawn' : 'updated',
    })),
    ...conflicting.map((instance): Entry => ({ instance, fate: 'conflicting' })),
    ...unchanged.map((instance): Entry => ({ instance, fate: 'unchanged' })),
  ].sort((a, b) => (moment(a.instance) < moment(b.instance) ? -1 : 1));

const moment = ({ date, startTime, title }: InstanceView): string => `${date} ${startTime} ${title}`;

/** What the button does; null when there is nothing to do. */
export function writeWords({ created, updated }: Groups): string | null {
  const make = created.length > 0 ? `Generate ${count(created.length, 'session')}` : null;
  if (updated.length === 0) return make;
  return make === null
    ? `Change ${count(updated.length, 'session')}`
    : `${make} and change ${updated.length}`;
}

/** What was done. */
export function doneWords({ created, updated, conflicting }: Groups): string {
  const withdrawn = updated.filter(isWithdrawal).length;
  const changed = updated.length - withdrawn;
  const did = [
    created.length > 0 ? `${count(created.length, 'session')} made` : null,
    changed > 0 ? `${changed} changed` : null,
    withdrawn > 0 ? `${withdrawn} withdrawn` : null,
    conflicting.length > 0 ? `${conflicting.length} left alone` : null,
  ].filter(Boolean);
  return did.length === 0 ? 'Nothing was to be done.' : `${did.join(', ')}.`;
}

/** What the change of the clocks does to a session; null when nothing. */
export function clockNote(instance: InstanceView, locale: string): string | null {
  const { date, startTime, endTime, timezone } = instance;
  const start = resolveWallClock(date, startTime, timezone);
  const day = sayDate(date, locale);
  if (start.adjust === 'gap') {
    const real = toWallClock(start.instantMs, timezone);
    const dayWords = real.date === date ? '' : `${sayDate(real.date, locale)} `;
    return `${day}: the clocks go forward and there is no ${sayLocalTime(startTime, locale)}. ${instance.title} starts at ${dayWords}${sayLocalTime(real.time, locale)}.`;
  }
  if (start.adjust === 'overlap')
    return `${day}: the clocks go back and ${sayLocalTime(startTime, locale)} comes twice. ${instance.title} starts at the first of the two.`;
  const minutes = nominalMinutes(startTime, endTime);
  const end = toWallClock(start.instantMs + minutes * 60_000, timezone);
  if (end.time === addToClock(startTime, minutes)) return null;
  return `${day}: the clocks change during ${instance.title}. It lasts as long as always and ends at ${sayLocalTime(end.time, locale)}.`;
}
