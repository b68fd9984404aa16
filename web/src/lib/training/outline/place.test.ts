import { describe, expect, test } from 'vitest';
import { groupAround, regroup, reordered, stepFrom, ungroup } from './place.ts';

/** `a b [c d e] f`: those in brackets run at the same time. */
const outline = (text: string) => {
  let groupId: string | null = null;
  return text.split(/\s+/).map((word) => {
    if (word.startsWith('[')) groupId = `with-${word.slice(1)}`;
    const section = { id: word.replace(/[[\]]/g, ''), groupId };
    if (word.endsWith(']')) groupId = null;
    return section;
  });
};
const ids = (sections: readonly { id: string }[]) => sections.map(({ id }) => id).join(' ');

describe('one step by keyboard', () => {
  const sections = outline('a b [c d e] f');

  test('changes places with the neighbour', () => {
    expect(stepFrom(sections, 'b', -1)).toEqual({ kind: 'move', place: { before: 'a' } });
    expect(stepFrom(sections, 'a', 1)).toEqual({ kind: 'move', place: { after: 'b' } });
  });

  test('passes those that run at the same time as a whole', () => {
    expect(stepFrom(sections, 'b', 1)).toEqual({ kind: 'move', place: { after: 'e' } });
    expect(stepFrom(sections, 'f', -1)).toEqual({ kind: 'move', place: { before: 'c' } });
  });

  test('within them it changes places, and past their edge it leaves them', () => {
    expect(stepFrom(sections, 'd', -1)).toEqual({ kind: 'move', place: { before: 'c' } });
    expect(stepFrom(sections, 'c', -1)).toEqual({ kind: 'leave' });
    expect(stepFrom(sections, 'e', 1)).toEqual({ kind: 'leave' });
  });

  test('ends at the ends', () => {
    expect(stepFrom(sections, 'a', -1)).toBeNull();
    expect(stepFrom(sections, 'f', 1)).toBeNull();
    expect(stepFrom(sections, 'unknown', 1)).toBeNull();
  });
});

describe('what a move does to those that run at the same time', () => {
  const moved = (text: string, id: string, place: Parameters<typeof reordered>[2]) => {
    const after = reordered(outline(text), id, place);
    return { order: ids(after), groups: regroup(after, id) };
  };

  test('dropped between two of them it joins', () => {
    expect(moved('a [b c] d', 'd', { after: 'b' })).toEqual({
      order: 'a b d c',
      groups: [{ id: 'd', groupId: 'with-b' }],
    });
  });

  test('dropped beside them it does not', () => {
    expect(moved('a [b c] d', 'a', { after: 'c' })).toEqual({ order: 'b c a d', groups: [] });
  });

  test('taken away it leaves them, and one left behind is no group', () => {
    expect(moved('a [b c] d', 'c', { after: 'd' })).toEqual({
      order: 'a b d c',
      groups: [
        { id: 'b', groupId: null },
        { id: 'c', groupId: null },
      ],
    });
    expect(moved('a [b c d] e', 'd', { before: 'a' })).toEqual({
      order: 'd a b c e',
      groups: [{ id: 'd', groupId: null }],
    });
  });

  test('a place that is not there moves nothing', () => {
    expect(moved('a b c', 'a', { after: 'gone' }).order).toBe('a b c');
  });

  test('leaving on the spot', () => {
    expect(ungroup(outline('a [b c d]'), 'b')).toEqual([{ id: 'b', groupId: null }]);
    expect(ungroup(outline('a [b c]'), 'b')).toEqual([
      { id: 'b', groupId: null },
      { id: 'c', groupId: null },
    ]);
  });

  test('who runs at the same time', () => {
    expect(ids(groupAround(outline('a [b c] d'), 'c'))).toBe('b c');
    expect(ids(groupAround(outline('a [b c] d'), 'a'))).toBe('a');
  });
});
