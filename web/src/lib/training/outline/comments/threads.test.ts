import { expect, test } from 'vitest';
import type { CommentView } from '@ensemble/shared/training/outline.schema';
import { openBySection, threadsByPlace, threadsOf } from './threads.ts';

const comment = (id: string, more: Partial<CommentView> = {}): CommentView => ({
  id,
  sectionId: null,
  parentId: null,
  text: id,
  authorId: 'ana',
  authorName: 'Ana',
  createdAt: '2026-03-01T10:00:00.000Z',
  editedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  ...more,
});

const comments = [
  comment('done', { sectionId: 's2', resolvedAt: '2026-03-01T11:00:00.000Z', resolvedBy: 'ben' }),
  comment('first', { sectionId: 's2' }),
  comment('answer', { sectionId: 's2', parentId: 'first' }),
  comment('whole'),
  comment('gone', { sectionId: 'binned' }),
];

test('answers stand with what they answer, open threads before resolved ones', () => {
  const threads = threadsOf(comments);
  expect(threads.map(({ id, isResolved }) => [id, isResolved])).toEqual([
    ['first', false],
    ['whole', false],
    ['gone', false],
    ['done', true],
  ]);
  expect(threads[0]?.answers.map(({ id }) => id)).toEqual(['answer']);
});

test('a section counts its open threads, not their answers', () => {
  expect(openBySection(threadsOf(comments))).toEqual(
    new Map([
      ['s2', 1],
      ['binned', 1],
    ]),
  );
});

test('the draft comes first, then sections in their order, then what is in the bin', () => {
  const places = threadsByPlace(threadsOf(comments), ['s1', 's2']);
  expect(places.map(({ sectionId, threads }) => [sectionId, threads.length])).toEqual([
    [null, 1],
    ['s2', 2],
    ['binned', 1],
  ]);
});
