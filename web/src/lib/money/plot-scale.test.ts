import { expect, test } from 'vitest';
import { costPath, linear, linePath, placeMarks, rowsOf, ticks } from './plot-scale.ts';

test('a scale turns numbers into pixels, downwards too', () => {
  expect(linear(0, 16, 40, 600)(4)).toBe(180);
  expect(linear(0, 100, 200, 0)(25)).toBe(150);
  expect(linear(5, 5, 40, 600)(5)).toBe(40);
});

test('an axis has round numbers that take in all there is', () => {
  expect(ticks(0, 16, 8)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
  expect(ticks(0, 41_200, 4)).toEqual([0, 20_000, 40_000, 60_000]);
  expect(ticks(-2000, 9000, 4)).toEqual([-5000, 0, 5000, 10_000]);
  expect(ticks(0, 3, 10)).toEqual([0, 1, 2, 3]);
  expect(ticks(0, 0, 4)).toEqual([0, 1]);
});

test('cost rises at once where a step comes, and nowhere else', () => {
  const same = (value: number) => value;
  const points = [
    { pax: 0, fixedCost: 90, variableCost: 0 },
    { pax: 1, fixedCost: 90, variableCost: 4 },
    { pax: 2, fixedCost: 150, variableCost: 8 },
  ];
  expect(costPath(points, same, same)).toBe('M0 90L1 94L1 154L2 158');
  expect(costPath([], same, same)).toBe('');
  expect(linePath([{ x: 0, y: 1.26 }])).toBe('M0 1.3');
});

test('labels that would cover one another stand on lines of their own, and stay inside', () => {
  const placed = placeMarks(
    [
      { id: 'now', label: 'Now 5', x: 110 },
      { id: 'min', label: 'Minimum 4', x: 100 },
      { id: 'even', label: 'Break-even 15', x: 390 },
    ],
    400,
  );
  expect(placed.map(({ id, row, anchor }) => [id, row, anchor])).toEqual([
    ['min', 0, 'start'],
    ['now', 1, 'start'],
    ['even', 0, 'end'],
  ]);
  expect(rowsOf(placed)).toBe(2);
  expect(rowsOf([])).toBe(0);
});
