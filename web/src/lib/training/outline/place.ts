import type { OutlineSection } from '@ensemble/shared/training/outline.schema';

/** Where sections go when they are moved, and what that does to those that run at the same time. */

type Placed = Pick<OutlineSection, 'id' | 'groupId'>;

/** Behind a section (null: first of all), or before one. */
export type SectionPlace = { after: string | null } | { before: string };

/** `leave`: it stays where it is and runs by itself from now on. */
export type Step = { kind: 'move'; place: SectionPlace } | { kind: 'leave' };

const sameGroup = (a: Placed | undefined, b: Placed | undefined): boolean =>
  a !== undefined && b !== undefined && a.groupId !== null && a.groupId === b.groupId;

/**
 * One step up or down by keyboard; null where it can go no further. Within those that run at the same time it
 * changes places with the next one; past the edge of them it leaves them; other groups it passes as a whole.
 */
export function stepFrom(sections: readonly Placed[], id: string, by: -1 | 1): Step | null {
  const at = sections.findIndex((section) => section.id === id);
  const here = sections[at];
  const next = sections[at + by];
  if (!here) return null;
  if (sameGroup(here, next)) return { kind: 'move', place: beside(next as Placed, by) };
  if (sameGroup(here, sections[at - by])) return { kind: 'leave' };
  if (!next) return null;
  let far = at + by;
  while (sameGroup(sections[far], sections[far + by])) far += by;
  return { kind: 'move', place: beside(sections[far] as Placed, by) };
}

const beside = ({ id }: Placed, by: -1 | 1): SectionPlace => (by < 0 ? { before: id } : { after: id });

/** The order after `id` went to `place`; unchanged where the place is not there. */
export function reordered<Section extends Placed>(
  sections: readonly Section[],
  id: string,
  place: SectionPlace,
): Section[] {
  const moved = sections.find((section) => section.id === id);
  const others = sections.filter((section) => section.id !== id);
  const target = 'before' in place ? place.before : place.after;
  const at = others.findIndex((section) => section.id === target);
  if (!moved || (at < 0 && target !== null)) return [...sections];
  return others.toSpliced('before' in place ? at : at + 1, 0, moved);
}

/**
 * Which groups must change once the order is this one: a section dropped between two that run at the same time
 * joins them, one that has left its neighbours leaves their group, and nobody is a group alone.
 */
export function regroup(
  sections: readonly Placed[],
  movedId: string,
): { id: string; groupId: string | null }[] {
  const at = sections.findIndex(({ id }) => id === movedId);
  const moved = sections[at];
  if (!moved) return [];
  const [previous, next] = [sections[at - 1], sections[at + 1]];
  let groupId: string | null = null;
  if (sameGroup(previous, next)) groupId = previous?.groupId ?? null;
  else if (sameGroup(moved, previous) || sameGroup(moved, next)) groupId = moved.groupId;
  const settled = sections.map((section) => (section.id === movedId ? { ...section, groupId } : section));
  return changesTo(sections, withoutLoners(settled, moved.groupId));
}

/** As above, for a section that leaves its group without moving. */
export function ungroup(sections: readonly Placed[], id: string): { id: string; groupId: string | null }[] {
  const groupId = sections.find((section) => section.id === id)?.groupId ?? null;
  const left = sections.map((section) => (section.id === id ? { ...section, groupId: null } : section));
  return changesTo(sections, withoutLoners(left, groupId));
}

/** The members of a group that stand together with `id`, itself among them. */
export function groupAround<Section extends Placed>(sections: readonly Section[], id: string): Section[] {
  const at = sections.findIndex((section) => section.id === id);
  if (at < 0) return [];
  let [first, last] = [at, at];
  while (sameGroup(sections[first], sections[first - 1])) first--;
  while (sameGroup(sections[last], sections[last + 1])) last++;
  return sections.slice(first, last + 1);
}

function withoutLoners(sections: readonly Placed[], groupId: string | null): Placed[] {
  return sections.map((section, at) => {
    const alone = !sameGroup(section, sections[at - 1]) && !sameGroup(section, sections[at + 1]);
    return groupId !== null && section.groupId === groupId && alone ? { ...section, groupId: null } : section;
  });
}

const changesTo = (before: readonly Placed[], after: readonly Placed[]) =>
  after
    .filter(({ groupId }, at) => groupId !== before[at]?.groupId)
    .map(({ id, groupId }) => ({ id, groupId }));
