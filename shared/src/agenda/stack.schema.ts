import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';
import { AgendaData } from './atmosphere.schema.ts';
import {
  CurrencyCode,
  DurationMin,
  Minor,
  Room,
  Seats,
  Slug,
  checkCapacity,
  nullableText,
} from './fields.schema.ts';

/** SessionStack: the atomic reusable session definition. SessionPath: a guided sequence of stacks. */

const stackFields = {
  title: requiredText(160),
  slug: Slug,
  summary: text(2000),
  /** The experience it belongs to, by name. */
  experience: nullableText(120),
  defaultDurationMin: DurationMin,
  /** The fewest with whom it runs: a rule, not arithmetic. */
  capacityMin: Seats,
  /** Null: no limit. */
  capacityMax: Room.nullable(),
  /** What it costs to hold it at all. */
  costMin: Minor,
  priceMinor: Minor.nullable(),
  variableCostMinor: Minor,
  /** Null: the city's. */
  currency: CurrencyCode.nullable(),
  data: AgendaData,
};

export const STACK_DEFAULTS = { defaultDurationMin: 120, capacityMin: 1, capacityMax: 12 } as const;

export const SessionStackCreate = z
  .strictObject({
    title: stackFields.title,
    slug: stackFields.slug.optional(),
    summary: stackFields.summary.default(''),
    experience: stackFields.experience.default(null),
    defaultDurationMin: stackFields.defaultDurationMin.default(STACK_DEFAULTS.defaultDurationMin),
    capacityMin: stackFields.capacityMin.default(STACK_DEFAULTS.capacityMin),
    capacityMax: stackFields.capacityMax.default(STACK_DEFAULTS.capacityMax),
    costMin: stackFields.costMin.default(0),
    priceMinor: stackFields.priceMinor.default(null),
    variableCostMinor: stackFields.variableCostMinor.default(0),
    currency: stackFields.currency.default(null),
    data: stackFields.data.default({}),
  })
  .superRefine(checkCapacity);
export type SessionStackCreate = z.infer<typeof SessionStackCreate>;
export type SessionStackCreateInput = z.input<typeof SessionStackCreate>;

/** The minimum against the maximum is for the server to judge again, with what is stored. */
export const SessionStackPatch = z.strictObject(stackFields).partial().superRefine(checkCapacity);
export type SessionStackPatch = z.infer<typeof SessionStackPatch>;

const stored = { version: z.int(), createdAt: Instant, updatedAt: Instant };

export const SessionStackView = z.object({ id: Id, ...stackFields, ...stored });
export type SessionStackView = z.output<typeof SessionStackView>;

const pathFields = {
  title: requiredText(160),
  slug: Slug,
  summary: text(2000),
  /** In the order they are walked; the same stack may come again. */
  stackIds: z.array(Id).max(100),
};

export const SessionPathCreate = z.strictObject({
  title: pathFields.title,
  slug: pathFields.slug.optional(),
  summary: pathFields.summary.default(''),
  stackIds: pathFields.stackIds.default([]),
});
export type SessionPathCreate = z.infer<typeof SessionPathCreate>;
export type SessionPathCreateInput = z.input<typeof SessionPathCreate>;

export const SessionPathPatch = z.strictObject(pathFields).partial();
export type SessionPathPatch = z.infer<typeof SessionPathPatch>;

export const SessionPathView = z.object({ id: Id, ...pathFields, ...stored });
export type SessionPathView = z.output<typeof SessionPathView>;
