import type {
  AgendaSlotCreateInput,
  AgendaWeekCreateInput,
  CityCreateInput,
  SessionPathCreateInput,
  SessionStackCreateInput,
} from '@ensemble/shared/agenda';

/**
 * What `npm run seed` puts in. A `key` (or slug) is what a row is known by from one run to the next: the row's id
 * is made of it, so a changed key is another row. Things name one another by slug.
 */

export interface SeedNote {
  key: string;
  title: string;
  /** Markdown. */
  body: string;
}

/** Every note is public. */
interface WithNotes {
  notes: readonly SeedNote[];
}

export type SeedCity = CityCreateInput & { slug: string } & WithNotes;
export type SeedStack = SessionStackCreateInput & { slug: string } & WithNotes;
export type SeedPath = Omit<SessionPathCreateInput, 'stackIds'> & {
  slug: string;
  /** Slugs of stacks, in the order they are walked. */
  stacks: readonly string[];
} & WithNotes;

export type SeedSlot = Omit<AgendaSlotCreateInput, 'sessionStackId'> & {
  key: string;
  /** A stack's slug. */
  stack: string;
};
export type SeedWeek = Omit<AgendaWeekCreateInput, 'citySlug'> & {
  key: string;
  /** A city's slug. */
  city: string;
  slots: readonly SeedSlot[];
};
