import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withinOneEdit } from './edits.ts';
import { NameBook } from './name-book.ts';

test.each([
  ['kesh', 'kesh', true],
  ['kesh', 'kes', true],
  ['esh', 'kesh', true],
  ['kesh', 'kash', true],
  ['kesh', 'ksehh', false],
  ['kesh', 'kseh', true],
  ['kesh', 'ks', false],
  ['', 'a', true],
  ['ab', 'ba', true],
  ['abc', 'cba', false],
])('%s and %s: %s', (a, b, near) => {
  expect(withinOneEdit(a, b)).toBe(near);
  expect(withinOneEdit(b, a)).toBe(near);
});

test('no name one edit away is overlooked', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 7 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 40 }), word, (names, query) => {
      fc.pre(query.length >= 4);
      const book = new NameBook(
        names.map((name) => ({
          id: name,
          thesessionTuneId: null,
          name,
          aliases: [],
          type: null,
          tunebooks: 0,
        })),
      );
      const near = [...book.oneEditFrom(query)].map((entry) => entry.key).sort();
      expect(near).toEqual(names.filter((name) => name !== query && withinOneEdit(name, query)).sort());
    }),
    { numRuns: 500 },
  );
});
