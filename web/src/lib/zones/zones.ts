import { zoneCity } from '#lib/viewer/time.ts';
import { CITIES_BY_ZONE } from './city-zones.ts';

/** One zone to choose: named by its city, found by the other cities on the same clock too. */
export interface ZoneOption {
  value: string;
  label: string;
  note: string;
  keywords: readonly string[];
}

/** Letters alone, so that `Montréal`, `montreal` and `MONTREAL` are one city. */
const plain = (text: string): string =>
  text
    .trim()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[.\s]+/g, ' ')
    .toLowerCase();

/** What this browser calls a zone: some still say Asia/Calcutta for Asia/Kolkata. */
function ownName(zone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null; // A browser too old to know it offers it under no name at all.
  }
}

let cities: ReadonlyMap<string, readonly string[]> | null = null;

function citiesByOwnName(): ReadonlyMap<string, readonly string[]> {
  cities ??= new Map(
    Object.entries(CITIES_BY_ZONE).flatMap(([zone, names]) => {
      const own = ownName(zone);
      return own === null ? [] : [[own, names] as const];
    }),
  );
  return cities;
}

/** Time zones by the cities people know, for choosing one. `present` is in the list whatever the browser knows. */
export function zoneOptions(present: string): ZoneOption[] {
  const known = new Set([
    ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')),
    'UTC',
    present,
  ]);
  return [...known]
    .map((zone) => ({
      value: zone,
      label: zoneCity(zone),
      note: regionOf(zone),
      keywords: citiesByOwnName().get(zone) ?? [],
    }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

const regionOf = (zone: string): string =>
  zone.includes('/') ? zone.split('/').slice(0, -1).join(', ').replaceAll('_', ' ') : 'no summer time';

/**
 * The zone of a city by its name, where exactly one is known to be its: `Dublin` → `Europe/Dublin`,
 * `Austin` → `America/Chicago`. Null otherwise: a guess that may be wrong is left to the person.
 */
export function zoneOfCity(city: string): string | null {
  const wanted = plain(city);
  if (wanted === '') return null;
  const named = Intl.supportedValuesOf('timeZone').filter((zone) => plain(zoneCity(zone)) === wanted);
  const holding = [...citiesByOwnName()].flatMap(([zone, names]) =>
    names.some((name) => plain(name) === wanted) ? [zone] : [],
  );
  const found = new Set([...named, ...holding]);
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
