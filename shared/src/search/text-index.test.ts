import { describe, expect, test } from 'vitest';
import { fuseByRank } from './fuse.ts';
import { type Passage, TextIndex } from './text-index.ts';

const passage = (id: string, text: string, fields: Partial<Passage> = {}): Passage => ({
  id,
  group: id.split(' ')[0] ?? id,
  title: '',
  heading: '',
  text,
  ...fields,
});

function indexOf(passages: readonly Passage[]): TextIndex {
  const index = new TextIndex();
  for (const group of new Set(passages.map((each) => each.group))) {
    index.put(
      group,
      passages.filter((each) => each.group === group),
    );
  }
  return index;
}

const ids = (index: TextIndex, query: string, accepts?: (group: string) => boolean): string[] =>
  index.search(query, { limit: 10, ...(accepts ? { accepts } : {}) }).map(({ id }) => id);

const talks = indexOf([
  passage('a 1', 'Five chairs stand in the middle; one of them stays empty.', { title: 'The fishbowl' }),
  passage('a 2', 'Listeners sit around them.', { title: 'The fishbowl' }),
  passage('b 1', 'Tables for four with a host each, and rounds of twenty minutes.', { title: 'World café' }),
  passage('c 1', 'Press out a pin with a chain tool.', { title: 'Bicycle' }),
]);

describe('looking for words', () => {
  test('finds them in any form and says which', () => {
    const [hit] = talks.search('an emptied chair', { limit: 5 });
    expect(hit).toMatchObject({ id: 'a 1', group: 'a', terms: expect.arrayContaining(['chair', 'empti']) });
    expect(ids(talks, 'WORLD CAFE')).toEqual(['b 1']);
  });

  test('finds what was misspelt, but no other word for a short one', () => {
    expect(ids(talks, 'fishbwol')[0]).toBe('a 1');
    expect(ids(talks, 'chari')).toEqual([]);
  });

  test('finds nothing where only common or foreign words were given', () => {
    for (const query of ['', '  ', 'the of and', '?!', 'sourdough hydration percentage pin']) {
      expect(ids(talks, query)).toEqual([]);
    }
  });

  test('takes a passage from a text about the matter before one that mentions it', () => {
    const index = indexOf([
      passage('x 1', 'A debrief ends the day.'),
      passage('y 1', 'A debrief ends the day.'),
      passage('y 2', 'Plan the debrief, lead the debrief, write the debrief up.'),
    ]);
    const found = ids(index, 'debrief');
    expect(found.indexOf('y 1')).toBeLessThan(found.indexOf('x 1'));
  });

  test('is bounded however long the question is', () => {
    const long = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ');
    expect(ids(talks, `fishbowl chairs empty listeners ${long}`)).toEqual(expect.any(Array));
  });
});

describe('groups', () => {
  test('that the asker may not see neither show nor change what is said of the others', () => {
    const secret = Array.from({ length: 50 }, (_, i) => passage(`s ${i}`, 'fishbowl chairs empty middle'));
    const index = indexOf([passage('a 1', 'Five chairs stand in the middle.'), ...secret]);
    const only = indexOf([passage('a 1', 'Five chairs stand in the middle.')]);
    const accepts = (group: string): boolean => group === 'a';
    for (const query of ['chairs', 'fishbowl', 'empty chairs', 'unknown chairs somewhere else entirely']) {
      expect(ids(index, query, accepts)).toEqual(ids(only, query));
    }
  });

  test('are taken out and replaced as a whole', () => {
    const index = indexOf([
      passage('a 1', 'Chairs.'),
      passage('a 2', 'Chairs again.'),
      passage('b 1', 'Chairs.'),
    ]);
    index.put('a', [passage('a 1', 'Tables.')]);
    expect(ids(index, 'chairs')).toEqual(['b 1']);
    expect(ids(index, 'table')).toEqual(['a 1']);
    index.drop('b');
    index.drop('never there');
    expect(ids(index, 'chairs')).toEqual([]);
  });
});

test('lists fused by rank prefer what is high in both', () => {
  const fused = fuseByRank([
    ['a', 'b', 'c'],
    ['b', 'd', 'a'],
  ]);
  expect(fused.map(({ id }) => id)).toEqual(['b', 'a', 'd', 'c']);
  expect(fused[0]?.score).toBeCloseTo(1 / 62 + 1 / 61, 10);
  expect(fuseByRank([[], []])).toEqual([]);
});
