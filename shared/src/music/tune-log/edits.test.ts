import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { AppError } from '../../core/errors.ts';
import {
  addTunes,
  breakSet,
  changeTune,
  deleteEntries,
  joinSets,
  linkTune,
  moveEntry,
  moveSet,
  readEntries,
  readNotes,
  restoreEntry,
  seedTuneLog,
  setNotes,
} from './index.ts';
import { TestLog } from './log.fixture.ts';

const TUNE = 'abcdefabcdefabcdefabcdef';
const evening = (): TestLog => new TestLog(1, [['a', 'b', 'c'], ['d', 'e'], ['f']]);

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
    const log = evening();
    log.add(['g'], { continues: true });
    log.add(['h']);
    log.add(['first'], { after: null });
    log.add(['a2', 'a3'], { continues: true, after: 'a' });
    log.add(['d0'], { before: 'd' });
    log.add(['e0'], { before: 'e' });
    expect(log.sets).toEqual(['first', 'a a2 a3 b c', 'd0 d e0 e', 'f g', 'h']);
  });

  test('the first of all begins a set, and keeps to itself what comes before it', () => {
    const log = new TestLog();
    log.add(['a'], { continues: true });
    log.map('a').set('continuesSet', true);
    log.add(['z'], { after: null });
    expect(log.sets).toEqual(['z', 'a']);
  });

  test('a continued set goes on although a set after it was binned; a new one comes behind that', () => {
    const log = evening();
    deleteEntries(log.doc, [log.id('f')], log.adding);
    log.add(['e2'], { continues: true });
    log.add(['g']);
    expect(log.sets).toEqual(['a b c', 'd e e2', 'g']);
    restoreEntry(log.doc, log.id('f'), log.adding);
    expect(log.sets).toEqual(['a b c', 'd e e2', 'f', 'g']);
  });

  test('what cannot be logged is refused at its field, and nothing is written', () => {
    const { doc, adding } = evening();
    const state = Y.encodeStateAsUpdate(doc);
    expect(faultOf(() => addTunes(doc, [{ name: 'x' }, { name: ' ' }], {}, adding))).toEqual([
      'invalid',
      'items.1.name',
    ]);
    expect(faultOf(() => addTunes(doc, [{ name: 'x'.repeat(201) }], {}, adding))).toEqual([
      'invalid',
      'items.0.name',
    ]);
    expect(faultOf(() => addTunes(doc, [{ name: 'x', key: 'K'.repeat(21) }], {}, adding))).toEqual([
      'invalid',
      'items.0.key',
    ]);
    expect(faultOf(() => addTunes(doc, [{ tuneId: 'kesh' }], {}, adding))).toEqual([
      'invalid',
      'items.0.tuneId',
    ]);
    expect(faultOf(() => addTunes(doc, [], {}, adding))).toEqual(['invalid', 'items']);
    expect(faultOf(() => addTunes(doc, [{ name: 'x' }], { after: TUNE }, adding))).toEqual([
      'invalid',
      'after',
    ]);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(state);
  });
});

describe('changing', () => {
  test('fields are set, left and taken away', () => {
    const { doc, adding } = evening();
    const a = readEntries(doc)[0]?.id ?? '';
    changeTune(
      doc,
      a,
      { name: 'The Kesh', key: 'G', settingId: 3, playedAt: '2026-07-06T20:00:00Z' },
      adding,
    );
    changeTune(doc, a, { key: null }, adding);
    expect(readEntries(doc)[0]).toMatchObject({
      name: 'The Kesh',
      key: null,
      settingId: 3,
      playedAt: '2026-07-06T20:00:00.000Z',
    });
  });

  test('a link keeps what it was called, and one of the two always stays', () => {
    const { doc, adding } = evening();
    const a = readEntries(doc)[0]?.id ?? '';
    expect(faultOf(() => changeTune(doc, a, { name: '' }, adding))).toEqual(['invalid', 'name']);
    linkTune(doc, a, { tuneId: TUNE }, adding);
    expect(readEntries(doc)[0]).toMatchObject({ name: 'a', tuneId: TUNE });
    changeTune(doc, a, { name: null }, adding);
    expect(faultOf(() => linkTune(doc, a, { tuneId: null }, adding))).toEqual(['invalid', 'name']);
    expect(faultOf(() => changeTune(doc, TUNE, { name: 'x' }, adding))).toEqual(['not-found', undefined]);
  });
});

describe('notes', () => {
  test('two people write in different places', () => {
    const one = new TestLog();
    seedTuneLog(one.doc);
    setNotes(one.doc, 'Full house tonight 🎻', one.adding);
    const two = one.copy(2);
    setNotes(one.doc, 'A full house tonight 🎻', one.adding);
    setNotes(two.doc, 'Full house tonight 🎺🎻!', two.adding);
    one.meet(two);
    expect(readNotes(one.doc)).toBe('A full house tonight 🎺🎻!');
    setNotes(one.doc, '', one.adding);
    expect(readNotes(one.doc)).toBe('');
  });

  test('are not there before the server has made them', () => {
    const { doc, adding } = new TestLog();
    expect(faultOf(() => setNotes(doc, 'x', adding))).toEqual(['unavailable', undefined]);
  });
});

test('each action is one transaction, and nothing to do is none', () => {
  const log = evening();
  const { doc, adding } = log;
  seedTuneLog(doc);
  let count = 0;
  doc.on('update', () => count++);
  const once = (act: () => unknown, expected = 1): void => {
    count = 0;
    act();
    expect(count).toBe(expected);
  };
  once(() => log.add(['x', 'y']));
  once(() => changeTune(doc, log.id('x'), { name: 'X', key: 'D' }, adding));
  once(() => changeTune(doc, log.id('X'), { name: 'X' }, adding), 0);
  once(() => moveEntry(doc, log.id('d'), { before: log.id('a') }, adding));
  once(() => moveSet(doc, log.id('X'), { after: null }, adding));
  once(() => breakSet(doc, log.id('b'), adding));
  once(() => breakSet(doc, log.id('b'), adding), 0);
  once(() => joinSets(doc, log.id('b'), adding));
  once(() => deleteEntries(doc, [log.id('b'), log.id('c')], adding));
  once(() => deleteEntries(doc, [log.id('b')], adding), 0);
  once(() => restoreEntry(doc, log.id('b'), adding));
  once(() => setNotes(doc, 'hello', adding));
  once(() => setNotes(doc, 'hello', adding), 0);
});
