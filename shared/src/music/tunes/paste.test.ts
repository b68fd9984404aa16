import { describe, expect, test } from 'vitest';
import { TuneIndex } from './match.ts';
import { duplicateOfLog, parseNight, PASTE_LINES, PASTE_TUNES } from './night.ts';
import { parsePaste } from './paste.ts';

const read = (text: string, ...known: string[]) =>
  parsePaste(text, (name) => known.includes(name)).map(({ tunes }) => tunes.map(({ text: each }) => each));

describe('what parts the tunes of a set', () => {
  test.each([
    ["Kesh, Morrison's, Lark", [['Kesh', "Morrison's", 'Lark']]],
    ["Kesh -> Morrison's → Lark", [['Kesh', "Morrison's", 'Lark']]],
    ["Kesh > Morrison's", [['Kesh', "Morrison's"]]],
    ["Kesh; Morrison's", [['Kesh', "Morrison's"]]],
    ["Kesh\tMorrison's", [['Kesh', "Morrison's"]]],
    ["Kesh – Morrison's - Lark", [['Kesh', "Morrison's", 'Lark']]],
    ["Kesh then Morrison's and then Lark", [['Kesh', "Morrison's", 'Lark']]],
    ["Kesh / Kerrigan's, Lark", [["Kesh / Kerrigan's", 'Lark']]],
    ['Red-Haired Lass', [['Red-Haired Lass']]],
    [
      "1. Kesh, Lark\n2) Morrison's\n- Cooley's\n• Banshee",
      [['Kesh', 'Lark'], ["Morrison's"], ["Cooley's"], ['Banshee']],
    ],
    ['12 Pins, 40 Year', [['12 Pins', '40 Year']]],
    ['Kesh, The, Lark', [['Kesh, The', 'Lark']]],
    [
      'Set 1: Kesh, Lark\nSet 2\nBanshee\n-----\n# Second half\nCooley’s',
      [['Kesh', 'Lark'], ['Banshee'], ['Cooley’s']],
    ],
    ['\r\n\r\n  \u200b\nKesh\r\n', [['Kesh']]],
    ['Castle (reel, Edor), Lark', [['Castle (reel, Edor)', 'Lark']]],
    ['Kesh\u00a0Jig,\u2003Lark', [['Kesh Jig', 'Lark']]],
    ['', []],
  ])('%j', (text, sets) => expect(read(text)).toEqual(sets));

  test('a comma inside a known name parts nothing, unless both halves are names', () => {
    expect(read('Kesh, Hook And Look, Lark', 'Kesh, Hook And Look')).toEqual([
      ['Kesh, Hook And Look', 'Lark'],
    ]);
    expect(read('A, B', 'A, B', 'A', 'B')).toEqual([['A', 'B']]);
    expect(read('Tara / No Men, No Women / Other, Lark', 'No Men, No Women')).toEqual([
      ['Tara / No Men, No Women / Other', 'Lark'],
    ]);
    expect(read('Now - And Then', 'Now - And Then')).toEqual([['Now - And Then']]);
  });
});

test('names, hints and repeats are read off', () => {
  expect(
    parsePaste('Fishy Song [3/2 Hornpipe] / Dance ti’ Thy Daddy (Gmin) x3, Waves or Lonesome, Kesh - jig'),
  ).toEqual([
    {
      line: 1,
      tunes: [
        {
          text: 'Fishy Song [3/2 Hornpipe] / Dance ti’ Thy Daddy (Gmin)',
          names: ['Fishy Song', 'Dance ti’ Thy Daddy'],
          typeHint: 'three-two',
          keyHint: 'Gmin',
          times: 3,
        },
        { text: 'Waves or Lonesome', names: ['Waves', 'Lonesome'] },
        { text: 'Kesh - jig', names: ['Kesh - jig'], typeHint: 'jig' },
      ],
    },
  ]);
  expect(parsePaste('2x Kesh, Lark (x2)')[0]?.tunes.map(({ text, times }) => [text, times])).toEqual([
    ['Kesh', 2],
    ['Lark', 2],
  ]);
});

test('a heading gives its type to the lines below it', () => {
  const hints = parsePaste('Jigs:\nKesh, Lark\n\nReels\nBanshee\nPolkas: Sweeney’s').map(
    ({ line, tunes }) => [line, ...tunes.map(({ names, typeHint }) => `${names[0]} ${typeHint}`)],
  );
  expect(hints).toEqual([
    [2, 'Kesh jig', 'Lark jig'],
    [5, 'Banshee reel'],
    [6, 'Sweeney’s polka'],
  ]);
});

const tune = (id: string, name: string, ...aliases: string[]) => ({
  id,
  thesessionTuneId: null,
  name,
  aliases,
  type: null,
  tunebooks: 20,
});
const index = new TuneIndex([
  tune('a', 'Kesh, The', "Kerrigan's"),
  tune('b', 'Lark, The'),
  tune('c', 'Lark, The'),
]);

test('a night is linked where it is certain', () => {
  const { sets } = parseNight("Kesh (Amix), Lark\nKerrigan's / Kesh x2, Xyzzy", index);
  expect(
    sets.map((set) => set.map(({ name, match, reason, key }) => [name, match?.id, reason, key])),
  ).toEqual([
    [
      ['Kesh', 'a', 'only-owner', 'Amix'],
      ['Lark', undefined, 'ambiguous', null],
    ],
    [
      ["Kerrigan's", 'a', 'names-agree', null],
      ['Xyzzy', undefined, 'unknown', null],
    ],
  ]);
  expect(sets[0]?.[1]?.candidates.map((hit) => hit.tune.id)).toEqual(['b', 'c']);
  expect(parseNight('Lark', index, { playedHere: new Map([['c', 1]]) }).sets[0]?.[0]?.match?.id).toBe('c');
});

test.each([
  ['a long text', 'a'.repeat(20_001)],
  ['many lines', '\n'.repeat(PASTE_LINES)],
  ['many names', 'b / c / d / e\n'.repeat(PASTE_LINES - 1)],
  ['many tunes', 'b,'.repeat(PASTE_TUNES + 1)],
])('%s is refused by name', (_, text) => {
  expect(() => parseNight(text, index)).toThrow(
    expect.objectContaining({ fields: [expect.objectContaining({ path: 'text' })] }),
  );
});

test('a night pasted twice is noticed', () => {
  const { sets } = parseNight('Kesh, Lark\nXyzzy\nLark', index);
  const entry = (name: string, continuesSet = false, tuneId: string | null = null) => ({
    name,
    continuesSet,
    tuneId,
  });
  const night = [
    entry("Kerrigan's", false, 'a'),
    entry('The Lark', true),
    entry('xyzzy!'),
    entry('Lark', false, 'b'),
  ];
  expect(duplicateOfLog(sets, [])).toBe(0);
  expect(duplicateOfLog(sets, night)).toBe(3);
  expect(duplicateOfLog(sets, [entry('Something'), ...night, entry('Else')])).toBe(3);
  expect(
    duplicateOfLog(
      sets,
      night.map((each) => ({ ...each, continuesSet: false })),
    ),
  ).toBe(2);
});

test.each([
  ['blanks', `a${' '.repeat(19_000)}b`],
  ['tabs and blanks', `a${' \t'.repeat(9_000)}b`],
  ['one long word', 'x'.repeat(19_000)],
  ['open brackets', '([('.repeat(6_000)],
  ['slashes', `a${' /'.repeat(9_000)}`],
])('a text of %s is read like any other', (_, text) => {
  expect(parseNight(text, index).sets.flat().length).toBeGreaterThan(0);
});
