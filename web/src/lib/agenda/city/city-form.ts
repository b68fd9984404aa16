import { CityCreate, type CityView } from '@ensemble/shared/agenda';
import { z } from 'zod';

export interface CityValues {
  name: string;
  /** Empty: made of the name. */
  slug: string;
  timezone: string;
  country: string | null;
  currency: string;
  summary: string;
}

export const newCity = (timezone: string): CityValues => ({
  name: '',
  slug: '',
  timezone,
  country: null,
  currency: 'EUR',
  summary: '',
});

export const cityValues = ({ name, slug, timezone, country, currency, summary }: CityView): CityValues => ({
  name,
  slug,
  timezone,
  country,
  currency,
  summary,
});

/** An emptied address is made of the name again. */
export const withoutEmptySlug = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null) return input;
  const { slug, ...fields } = input as { slug?: unknown };
  return typeof slug === 'string' && slug.trim() !== '' ? { ...fields, slug: slug.trim() } : fields;
};

export const CityFormSchema = z.preprocess(withoutEmptySlug, CityCreate);
