import { z } from 'zod';
import { requiredText, text } from '../core/schema.ts';
import { Label, Minor, Seats, checkOpenRecord } from './fields.schema.ts';
import { Overlay } from './overlay.schema.ts';

/**
 * The quiet metadata of weeks, slots and instances (000, Atmosphere layer). It colours what people read and
 * never replaces plain words, so every field may be left out and other fields may stand beside them.
 */

/** Offered in forms; any label may be typed, since each city has its own year. */
export const SEASON_MODES = ['spring', 'summer', 'autumn', 'winter', 'year-round'] as const;
export const ENERGY_LEVELS = ['calm', 'gentle', 'steady', 'lively', 'high'] as const;
export const RHYTHM_TAGS = [
  'weekday-morning',
  'weekday-afternoon',
  'weekday-evening',
  'weekday-late',
  'weekend-morning',
  'weekend-afternoon',
  'weekend-evening',
  'weekend-late',
] as const;

/** Words, or 1 (calm) to 5 (high). */
const EnergyLevel = z.union([z.int().min(1).max(5), Label], 'must be a few words, or a number from 1 to 5');

const note = text(500).optional();

/** Somebody the network works with, such as a café on the way; a name alone will do. */
const AffiliateStop = z.union([
  Label,
  z.looseObject({
    name: Label,
    partner: Label.optional(),
    guild: Label.optional(),
    perSeatMinor: Minor.optional(),
    note,
  }),
]);

/** Something sold for somebody else, who keeps the rest of the price. */
const ConsignedProduct = z.union([
  Label,
  z.looseObject({
    name: Label,
    consignor: Label.optional(),
    unitPriceMinor: Minor.optional(),
    /** Our share, in hundredths of a per cent. */
    rateBps: z.int().min(0).max(10_000).optional(),
    note,
  }),
]);

/** A later template, workshop or content piece that this session feeds. */
const AttachedFlow = z.union([Label, z.looseObject({ name: Label, kind: Label.optional(), note })]);

/** Who stands behind it: a workshop, a winery, a school. */
const Partner = z.union([Label, z.looseObject({ name: Label, role: Label.optional(), note })]);

/** A user's or person's id. */
const PersonId = requiredText(64);

/** A cost that comes again each time a group of `perSeats` is full: a second guide, a second van. */
export const StepCost = z.strictObject({
  label: Label,
  costMinor: Minor,
  perSeats: Seats.min(1, 'must be at least 1 seat'),
});
export type StepCost = z.infer<typeof StepCost>;

export const atmosphereFields = {
  seasonMode: Label.nullable().optional(),
  rhythmTag: Label.nullable().optional(),
  storyFocus: text(300).nullable().optional(),
  energyLevel: EnergyLevel.nullable().optional(),
  guidePrimaryId: PersonId.nullable().optional(),
  apprenticeIds: z.array(PersonId).max(50).optional(),
  affiliateStops: z.array(AffiliateStop).max(50).optional(),
  consignedProducts: z.array(ConsignedProduct).max(100).optional(),
  attachedFlows: z.array(AttachedFlow).max(50).optional(),
  experience: Label.nullable().optional(),
  partners: z.array(Partner).max(50).optional(),
  guild: Label.nullable().optional(),
  /** Places nobody pays for, such as the leader's of a group. */
  freePlaces: Seats.optional(),
  stepCosts: z.array(StepCost).max(10).optional(),
  /** What each generated instance starts out with; later ones are the instance's own. */
  overlays: z.array(Overlay).max(50).optional(),
};

export const MOST_DATA_CHARACTERS = 20_000;

/** `data` of a week, a slot or an instance. */
export const AgendaData = z.looseObject(atmosphereFields).superRefine(checkOpenRecord(MOST_DATA_CHARACTERS));
export type AgendaData = z.infer<typeof AgendaData>;
