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

const mark = (id: string, label: string, x: number) => ({ id, label, x });

test('labels stand above one another where they would touch, crossed by no line, and stay inside', () => {
  const marks = [
    mark('min', 'Minimum 4', 100),
    mark('even', 'Break-even 5', 130),
    mark('now', 'Now 15', 390),
    mark('all', 'All counted 14', 370),
    mark('left', 'Far 1', 0),
  ];
  const placed = placeMarks(marks, 400);
  const of = (id: string) => placed.find((one) => one.id === id);
  expect([of('even')?.row, of('min')?.row, of('left')?.row]).toEqual([0, 1, 0]);
  expect(placed.filter(({ anchor }) => anchor === 'end').map(({ id }) => id)).toEqual(['all', 'now']);
  expect([of('all')?.row, of('now')?.row]).toEqual([0, 1]);
  expect(rowsOf(placed)).toBe(2);
  expect(rowsOf([])).toBe(0);
});

test('marks at one place have a line each', () => {
  const marks = [mark('min', 'Minimum 4', 50), mark('even', 'Break-even 4', 50), mark('now', 'Now 4', 50)];
  expect(
    placeMarks(marks, 400)
      .map(({ row }) => row)
      .toSorted(),
  ).toEqual([0, 1, 2]);
});
