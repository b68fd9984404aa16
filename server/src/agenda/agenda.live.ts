import { activeEvent, presentInstance } from '../instances/index.ts';
import type { Live } from '../live/live.ts';
import { cityWatchable, type CityWatchableDeps } from './city.watchable.ts';
import { guidesOf } from './guides.ts';

export type AgendaLive = Pick<Live, 'register' | 'instanceChanged' | 'activeChanged' | 'recheck'>;

interface Doors extends CityWatchableDeps {
  live: AgendaLive;
  background(work: Promise<unknown>): void;
}

/** Puts cities among what can be watched, and tells watchers of every change of the agenda's sessions. */
export function tellLive({ live, background, instances, cities, clock }: Doors): void {
  live.register(cityWatchable({ cities, instances, clock }));
  instances.onChange((row, before) => {
    if (row.source.kind !== 'agenda-slot') return;
    live.instanceChanged(presentInstance(row), presentInstance(row, true));
    if (before?.isActive !== row.isActive) live.activeChanged(activeEvent(row));
    if (!before) return;
    // Whoever guides it no longer, or does from now on, belongs into another room.
    const [then, now] = [guidesOf(before.data), guidesOf(row.data)];
    for (const userId of then.symmetricDifference(now)) background(live.recheck({ userId }));
  });
}
