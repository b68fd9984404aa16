import type { ReservationView } from '@ensemble/shared/seats/seats.schema';
import { expect, test } from 'vitest';
import { findByName, sayLine, saySums, sortParties, sumsOf } from './guide-words.ts';

const NOW = Date.parse('2026-11-20T18:00:00Z');
const party = (partyName: string, seats: number, more: Partial<ReservationView> = {}): ReservationView => ({
  id: 'a'.repeat(24),
  instanceId: 'b'.repeat(24),
  kind: 'fit',
  state: 'confirmed',
  holdUntil: null,
  priceMinor: null,
  partyName,
  seats,
  ...more,
});

test('parties keep their place when their state changes; a hold that lapsed is over before anybody noticed', () => {
  const parties = sortParties(
    [
      party('Ana', 2, { state: 'checkedIn' }),
      party('Ben', 3),
      party('Cia', 1, { state: 'waitlisted', position: 2 }),
      party('Dan', 1, { state: 'waitlisted', position: 1 }),
      party('Eva', 2, { state: 'held', holdUntil: '2026-11-20T18:00:01Z' }),
      party('Fia', 2, { state: 'held', holdUntil: '2026-11-20T18:00:00Z' }),
      party('Gil', 4, { state: 'noShow' }),
      party('Hal', 4, { state: 'cancelled' }),
    ],
    NOW,
  );
  const names = (list: ReservationView[]) => list.map(({ partyName }) => partyName);
  expect(names(parties.coming)).toEqual(['Ana', 'Ben', 'Eva', 'Gil']);
  expect(names(parties.waiting)).toEqual(['Dan', 'Cia']);
  expect(names(parties.left)).toEqual(['Fia', 'Hal']);
  expect(sumsOf(parties)).toEqual({ here: 2, toCome: 3, noShow: 4, held: 2, waiting: 2, taken: 9 });
  expect(saySums(sumsOf(parties))).toBe('2 of 9 here, 3 to come, 4 did not come, 2 held');
  expect(saySums(sumsOf(sortParties([], NOW)))).toBe('Nobody has booked yet');
});

test('the line says who the next free seats go to', () => {
  const line = [party('four', 4), party('two', 2), party('three', 3), party('one', 1)];
  expect(sayLine(line, 0)).toEqual([
    'The next 4 seats to become free go to them',
    'Before the others when only 2 seats become free',
    'After those before, once 3 more seats are free',
    'Before the others when only 1 seat becomes free',
  ]);
  expect(sayLine([party('two', 2)], 1)).toEqual(['The next seat to become free goes to them']);
  expect(sayLine([party('two', 2)], null)).toEqual(['Seats are free: they get them in a moment']);
});

test('names are found whatever their accents', () => {
  const all = [party('Zoë Müller', 1), party('Rui', 1)];
  expect(findByName(all, ' mull').map(({ partyName }) => partyName)).toEqual(['Zoë Müller']);
  expect(findByName(all, '')).toHaveLength(2);
});
