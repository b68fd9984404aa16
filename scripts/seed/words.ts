import { SEED_KINDS, type SeedKind } from './content.ts';
import type { Leftovers } from './leftovers.ts';
import type { SeedResult } from './seeder.ts';

/** What a run did, as lines for people. */

const NAMES: Readonly<Record<SeedKind, string>> = {
  city: 'Cities',
  stack: 'Session stacks',
  path: 'Session paths',
  week: 'Agenda weeks',
  slot: 'Slots',
  note: 'Notes',
};

const COUNTED = ['made', 'restored', 'updated', 'kept', 'unchanged'] as const;
type Counted = (typeof COUNTED)[number];

const countedAs = (kind: SeedResult['outcome']['kind']): Counted =>
  kind === 'theirs' || kind === 'refused' ? 'kept' : kind;

/** One line for each kind of thing, such as `Cities: 2 made, 1 unchanged`. */
export function summary(results: readonly SeedResult[]): string[] {
  return SEED_KINDS.flatMap((kind) => {
    const ours = results.filter(({ row }) => row.kind === kind);
    if (ours.length === 0) return [];
    const counts = COUNTED.map((word) => [
      ours.filter(({ outcome }) => countedAs(outcome.kind) === word).length,
      word,
    ]).filter(([count]) => count !== 0);
    return [`${NAMES[kind]}: ${counts.map((pair) => pair.join(' ')).join(', ')}`];
  });
}

/** A line for each row that did not simply stay or come. */
export function details(results: readonly SeedResult[]): string[] {
  return results.flatMap(({ row, outcome }) => {
    const name = `${row.kind} ${row.label}`;
    switch (outcome.kind) {
      case 'made':
      case 'unchanged':
        return [];
      case 'updated':
        return [`  updated: ${name}: ${outcome.changes.join(', ')}`];
      case 'restored':
        return [`  restored: ${name}: ${outcome.changes.join(', ') || 'was gone'}`];
      case 'kept':
        return [`  kept: ${name}: people changed ${outcome.changes.join(', ')}`];
      case 'theirs':
        return [`  kept: ${name}: people have made one of their own under ${row.key}`];
      case 'refused':
        return [`  kept: ${name}: ${outcome.why}`];
    }
  });
}

/** What a reset is going to do; nothing when there is nothing to do. */
export function resetPlan(results: readonly SeedResult[], { slots, sessions, staying }: Leftovers): string[] {
  const restored = results.flatMap(({ row, outcome }) =>
    outcome.kind === 'restored'
      ? [`  ${row.kind} ${row.label}: ${outcome.changes.join(', ') || 'was deleted'}`]
      : [],
  );
  const byTitle = Map.groupBy(sessions, ({ title, citySlug }) => `${title} (${citySlug ?? ''})`);
  const removed = [
    ...slots.map(({ label }) => `  slot ${label}`),
    ...[...byTitle].map(
      ([title, dated]) =>
        `  ${count(dated.length, 'session')} of ${title}: ${dated.map(({ date, startTime }) => `${date} ${startTime}`).join(', ')}`,
    ),
  ];
  if (restored.length + removed.length === 0) return [];
  return [
    ...(restored.length > 0
      ? ['This will be restored, and what people changed in it is lost:', ...restored]
      : []),
    ...(removed.length > 0
      ? [
          'This will be removed (sessions that nobody has reserved; the weeks can make them again):',
          ...removed,
        ]
      : []),
    ...(staying > 0 ? [`${count(staying, 'coming session')} with reservations or notes: left alone.`] : []),
  ];
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
