import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { AppError } from '../../core/errors.ts';
import {
  addSections,
  changeSection,
  deleteSections,
  duplicateSection,
  moveSection,
  readBin,
  readOutline,
  readSection,
  readSectionIds,
  restoreSections,
  sectionDescription,
  sectionTitle,
  setGroup,
} from './index.ts';
import { TestOutline, wordsOf } from './outline.fixture.ts';

const day = (): TestOutline => new TestOutline(1, ['a', 'b', 'c']);

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.fields[0]?.path] : error;
  }
  return 'nothing was refused';
}

describe('adding', () => {
  test('last, first, behind and in front', () => {
    const outline = day();
    outline.add(['last']);
    outline.add(['first'], { after: null });
    outline.add(['b1', 'b2'], { after: outline.id('b') });
    outline.add(['c0'], { before: outline.id('c') });
    expect(outline.titles).toBe('first a b b1 b2 c0 c last');
  });

  test('with all it has; text is cleaned, what is left out is as the form begins it', () => {
    const { doc, adding } = new TestOutline();
    const full = {
      kind: 'discussion',
      title: 'Ask',
      descriptionHtml: '<p>Why?</p><script>x</script>',
      durationMinutes: 25,
      topics: ['trust'],
      materials: ['flip chart'],
      groupId: 'g1',
      origin: 'rag' as const,
      sources: [{ id: 'p', documentId: 'd', title: 'Book', heading: '' }],
    };
    const [id = '', other = ''] = addSections(doc, [full, {}], {}, adding);
    expect(readSection(doc, id)).toEqual({
      id,
      ...full,
      descriptionHtml: '<p>Why?</p>',
      deleted: false,
      copyOf: null,
    });
    expect(readSection(doc, other)).toMatchObject({
      kind: 'activity',
      title: '',
      durationMinutes: 15,
      origin: 'user',
    });
  });

  test('what cannot be added is refused at its field, and nothing is written', () => {
    const { doc, adding } = day();
    const state = Y.encodeStateAsUpdate(doc);
    const add = (section: object, place = {}) =>
      faultOf(() => addSections(doc, [{}, section], place, adding));
    expect(add({ title: 'x'.repeat(161) })).toEqual(['invalid', 'sections.1.title']);
    expect(add({ durationMinutes: -1 })).toEqual(['invalid', 'sections.1.durationMinutes']);
    expect(add({ kind: 'Not a kind' })).toEqual(['invalid', 'sections.1.kind']);
    expect(add({ evil: 1 })).toEqual(['invalid', 'sections.1']);
    expect(add({}, { after: 'nobody' })).toEqual(['invalid', 'after']);
    expect(add({}, { before: 'nobody' })).toEqual(['invalid', 'before']);
    expect(add({ id: readSectionIds(doc)[0] })).toEqual(['duplicate', undefined]);
    expect(faultOf(() => addSections(doc, [], {}, adding))).toEqual(['invalid', 'sections']);
    const many = Array.from({ length: 198 }, () => ({}));
    expect(faultOf(() => addSections(doc, many, {}, adding))).toEqual(['invalid', 'sections']);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(state);
  });
});

test('changing: given fields change, texts by their words, and with `after` it moves', () => {
  const { doc, adding } = new TestOutline(1, ['one two three', 'b', 'c']);
  const [id = '', , last = ''] = readSectionIds(doc);
  const title = sectionTitle(doc, id);
  const words = wordsOf(sectionDescription(doc, id));
  const caret = Y.createRelativePositionFromTypeIndex(title as Y.Text, 'one tw'.length);
  changeSection(
    doc,
    id,
    {
      title: 'One and two, three',
      durationMinutes: 40,
      descriptionHtml: '<p>all about it</p><hr>',
      after: last,
    },
    adding,
  );
  expect(readSectionIds(doc).at(-1)).toBe(id);
  expect(readSection(doc, id)).toMatchObject({
    title: 'One and two, three',
    durationMinutes: 40,
    kind: 'activity',
    descriptionHtml: '<p>all about it</p><hr>',
  });
  expect(sectionTitle(doc, id)).toBe(title);
  expect(wordsOf(sectionDescription(doc, id))).toBe(words);
  expect(Y.createAbsolutePositionFromRelativePosition(caret, doc)?.index).toBe('One and tw'.length);
  expect(faultOf(() => changeSection(doc, 'nobody', {}, adding))).toEqual(['not-found', undefined]);
  expect(faultOf(() => changeSection(doc, id, { durationMinutes: 1.5 }, adding))).toEqual([
    'invalid',
    'durationMinutes',
  ]);
});

describe('two at once', () => {
  test('one moves it, one edits it: one copy, moved, with the new text', () => {
    const one = day();
    const two = one.copy(2);
    moveSection(one.doc, one.id('b'), { after: null }, one.adding);
    changeSection(two.doc, two.id('b'), { title: 'B', durationMinutes: 50 }, two.adding);
    two.type(wordsOf(sectionDescription(two.doc, two.id('B'))), 0, 'all ');
    one.meet(two);
    expect([one.titles, two.titles]).toEqual(['B a c', 'B a c']);
    expect(one.section('B')).toMatchObject({ durationMinutes: 50, descriptionHtml: '<p>all about b</p>' });
  });

  test('both move it: one copy, in one of the places', () => {
    const one = day();
    const two = one.copy(2);
    moveSection(one.doc, one.id('b'), { after: null }, one.adding);
    moveSection(two.doc, two.id('b'), {}, two.adding);
    one.meet(two);
    expect(one.titles).toBe(two.titles);
    expect(['b a c', 'a c b']).toContain(one.titles);
  });

  test('one deletes it, one edits it: the bin brings the edited text back to its place', () => {
    const one = day();
    const two = one.copy(2);
    deleteSections(one.doc, [one.id('b')], one.adding);
    two.type(sectionTitle(two.doc, two.id('b')), 1, 'etter');
    two.type(wordsOf(sectionDescription(two.doc, two.id('better'))), 0, 'more ');
    one.meet(two);
    expect([one.titles, two.titles]).toEqual(['a c', 'a c']);
    expect(readBin(one.doc)).toMatchObject([{ title: 'better', descriptionHtml: '<p>more about b</p>' }]);
    restoreSections(one.doc, [one.id('better')], one.adding);
    expect(one.titles).toBe('a better c');
  });

  test('both type in one text: both are there', () => {
    const one = day();
    const two = one.copy(2);
    one.type(sectionTitle(one.doc, one.id('a')), 0, 'An ');
    changeSection(two.doc, two.id('a'), { title: 'a beginning' }, two.adding);
    one.meet(two);
    expect(one.titles).toBe('An a beginning b c');
  });
});

describe('a copy', () => {
  test('stands right below with all it had, under another id, and is its own', () => {
    const one = day();
    changeSection(
      one.doc,
      one.id('a'),
      { descriptionHtml: '<ul><li>x <b>y</b></li></ul>', topics: ['t'] },
      one.adding,
    );
    const id = duplicateSection(one.doc, one.id('a'), one.adding);
    const { id: original, ...rest } = one.section('a');
    expect(readSectionIds(one.doc)[1]).toBe(id);
    expect(readSection(one.doc, id)).toEqual({ ...rest, id, copyOf: original });
    one.type(sectionTitle(one.doc, id), 1, ' again');
    const made = sectionDescription(one.doc, id) as Y.XmlFragment;
    one.doc.transact(() => made.delete(0, 1));
    expect(one.titles).toBe('a a again b c');
    expect(one.section('a').descriptionHtml).toContain('<strong>y</strong>');
  });

  test('of nothing there is none', () => {
    const { doc, adding } = day();
    expect(faultOf(() => duplicateSection(doc, 'nobody', adding))).toEqual(['not-found', undefined]);
  });
});

test('groups are said and taken back for several at once', () => {
  const one = day();
  setGroup(one.doc, [one.id('a'), one.id('b')], 'g', one.adding);
  expect(readOutline(one.doc).sections.map(({ groupId }) => groupId)).toEqual(['g', 'g', null]);
  setGroup(one.doc, [one.id('b')], null, one.adding);
  expect(one.section('b').groupId).toBeNull();
  expect(faultOf(() => setGroup(one.doc, [one.id('a')], 'not an id!', one.adding))).toEqual([
    'invalid',
    'groupId',
  ]);
});

test('a bin is not endless: those made first go', () => {
  const one = new TestOutline(1, ['stays']);
  for (let i = 0; i < 5; i++) {
    const ids = one.add(Array.from({ length: 150 }, (_, n) => `${i}.${n}`));
    deleteSections(one.doc, ids, one.adding);
  }
  one.add(['last']);
  expect(one.titles).toBe('stays last');
  expect(readBin(one.doc)).toHaveLength(600);
  expect(readBin(one.doc)[0]?.title).toBe('1.0');
});

test('each action is one transaction, and nothing to do is none', () => {
  const one = day();
  const { doc, adding } = one;
  let count = 0;
  doc.on('update', () => count++);
  const once = (act: () => unknown, expected = 1): void => {
    count = 0;
    act();
    expect(count).toBe(expected);
  };
  once(() => one.add(['x', 'y'], { after: null }));
  once(() =>
    changeSection(doc, one.id('x'), { title: 'X', kind: 'break', descriptionHtml: '<p>p</p>' }, adding),
  );
  once(
    () => changeSection(doc, one.id('X'), { title: 'X', kind: 'break', descriptionHtml: '<p>p</p>' }, adding),
    0,
  );
  once(() => moveSection(doc, one.id('a'), { after: one.id('b') }, adding));
  once(() => moveSection(doc, one.id('a'), { after: one.id('b') }, adding), 0);
  once(() => moveSection(doc, one.id('a'), { before: one.id('c') }, adding), 0);
  once(() => deleteSections(doc, [one.id('a'), one.id('b')], adding));
  once(() => deleteSections(doc, [one.id('a')], adding), 0);
  once(() => restoreSections(doc, [one.id('a'), one.id('b')], adding));
  once(() => setGroup(doc, [one.id('a'), one.id('b')], 'g', adding));
  once(() => setGroup(doc, [one.id('a')], 'g', adding), 0);
  once(() => duplicateSection(doc, one.id('a'), adding));
});
