import {
  AgendaSlotCreate,
  AgendaWeekCreate,
  CityCreate,
  DocumentCreate,
  SessionPathCreate,
  SessionStackCreate,
} from '@ensemble/shared/agenda';
import { cities } from '../../server/seed/cities.ts';
import { paths, travel } from '../../server/seed/journeys.ts';
import type { SeedNote, SeedStack } from '../../server/seed/seed.types.ts';
import { skills } from '../../server/seed/skills.ts';
import { weeks } from '../../server/seed/weeks.ts';
import { derivedId } from '../../server/src/http/ids.ts';

/** The partial seeds. The weeks need all three and come with the whole seed. */
export const SEED_PARTS = ['cities', 'skills', 'journeys'] as const;
export type SeedPart = (typeof SEED_PARTS)[number];

export const SEED_KINDS = ['city', 'stack', 'path', 'week', 'slot', 'note'] as const;
export type SeedKind = (typeof SEED_KINDS)[number];

/** Where the things are that a row names: their own place, or one that people had made under the same slug. */
export interface SeedReferences {
  id(kind: SeedKind, key: string): string;
  citySlug(key: string): string;
}

export interface SeedRow {
  kind: SeedKind;
  key: string;
  /** For people. */
  label: string;
  /** What is stored, validated. @throws ZodError where the seed's own words do not fit their schema. */
  fields(refs: SeedReferences): Record<string, unknown>;
}

/** The same in every store, run after run. */
export const seedId = (kind: SeedKind, key: string): string => derivedId('seed', kind, key);

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** In an order in which nothing names what comes after it. */
export function seedRows(only: SeedPart | null): SeedRow[] {
  const parts: Record<SeedPart, () => SeedRow[]> = {
    cities: cityRows,
    skills: skillRows,
    journeys: pathRows,
  };
  if (only !== null) return parts[only]();
  return [...SEED_PARTS.flatMap((part) => parts[part]()), ...weekRows()];
}

const cityRows = (): SeedRow[] =>
  cities.flatMap(({ notes, ...city }) => [
    { kind: 'city', key: city.slug, label: city.name, fields: () => CityCreate.parse(city) },
    ...noteRows('city', city.slug, city.name, notes),
  ]);

const skillRows = (): SeedRow[] => skills.flatMap(stackRows);

const stackRows = ({ notes, ...stack }: SeedStack): SeedRow[] => [
  { kind: 'stack', key: stack.slug, label: stack.title, fields: () => SessionStackCreate.parse(stack) },
  ...noteRows('stack', stack.slug, stack.title, notes),
];

const pathRows = (): SeedRow[] => [
  ...travel.flatMap(stackRows),
  ...paths.flatMap(({ notes, stacks, ...path }): SeedRow[] => [
    {
      kind: 'path',
      key: path.slug,
      label: path.title,
      fields: (refs) =>
        SessionPathCreate.parse({ ...path, stackIds: stacks.map((slug) => refs.id('stack', slug)) }),
    },
    ...noteRows('path', path.slug, path.title, notes),
  ]),
];

const noteRows = (
  kind: 'city' | 'stack' | 'path',
  of: string,
  about: string,
  notes: readonly SeedNote[],
): SeedRow[] =>
  notes.map(({ key, title, body }) => ({
    kind: 'note',
    key,
    label: `${title} (${about})`,
    fields: (refs) =>
      DocumentCreate.parse({ subject: { kind, id: refs.id(kind, of) }, title, body, isPublic: true }),
  }));

const weekRows = (): SeedRow[] =>
  weeks.flatMap(({ key, city, slots, ...week }): SeedRow[] => {
    const label = `${week.title} (${cities.find(({ slug }) => slug === city)?.name ?? city})`;
    return [
      {
        kind: 'week',
        key,
        label,
        fields: (refs) => AgendaWeekCreate.parse({ ...week, citySlug: refs.citySlug(city) }),
      },
      ...slots.map(({ key: slotKey, stack, ...slot }): SeedRow => ({
        kind: 'slot',
        key: `${key} ${slotKey}`,
        label: `${WEEKDAYS[slot.weekday] ?? ''} ${slot.startTimeLocal}, ${titleOf(stack)}, in ${label}`,
        fields: (refs) => ({
          ...AgendaSlotCreate.parse({ ...slot, sessionStackId: refs.id('stack', stack) }),
          agendaWeekId: refs.id('week', key),
          removedAt: null,
        }),
      })),
    ];
  });

const titleOf = (slug: string): string =>
  [...skills, ...travel].find((stack) => stack.slug === slug)?.title ?? slug;
