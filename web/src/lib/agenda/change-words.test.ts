import { expect, test } from 'vitest';
import { changeLines } from './change-words.ts';

const context = { locale: 'en-IE', currency: 'EUR', names: new Map([['ana', 'Ana Reis']]) };

test('each change says what was and what becomes', () => {
  expect(
    changeLines(
      [
        { field: 'startTime', from: '18:00', to: '19:30' },
        { field: 'priceMinor', from: 2500, to: 2850 },
        { field: 'capacityMax', from: 12, to: null },
        { field: 'status', from: 'scheduled', to: 'cancelled' },
      ],
      context,
    ),
  ).toEqual([
    { what: 'Start', from: '18:00', to: '19:30' },
    { what: 'Price of a seat', from: '€25.00', to: '€28.50' },
    { what: 'Most seats', from: '12', to: 'no limit' },
    { what: 'Takes place', from: 'yes', to: 'no, withdrawn' },
  ]);
});

test('of the quiet notes only what differs, people by name', () => {
  expect(
    changeLines(
      [
        {
          field: 'data',
          from: { guidePrimaryId: 'ana', rhythmTag: 'weekday-evening', partners: ['School'] },
          to: { rhythmTag: 'weekday-evening', partners: ['School', { name: 'Winery' }] },
        },
      ],
      context,
    ),
  ).toEqual([
    { what: 'Guide', from: 'Ana Reis', to: 'nothing' },
    { what: 'Partners', from: 'School', to: 'School, Winery' },
  ]);
});
