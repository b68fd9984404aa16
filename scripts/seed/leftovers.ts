import { AppError } from '@ensemble/shared';
import type { SlotRow } from '../../server/src/agenda/agenda.models.ts';
import type { InstanceRow } from '../../server/src/instances/index.ts';
import { seedId, type SeedRow } from './content.ts';
import type { SeedStore } from './store.ts';

/** What stands on the seed's weeks and is not the seed's: a reset takes it away, but for what people booked. */
export interface Leftovers {
  /** Put into a week by people. */
  slots: { slot: SlotRow; label: string }[];
  /** Sessions to come that nobody has ever reserved a seat in and nobody has written a note on. */
  sessions: InstanceRow[];
  /** Sessions to come that stay, because somebody has. */
  staying: number;
}

/** Sessions beyond this are nobody's plan. */
const FAR = '2200-12-31';

export async function findLeftovers(store: SeedStore, rows: readonly SeedRow[]): Promise<Leftovers> {
  const { plans, instances, clock, notes } = store;
  const own = new Set(rows.filter(({ kind }) => kind === 'slot').map(({ key }) => seedId('slot', key)));
  const weeks = rows.filter(({ kind }) => kind === 'week');
  const found: Leftovers = { slots: [], sessions: [], staying: 0 };
  for (const week of weeks) {
    const slots = await plans.slots.repo.all({ agendaWeekId: seedId('week', week.key) });
    for (const slot of slots) {
      if (own.has(slot._id.toHexString()) || slot.removedAt !== null) continue;
      const stack = await plans.stacks.repo.find(slot.sessionStackId);
      const label = `${slot.startTimeLocal}, ${stack?.title ?? 'a session'}, in ${week.label}`;
      found.slots.push({ slot, label });
    }
    const from = new Date(clock.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const ids = slots.map(({ _id }) => _id.toHexString());
    const dated = await instances.ofSources('agenda-slot', ids, { from, to: FAR });
    const coming = dated.filter(({ startsAt }) => startsAt.getTime() > clock.now());
    const comingIds = coming.map(({ _id }) => _id.toHexString());
    const reserved = await instances.reservationsOf(comingIds);
    const noted = await notes.subjectsWithNotes(comingIds);
    const free = coming.filter(({ _id }) => {
      const id = _id.toHexString();
      return (reserved.get(id)?.length ?? 0) === 0 && !noted.has(id);
    });
    found.sessions.push(...free);
    found.staying += coming.length - free.length;
  }
  return found;
}

/** How many sessions went: whoever was booked in the meantime stays. */
export async function removeLeftovers(
  store: SeedStore,
  { slots, sessions }: Leftovers,
): Promise<{ slots: number; sessions: number }> {
  for (const { slot } of slots) {
    try {
      await store.plans.deleteSlot(slot.agendaWeekId, slot._id.toHexString());
    } catch (error) {
      // Taken out by somebody else since it was listed.
      if (!(error instanceof AppError && error.code === 'not-found')) throw error;
    }
  }
  const ids = sessions.map(({ _id }) => _id.toHexString());
  const removed = await store.instances.deleteUnreserved(ids);
  await store.refill([...new Set(sessions.flatMap(({ agendaWeekId }) => agendaWeekId ?? []))]);
  return { slots: slots.length, sessions: removed };
}
