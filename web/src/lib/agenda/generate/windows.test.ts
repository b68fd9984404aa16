import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '#lib/viewer/week.ts';
import { calendarRows, fourWeeks, monthOf, monthsIn, pagesOf, steps } from './windows.ts';

test('windows people choose', () => {
  expect(fourWeeks('2026-11-20')).toEqual({ from: '2026-11-20', to: '2026-12-17' });
  expect(monthOf('2027-12-05', 1)).toEqual({ from: '2028-01-01', to: '2028-01-31' });
  expect(monthOf('2028-02-29')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(monthsIn({ from: '2026-11-20', to: '2027-01-01' })).toEqual(['2026-11', '2026-12', '2027-01']);
});

test('steps cover the window day for day, without a day twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 400 }), (start, length) => {
      const window = { from: addDays('2024-01-01', start), to: addDays('2024-01-01', start + length) };
      const all = steps(window);
      expect(all[0]?.from).toBe(window.from);
      expect(all.at(-1)?.to).toBe(window.to);
      all.slice(1).forEach(({ from }, index) => expect(from).toBe(addDays(all[index]?.to ?? '', 1)));
    }),
  );
});

test('a window is drawn in whole weeks from the first day of the viewer’s', () => {
  const rows = calendarRows(monthOf('2026-11-01'), 1);
  expect(rows).toHaveLength(6);
  expect(rows[0]?.[0]).toBe('2026-10-26');
  expect(rows.at(-1)?.[0]).toBe('2026-11-30');
  expect(calendarRows(monthOf('2026-11-01'), 0)[0]?.[0]).toBe('2026-11-01');
});

test('a few weeks are one page, more go by the month', () => {
  expect(pagesOf(fourWeeks('2026-11-20'))).toEqual([fourWeeks('2026-11-20')]);
  expect(pagesOf({ from: '2026-11-20', to: '2027-01-20' })).toHaveLength(3);
});
