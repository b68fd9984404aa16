import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterPrefix, encodeValue, invert } from './keys.ts';
import { compareValues } from './order.ts';

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => Long.fromBigInt(n)),
  fc
    .tuple(fc.bigInt(-(10n ** 33n), 10n ** 33n), fc.integer({ min: -40, max: 40 }))
    .map(([n, e]) => Decimal128.fromString(`${String(n)}E${String(e)}`)),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 2 ** 53, Long.fromString('9007199254740993')),
  fc.constantFrom(
    new Int32(7),
    new Double(7),
    Decimal128.fromString('7'),
    Decimal128.fromString('1E6000'),
    Decimal128.fromString('-Infinity'),
    Decimal128.fromString('NaN'),
  ),
);
const scalar = fc.oneof(
  number,
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', 'a', 'a\0', 'a\0b', 'ab', '\ud7ff', '\ue000', '😀'),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => new Binary(bytes)),
  fc.nat().map((t) => new Timestamp({ t, i: 1 })),
  fc.constantFrom(new MinKey(), new MaxKey()),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c\0', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('bytes are ordered as the values are, upwards and inverted', () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(value, value), fc.tuple(number, number)), ([a, b]) => {
      const order = Math.sign(compareValues(a, b));
      expect(Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)))).toBe(order);
      expect(Math.sign(Buffer.compare(invert(encodeValue(a)), invert(encodeValue(b))))).toBe(
        order === 0 ? 0 : -order,
      );
    }),
    { numRuns: 3000 },
  );
});

test('no key is the beginning of another', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [x, y] = [encodeValue(a), encodeValue(b)];
      if (!x.equals(y)) expect(y.subarray(0, x.length).equals(x)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('numbers of every type compare by their exact value', () => {
  const ascending = [
    Number.NaN,
    -Infinity,
    Decimal128.fromString('-1E6000'),
    -1.5,
    0,
    Decimal128.fromString('0.1'),
    0.1,
    1,
    Decimal128.fromString('1.00000000000000000000001'),
    2 ** 53,
    Long.fromString('9007199254740993'),
    Decimal128.fromString('9007199254740993.5'),
    Decimal128.fromString('1E6000'),
    Infinity,
  ];
  // 0.1 as a double is slightly above a tenth.
  for (let i = 1; i < ascending.length; i++) {
    expect(
      compareValues(ascending[i - 1], ascending[i]),
      `${String(ascending[i - 1])} < ${String(ascending[i])}`,
    ).toBeLessThan(0);
  }
  expect(compareValues(Long.fromNumber(5), Decimal128.fromString('5.0'))).toBe(0);
  expect(compareValues(new Int32(5), 5)).toBe(0);
});

test('afterPrefix is above every extension and not above the next prefix', () => {
  expect([...afterPrefix(Buffer.of(1, 0xff, 0xff))]).toEqual([2]);
  expect([...afterPrefix(Buffer.of(1, 2))]).toEqual([1, 3]);
});
