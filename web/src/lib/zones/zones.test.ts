import { expect, test } from 'vitest';
import { CITIES_BY_ZONE } from './city-zones.ts';
import { zoneOfCity, zoneOptions } from './zones.ts';

/** The same clock, whichever of its names a machine uses. */
const clockOf = (zone: string | null) =>
  zone && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

test.each([
  ['Dublin', 'Europe/Dublin'],
  ['Austin', 'America/Chicago'],
  ['  new orleans ', 'America/Chicago'],
  ['Montréal', 'America/Toronto'],
  ['Köln', 'Europe/Berlin'],
  ['Kathmandu', 'Asia/Kathmandu'],
  ['Kolkata', 'Asia/Kolkata'],
])('the zone of %s is guessed', (city, zone) => {
  expect(clockOf(zoneOfCity(city))).toBe(clockOf(zone));
});

test.each(['Portland', 'Newcastle', 'Nowhere', '', '  '])('no zone is guessed for %j', (city) => {
  expect(zoneOfCity(city)).toBeNull();
});

test('every city stands in one zone, which is in the list to choose from', () => {
  const offered = new Map(zoneOptions('UTC').map((option) => [option.value, option]));
  for (const [zone, cities] of Object.entries(CITIES_BY_ZONE)) {
    for (const city of cities) {
      const found = zoneOfCity(city);
      expect(clockOf(found), city).toBe(clockOf(zone));
      expect(offered.get(found ?? '')?.keywords, city).toContain(city);
    }
  }
});
