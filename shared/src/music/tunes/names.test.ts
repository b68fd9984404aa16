import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayName, normaliseName, withoutArticle } from './names.ts';

describe('one key for every spelling', () => {
  test.each([
    ['Kesh, The', 'kesh'],
    ['The Kesh', 'kesh'],
    ['  the   KESH ', 'kesh'],
    ['Fig For A Kiss, A', 'fig for a kiss'],
    ['A Fig for a Kiss', 'fig for a kiss'],
    ['A. A. Cameron’s', 'a a camerons'],
    ['The A Cappella', 'cappella'],
    ['An Dro', 'an dro'],
    ['Phis Fhliuch, An', 'an phis fhliuch'],
    ['An Ċúilḟionn', 'an chuilfhionn'],
    ['An Chúilfhionn', 'an chuilfhionn'],
    ['U\u0301na Bha\u0301n', 'una bhan'],
    ['Úna Bhán', 'una bhan'],
    ['Kes\u200bh\u00ad', 'kesh'],
    ['Morrison\u0092s', 'morrisons'],
    ["Morrison's", 'morrisons'],
    ['Morrison’s', 'morrisons'],
    ['Morrison´s', 'morrisons'],
    ['Morrison`s', 'morrisons'],
    ["Winnie Hayes's", 'winnie hayes'],
    ["Winnie Hayes'", 'winnie hayes'],
    ['I Buried My Wife & Danced', 'i buried my wife and danced'],
    ['P&O', 'p and o'],
    ["Rock 'n' Roll", 'rock and roll'],
    ["St. Anne's", 'saint annes'],
    ["Saint Anne's", 'saint annes'],
    ['Main St', 'main st'],
    ['Ballydesmond #1', 'ballydesmond one'],
    ['Ballydesmond No. 1, The', 'ballydesmond one'],
    ['Ballydesmond, The #1', 'ballydesmond one'],
    ['Ballydesmond N°1', 'ballydesmond one'],
    ['Ballydesmond nº 1', 'ballydesmond one'],
    ['Ballydesmond number one', 'ballydesmond one'],
    ['Ballydesmond Number 1', 'ballydesmond one'],
    ['No One Knows', 'no one knows'],
    ['12 Pins', 'twelve pins'],
    ['Twelve Pins', 'twelve pins'],
    ['Hill 60', 'hill 60'],
    ['Red-Haired Lass', 'red haired lass'],
    ['Kesh 🎻', 'kesh'],
    ['The', 'the'],
    ['The The', 'the'],
    ['A', 'a'],
    ['🎻', '🎻'],
    ['!!!', '!!!'],
    ['Værsgo, Ørjan', 'vaersgo orjan'],
    ['', ''],
    [' \u200b ', ''],
  ])('%j is %j', (name, key) => expect(normaliseName(name)).toBe(key));
});

const awkward = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'the',
          'A',
          'an',
          ', The',
          ', An',
          '#',
          'No.',
          'number',
          '1',
          '12',
          'one',
          'St',
          "'s",
          '’',
          '&',
          'n',
        ],
        ...['s', 'ḃ', 'é', '🎻', '\u200b', '-', 'Kesh', ',', '(', '°', 'º', '½', 'İ'],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(' ')),
);

test('a key is its own key, and only a blank name has none', () => {
  fc.assert(
    fc.property(awkward, (name) => {
      const key = normaliseName(name);
      expect(normaliseName(key)).toBe(key);
      if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) expect(key).not.toBe('');
    }),
    { numRuns: 3000 },
  );
});

test('an article that may not be one is set aside on request', () => {
  expect(withoutArticle('an phis fhliuch')).toBe('phis fhliuch');
  expect(withoutArticle('kesh')).toBeNull();
  expect(withoutArticle('an')).toBeNull();
});

test('names are shown with their article in front', () => {
  expect(displayName('Kesh, The')).toBe('The Kesh');
  expect(displayName('Happy To Meet, Sorry To Part')).toBe('Happy To Meet, Sorry To Part');
});
