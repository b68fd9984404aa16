import type { AgendaData } from './atmosphere.schema.ts';
import { wordsFor } from './generate.words.ts';
import { type GenerationWindow, plannedInstances } from './occurrences.ts';
import type {
  ConflictReason,
  ExistingInstance,
  FieldChange,
  GeneratedFields,
  GenerationKey,
  GenerationPlan,
  GenerationSlot,
  GenerationStack,
  GenerationWeek,
  PlannedInstance,
} from './generate.types.ts';

/**
 * Decides a batch: what the week asks for inside the window against what is stored. Pure; the caller writes
 * `created` under ids derived from their keys (so two nodes make one) and `updated` guarded by the version.
 *
 * - One that agrees with the week is unchanged; so is every one that has begun, and all of them while the week
 *   is not active, since it then says nothing.
 * - One whose slot no longer falls on its day is cancelled (in `updated`), and comes back when it does again.
 * - One changed by hand, or with anybody booked, held or waiting, is never written: where it differs from the
 *   week it is reported with the reason.
 *
 * `existing` are the stored instances of this week's slots whose **origin** date is inside the window, wherever
 * they have moved since. A slot's changed start time moves what is there: one slot, one instance a day.
 */
export function planGeneration<Existing extends ExistingInstance>(
  week: GenerationWeek,
  slots: readonly GenerationSlot[],
  stacks: readonly GenerationStack[],
  existing: readonly Existing[],
  window: GenerationWindow,
): GenerationPlan<Existing> {
  const plan: GenerationPlan<Existing> = { created: [], unchanged: [], updated: [], conflicting: [] };
  const inside = existing.filter(({ originDate }) => originDate >= window.from && originDate <= window.to);
  if (!week.isActive) return { ...plan, unchanged: inside };
  const bySlotAndDay = Map.groupBy(inside, slotAndDay);
  const pairs = new Map<Existing, PlannedInstance>();
  for (const planned of plannedInstances(week, slots, stacks, window)) {
    const stored = storedFor(planned, bySlotAndDay.get(slotAndDay(planned)) ?? []);
    if (stored) pairs.set(stored, planned);
    else plan.created.push(planned);
  }
  for (const stored of inside) judge(plan, stored, pairs.get(stored)?.fields ?? null);
  return plan;
}

const slotAndDay = ({ source, originDate }: GenerationKey): string => `${source.id} ${originDate}`;

/** Of those of its slot and day: the one with the same start, else the earliest, which then moves. */
function storedFor<Existing extends ExistingInstance>(
  { originStart }: PlannedInstance,
  sameDay: readonly Existing[],
): Existing | undefined {
  const byStart = [...sameDay].sort((a, b) => (a.originStart < b.originStart ? -1 : 1));
  return byStart.find((one) => one.originStart === originStart) ?? byStart[0];
}

/** `wanted` is null when the week has no place for it any more: it is then wanted as it was, but cancelled. */
function judge<Existing extends ExistingInstance>(
  plan: GenerationPlan<Existing>,
  existing: Existing,
  wanted: GeneratedFields | null,
): void {
  const { status } = existing.fields;
  const isOver = status === 'active' || status === 'completed' || (status === 'cancelled' && !wanted);
  const changes = isOver ? [] : wanted ? changesTo(existing, wanted) : [cancelling(existing)];
  if (changes.length === 0) return void plan.unchanged.push(existing);
  const reason = protectionOf(existing);
  // Without a snapshot it counts as edited, so there always is one here.
  if (reason === null && existing.generated !== null) {
    const generated: GeneratedFields = wanted ?? { ...existing.generated, status: 'cancelled' };
    const fields = { ...generated, data: { ...otherData(existing), ...generated.data } };
    return void plan.updated.push({ existing, fields, generated, changes });
  }
  const why = reason ?? 'edited-by-hand';
  plan.conflicting.push({ existing, reason: why, detail: wordsFor(why, existing, changes), changes });
}

const cancelling = ({ fields }: ExistingInstance): FieldChange => ({
  field: 'status',
  from: fields.status,
  to: 'cancelled',
});

function protectionOf(existing: ExistingInstance): ConflictReason | null {
  const { generated, fields, booked } = existing;
  if (fields.status === 'cancelled' && generated?.status !== 'cancelled') return 'cancelled-by-hand';
  if (generated === null || changesTo(existing, generated).length > 0) return 'edited-by-hand';
  return booked > 0 ? 'has-reservations' : null;
}

/** What somebody else put into `data`, such as tonight's guide: the week never spoke of it, so it stays. */
function otherData({ fields, generated }: ExistingInstance): AgendaData {
  const ours = generated?.data ?? {};
  return Object.fromEntries(Object.entries(fields.data).filter(([name]) => !(name in ours)));
}

const FIELDS: readonly (keyof GeneratedFields)[] = [
  'status',
  'title',
  'citySlug',
  'sessionStackId',
  'agendaWeekId',
  'date',
  'startTime',
  'endTime',
  'timezone',
  'capacityMin',
  'capacityMax',
  'costMin',
  'priceMinor',
  'variableCostMinor',
  'currency',
  'data',
];

/** Field by field, so that nothing the week does not decide (comments, place, a guide of the day) is a difference. */
function changesTo(existing: ExistingInstance, to: GeneratedFields): FieldChange[] {
  const spokenOf = new Set([...Object.keys(to.data), ...Object.keys(existing.generated?.data ?? {})]);
  const seen = {
    ...existing.fields,
    data: Object.fromEntries(Object.entries(existing.fields.data).filter(([name]) => spokenOf.has(name))),
  };
  return FIELDS.filter((field) => canonical(seen[field]) !== canonical(to[field])).map((field) => ({
    field,
    from: seen[field],
    to: to[field],
  }));
}

/** JSON with sorted keys: a store may hand an object back with its fields in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
