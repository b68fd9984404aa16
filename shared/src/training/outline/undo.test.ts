import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  addTopic,
  changeSection,
  createOutlineUndo,
  deleteSections,
  duplicateSection,
  metadataText,
  moveSection,
  promptText,
  readBin,
  readMetadata,
  readPrompt,
  sectionDescription,
  sectionTitle,
  setGroup,
  setMetadata,
  type OutlineUndo,
} from './index.ts';
import { TestOutline, TYPING, wordsOf } from './outline.fixture.ts';

class Clock {
  ms = 0;
  undoOf({ doc, adding }: TestOutline): OutlineUndo {
    return createOutlineUndo(doc, adding.origin, { alsoTrack: [TYPING], pauseMs: 800, now: () => this.ms });
  }
}

const stage = (): { clock: Clock; one: TestOutline; two: TestOutline; undo: OutlineUndo } => {
  const clock = new Clock();
  const one = new TestOutline(1, ['a', 'b', 'c']);
  return { clock, one, two: one.copy(2), undo: clock.undoOf(one) };
};

test('one action a step, back and forth', () => {
  const { one, undo } = stage();
  const { doc, adding } = one;
  expect([undo.canUndo(), undo.undo()]).toEqual([false, false]);
  one.add(['x', 'y'], { after: null });
  moveSection(doc, one.id('c'), { after: null }, adding);
  changeSection(
    doc,
    one.id('a'),
    { title: 'A', durationMinutes: 5, descriptionHtml: '<p>other</p>' },
    adding,
  );
  deleteSections(doc, [one.id('x'), one.id('b')], adding);
  duplicateSection(doc, one.id('A'), adding);
  setMetadata(doc, { title: 'Trust', location: 'Cork' }, adding);
  const state = (): string => `${one.titles} | ${readMetadata(doc).title} ${readMetadata(doc).location}`;
  const steps = [state()];
  while (undo.undo()) steps.push(state());
  expect(steps).toEqual([
    'c y A A | Trust Cork',
    'c y A A |  ',
    'c y A |  ',
    'c x y A b |  ',
    'c x y a b |  ',
    'x y a b c |  ',
    'a b c |  ',
  ]);
  const again = [state()];
  while (undo.redo()) again.push(state());
  expect(again).toEqual([...steps].reverse());
  expect(one.section('A')).toMatchObject({ durationMinutes: 5, descriptionHtml: '<p>other</p>' });
});

describe('typing', () => {
  test('is one step until a pause', () => {
    const { one, undo, clock } = stage();
    const title = sectionTitle(one.doc, one.id('a'));
    for (const letter of ['1', '2', '3']) {
      one.type(title, title?.length ?? 0, letter);
      clock.ms += 300;
    }
    clock.ms += 801;
    one.type(title, 4, '4');
    expect(one.titles).toBe('a1234 b c');
    undo.undo();
    expect(one.titles).toBe('a123 b c');
    undo.undo();
    expect(one.titles).toBe('a b c');
    undo.redo();
    expect(one.titles).toBe('a123 b c');
  });

  test('in another text, after an action, or after leaving the field is another step', () => {
    const { one, undo } = stage();
    const { doc } = one;
    const [a, b] = [one.id('a'), one.id('b')];
    one.type(sectionTitle(doc, a), 1, '1');
    one.type(wordsOf(sectionDescription(doc, a)), 0, 'all ');
    one.type(sectionTitle(doc, b), 1, '2');
    setGroup(doc, [a], 'g', one.adding);
    one.type(sectionTitle(doc, b), 2, '3');
    undo.endStep();
    one.type(sectionTitle(doc, b), 3, '4');
    one.type(metadataText(doc, 'title'), 0, 'T');
    one.type(promptText(doc), 0, 'P');
    const state = (): string =>
      [one.titles, one.section('a1').descriptionHtml, readMetadata(doc).title, readPrompt(doc)].join('|');
    const steps: string[] = [state()];
    for (let i = 0; i < 6; i++) {
      undo.undo();
      steps.push(state());
    }
    expect(steps).toEqual([
      'a1 b234 c|<p>all about a</p>|T|P',
      'a1 b234 c|<p>all about a</p>|T|',
      'a1 b234 c|<p>all about a</p>||',
      'a1 b23 c|<p>all about a</p>||',
      'a1 b2 c|<p>all about a</p>||',
      'a1 b2 c|<p>all about a</p>||',
      'a1 b c|<p>all about a</p>||',
    ]);
    undo.undo();
    undo.undo();
    expect([one.titles, undo.undo()]).toEqual(['a b c', false]);
  });

  test('goes on being one step while the caret moves, which an editor says in an empty transaction', () => {
    const { one, undo } = stage();
    const title = sectionTitle(one.doc, one.id('a'));
    one.type(title, 1, '1');
    one.doc.transact(() => undefined, TYPING);
    one.type(title, 2, '2');
    undo.undo();
    expect(one.titles).toBe('a b c');
  });

  test('of others in the same text stays', () => {
    const { one, two, undo } = stage();
    one.type(sectionTitle(one.doc, one.id('a')), 1, ' mine');
    one.meet(two);
    two.type(sectionTitle(two.doc, two.id('a mine')), 0, 'theirs ');
    one.meet(two);
    expect(one.titles).toBe('theirs a mine b c');
    undo.undo();
    expect(one.titles).toBe('theirs a b c');
  });

  test('of somebody who is not me is no step of mine', () => {
    const { one, undo } = stage();
    one.doc.transact(() => sectionTitle(one.doc, one.id('a'))?.insert(0, 'x'), 'somebody');
    expect(undo.canUndo()).toBe(false);
  });
});

test('only mine, although others moved, edited and deleted meanwhile', () => {
  const { one, two, undo } = stage();
  changeSection(one.doc, one.id('b'), { durationMinutes: 99, kind: 'break' }, one.adding);
  one.meet(two);
  moveSection(two.doc, two.id('b'), { after: null }, two.adding);
  changeSection(two.doc, two.id('b'), { durationMinutes: 30 }, two.adding);
  deleteSections(two.doc, [two.id('c')], two.adding);
  one.meet(two);
  undo.undo();
  one.meet(two);
  expect(one.titles).toBe('b a');
  expect(two.section('b')).toMatchObject({ durationMinutes: 30, kind: 'activity' });
});

describe('an added section taken back', () => {
  test('is gone, and comes again with what others put into it', () => {
    const { one, two, undo } = stage();
    one.add(['x']);
    one.meet(two);
    expect(undo.undo()).toBe(true);
    one.meet(two);
    expect([two.titles, readBin(two.doc)]).toEqual(['a b c', []]);
    undo.redo();
    one.meet(two);
    expect(two.titles).toBe('a b c x');
  });

  test('goes into the bin when somebody else has written in it, so that no words of theirs are lost', () => {
    const { one, two, undo } = stage();
    one.add(['x', 'y']);
    one.meet(two);
    two.type(wordsOf(sectionDescription(two.doc, two.id('x'))), 0, 'theirs ');
    one.meet(two);
    one.add(['z']);
    undo.undo();
    expect(one.titles).toBe('a b c x y');
    expect(undo.undo()).toBe(true);
    one.meet(two);
    expect(two.titles).toBe('a b c');
    expect(readBin(two.doc).map(({ descriptionHtml }) => descriptionHtml)).toEqual([
      '<p>theirs about x</p>',
      '<p>about y</p>',
    ]);
    expect(undo.redo()).toBe(true);
    expect(one.titles).toBe('a b c x y');
    expect(undo.redo()).toBe(true);
    expect(one.titles).toBe('a b c x y z');
  });

  test('is still only mine when the server has stamped it', () => {
    const { one, two, undo } = stage();
    one.add(['x']);
    one.meet(two);
    two.map('x').set('origin', 'user');
    two.map('x').set('sources', []);
    one.meet(two);
    undo.undo();
    expect([one.titles, readBin(one.doc)]).toEqual(['a b c', []]);
  });
});

test('a field that two gave a value at once is not lost when the one it kept is taken back', () => {
  for (const changer of ['one', 'two'] as const) {
    const both = stage();
    const { one, two, clock } = both;
    const undo = changer === 'one' ? both.undo : clock.undoOf(two);
    changeSection(one.doc, one.id('a'), { durationMinutes: 11 }, one.adding);
    changeSection(two.doc, two.id('a'), { durationMinutes: 22 }, two.adding);
    moveSection(one.doc, one.id('a'), { after: one.id('b') }, one.adding);
    moveSection(two.doc, two.id('a'), {}, two.adding);
    one.meet(two);
    while (undo.undo());
    one.meet(two);
    expect(one.titles).toBe(two.titles);
    for (const field of ['durationMinutes', 'order'])
      expect(both[changer].map('a').get(field), `${field} taken back by ${changer}`).toBeDefined();
  }
});

test('topics are taken back too', () => {
  const { one, undo } = stage();
  addTopic(one.doc, { title: 'Trust' }, {}, one.adding);
  expect(readMetadata(one.doc).topics).toHaveLength(1);
  undo.undo();
  expect(readMetadata(one.doc).topics).toEqual([]);
});

test('whoever listens hears when there is something to undo', () => {
  const { one, undo } = stage();
  let heard: boolean[] = [];
  const stop = undo.onChange(() => (heard = [undo.canUndo(), undo.canRedo()]));
  one.add(['x']);
  expect(heard).toEqual([true, false]);
  undo.undo();
  expect(heard).toEqual([false, true]);
  stop();
  undo.redo();
  expect(heard).toEqual([false, true]);
  undo.destroy();
  one.add(['y']);
  expect(undo.canUndo()).toBe(true);
});

test('what an editor puts right by itself is no step', () => {
  const { one, undo } = stage();
  one.doc.transact((transaction: Y.Transaction) => {
    transaction.meta.set('addToHistory', false);
    sectionTitle(one.doc, one.id('a'))?.insert(0, 'x');
  }, TYPING);
  expect(undo.canUndo()).toBe(false);
});
