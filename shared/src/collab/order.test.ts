import { expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import { isOrderKey, ORDER_KEY_MAX, placeKeys, type Ordered } from './order.ts';

const JUNK = [
  '',
  ' ',
  'a',
  'A00',
  '!!',
  'zzz',
  'a0',
  'a0',
  'a0V',
  'a00',
  'é',
  '\uffff',
  'x'.repeat(500),
  'a1',
  'Zz',
  'a0z',
];

/** The sequence after placing, in place order. */
function placed(sequence: readonly Ordered[], index: number, count: number, rng: Rng): string[] {
  const { keys, rekeyed } = placeKeys(sequence, index, count, () => rng.next());
  const orders = sequence.map(({ order }, at) => rekeyed.get(at) ?? order);
  return [...orders.slice(0, index), ...keys, ...orders.slice(index)];
}

test('what a key may be', () => {
  expect(['a0', 'Zz', 'a0V', 'b00'].every(isOrderKey)).toBe(true);
  expect(['', 'a', 'a00', '!a0', 'a0é', `a0${'V'.repeat(ORDER_KEY_MAX)}`].some(isOrderKey)).toBe(false);
});

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'between any junk (seed %i), in order and without a throw',
  (seed) => {
    const rng = new Rng(seed);
    const sequence = Array.from({ length: rng.int(12) }, () => ({
      order: rng.pick(JUNK),
      own: rng.chance(0.5),
    }));
    sequence.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
    const index = rng.int(sequence.length + 1);
    const count = 1 + rng.int(4);
    const orders = placed(sequence, index, count, rng);
    for (let i = Math.max(index, 1); i <= index + count && i < orders.length; i++) {
      expect((orders[i - 1] ?? '') < (orders[i] ?? ''), JSON.stringify(orders)).toBe(true);
    }
    expect(orders).toEqual([...orders].sort());
  },
);

test('neighbours with room are left alone, equal ones get new keys', () => {
  const rng = new Rng(1);
  const random = (): number => rng.next();
  expect(placeKeys([{ order: 'a0' }, { order: 'a1' }], 1, 3, random).rekeyed.size).toBe(0);
  expect([
    ...placeKeys([{ order: 'a0' }, { order: 'a0' }, { order: 'a1' }], 1, 1, random).rekeyed.keys(),
  ]).toEqual([1]);
});

test('two people in one gap get different keys', () => {
  const gap = [{ order: 'a0' }, { order: 'a1' }];
  const keys = Array.from({ length: 500 }, (_, seed) => placed(gap, 1, 1, new Rng(seed))[1]);
  expect(new Set(keys).size).toBe(500);
});

test.each(['at the end', 'in one gap', 'in front'])('a thousand tunes %s keep their keys short', (where) => {
  const rng = new Rng(7);
  const sequence: Ordered[] = [{ order: 'a0', own: true }];
  for (let i = 0; i < 1000; i++) {
    const index =
      where === 'in front' ? 0 : where === 'in one gap' ? Math.ceil(sequence.length / 2) : sequence.length;
    const { keys, rekeyed } = placeKeys(sequence, index, 1, () => rng.next());
    for (const [at, order] of rekeyed) sequence[at] = { order };
    sequence.splice(index, 0, { order: keys[0] as string, own: rng.chance(0.9) });
  }
  expect(Math.max(...sequence.map(({ order }) => order.length))).toBeLessThanOrEqual(ORDER_KEY_MAX);
  expect(sequence.map(({ order }) => order)).toEqual(sequence.map(({ order }) => order).sort());
});
