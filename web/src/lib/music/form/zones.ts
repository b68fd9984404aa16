import { zoneCity } from '#lib/viewer/time.ts';

/** Time zones by the cities people know, for choosing one. `present` is in the list whatever the browser knows. */
export function zoneOptions(present: string): { value: string; label: string; note: string }[] {
  const known = new Set([
    ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')),
    'UTC',
    present,
  ]);
  return [...known]
    .map((zone) => ({ value: zone, label: zoneCity(zone), note: regionOf(zone) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

const regionOf = (zone: string): string =>
  zone.includes('/') ? zone.split('/').slice(0, -1).join(', ').replaceAll('_', ' ') : 'no summer time';

/**
 * The zone of a city by its name, where exactly one zone is named after it: `Dublin` → `Europe/Dublin`.
 * Null otherwise: a guess that may be wrong is left to the person.
 */
export function zoneOfCity(city: string): string | null {
  const wanted = city.trim().toLowerCase();
  if (wanted === '') return null;
  const found = Intl.supportedValuesOf('timeZone').filter((zone) => zoneCity(zone).toLowerCase() === wanted);
  return found.length === 1 ? (found[0] ?? null) : null;
}
