import { z } from 'zod';
import { Id, Instant, TimeZone, requiredText, text } from '../core/schema.ts';
import { CurrencyCode, Slug, nullableText } from './fields.schema.ts';

const fields = {
  name: requiredText(120),
  slug: Slug,
  timezone: TimeZone,
  country: nullableText(80),
  /** Of everything sold there, unless an instance says otherwise. */
  currency: CurrencyCode,
  summary: text(2000),
};

/** Without a slug the server makes one of the name. */
export const CityCreate = z.strictObject({
  ...fields,
  slug: fields.slug.optional(),
  country: fields.country.default(null),
  currency: fields.currency.default('EUR'),
  summary: fields.summary.default(''),
});
export type CityCreate = z.infer<typeof CityCreate>;
export type CityCreateInput = z.input<typeof CityCreate>;

export const CityPatch = z.strictObject(fields).partial();
export type CityPatch = z.infer<typeof CityPatch>;

export const CityView = z.object({
  id: Id,
  ...fields,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type CityView = z.output<typeof CityView>;
