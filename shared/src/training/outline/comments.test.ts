import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { AppError } from '../../core/errors.ts';
import {
  addComment,
  changeComment,
  deleteComment,
  readComments,
  reassignComments,
  type NewComment,
} from './index.ts';
import { TestOutline } from './outline.fixture.ts';

const at = (minute: number): string => `2026-07-06T20:${String(minute).padStart(2, '0')}:00.000Z`;

function stage() {
  const outline = new TestOutline(1, ['a', 'b']);
  let minute = 0;
  const add = (text: string, change: Partial<NewComment> = {}) =>
    addComment(
      outline.doc,
      {
        sectionId: null,
        parentId: null,
        text,
        authorId: 'ada',
        authorName: 'Ada',
        createdAt: at(minute++),
        ...change,
      },
      outline.adding,
    );
  const texts = (): string[] => readComments(outline.doc).map(({ text }) => text);
  return { outline, add, texts, doc: outline.doc, adding: outline.adding };
}

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.fields[0]?.path] : error;
  }
  return 'nothing was refused';
}

test('a thread on a section, answered, changed, settled and opened again', () => {
  const { outline, add, doc, adding } = stage();
  const first = add('Why so early?', { sectionId: outline.id('a') });
  const answer = add('So that we wake up', { parentId: first.id, authorId: 'ben', authorName: 'Ben' });
  const deeper = add('I see', { parentId: answer.id });
  expect(answer).toMatchObject({ sectionId: outline.id('a'), parentId: first.id });
  expect(deeper.parentId).toBe(first.id);
  changeComment(doc, answer.id, { text: 'To wake up', editedAt: at(9) }, adding);
  changeComment(doc, first.id, { resolved: { at: at(10), by: 'ben' } }, adding);
  expect(readComments(doc)).toEqual([
    { ...first, resolvedAt: at(10), resolvedBy: 'ben' },
    { ...answer, text: 'To wake up', editedAt: at(9) },
    deeper,
  ]);
  expect(changeComment(doc, first.id, { resolved: null }, adding)).toEqual(first);
});

test('a thread goes with its answers, an answer by itself; no words stay behind', () => {
  const { add, texts, doc, adding } = stage();
  const first = add('one');
  const answer = add('two', { parentId: first.id });
  add('three', { parentId: first.id });
  add('four');
  deleteComment(doc, answer.id, adding);
  expect(texts()).toEqual(['one', 'three', 'four']);
  deleteComment(doc, first.id, adding);
  expect(texts()).toEqual(['four']);
  expect(JSON.stringify(doc.getMap('comments'))).not.toContain('three');
});

test('what cannot be said is refused at its field', () => {
  const { add, doc, adding } = stage();
  expect(faultOf(() => add(' '))).toEqual(['invalid', 'text']);
  expect(faultOf(() => add('x', { sectionId: 'nobody' }))).toEqual(['invalid', 'sectionId']);
  expect(faultOf(() => add('x', { parentId: 'nobody' }))).toEqual(['invalid', 'parentId']);
  expect(faultOf(() => changeComment(doc, 'nobody', { text: 'x' }, adding))).toEqual([
    'not-found',
    undefined,
  ]);
  expect(faultOf(() => deleteComment(doc, 'nobody', adding))).toEqual(['not-found', undefined]);
  const { id } = add('x');
  expect(faultOf(() => changeComment(doc, id, { text: '' }, adding))).toEqual(['invalid', 'text']);
});

test('junk is not read: no author, no time, answers of each other, answers of nothing', () => {
  const { add, texts, doc } = stage();
  add('good');
  const put = (id: string, fields: object): unknown =>
    doc.getMap('comments').set(
      id,
      new Y.Map(
        Object.entries({
          text: id,
          authorId: 'x',
          authorName: 3,
          createdAt: at(0),
          parentId: null,
          ...fields,
        }),
      ),
    );
  put('no-author', { authorId: null });
  put('no-time', { createdAt: 'yesterday' });
  put('circle-1', { parentId: 'circle-2' });
  put('circle-2', { parentId: 'circle-1' });
  put('orphan', { parentId: 'gone' });
  put('deleted', { deleted: true });
  doc.getMap('comments').set('number', 3);
  expect(texts()).toEqual(['good']);
});

test('a guest’s comments become the account’s', () => {
  const { add, doc, adding } = stage();
  const first = add('one', { authorId: 'guest', authorName: 'Guest' });
  add('two');
  changeComment(doc, first.id, { resolved: { at: at(5), by: 'guest' } }, adding);
  reassignComments(doc, 'guest', { id: 'account', name: 'Cleo' }, adding);
  expect(
    readComments(doc).map(({ authorId, authorName, resolvedBy }) => [authorId, authorName, resolvedBy]),
  ).toEqual([
    ['account', 'Cleo', 'account'],
    ['ada', 'Ada', null],
  ]);
});
