import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TuneIndex } from './match.ts';
import type { TuneRecord } from './name-book.ts';

let nextId = 0;
const tune = (name: string, over: Partial<TuneRecord> = {}): TuneRecord => ({
  id: `t${++nextId}`,
  thesessionTuneId: nextId,
  name,
  aliases: [],
  type: null,
  tunebooks: 100,
  ...over,
});
const found = (index: TuneIndex, query: string, options = {}) =>
  index.search(query, options).map((hit) => `${hit.tune.name}: ${hit.tier}`);

describe('the order of answers', () => {
  test('canonical before alias before popularity', () => {
    const index = new TuneIndex([
      tune('Kesh, The', { aliases: ['Castle, The'], tunebooks: 7000 }),
      tune('Castle, The', { tunebooks: 900 }),
      tune('Castle Kelly', { tunebooks: 1700 }),
    ]);
    expect(found(index, 'castle')).toEqual([
      'Castle, The: canonical',
      'Kesh, The: alias',
      'Castle Kelly: prefix',
    ]);
    expect(index.search('castle')[1]?.matchedAlias).toBe('Castle, The');
  });

  test('every tier has its place', () => {
    const index = new TuneIndex([
      tune('Old Maple Tree', { tunebooks: 5000 }),
      tune('Maplet, The', { tunebooks: 1 }),
      tune('Maple Reel', { tunebooks: 1 }),
      tune('Mable', { tunebooks: 3000 }),
      tune('Something Else', { aliases: ['Maple'], tunebooks: 1 }),
    ]);
    expect(found(index, 'maple')).toEqual([
      'Something Else: alias',
      'Maple Reel: type-stripped',
      'Maplet, The: prefix',
      'Mable: one-edit',
      'Old Maple Tree: word',
    ]);
    expect(found(index, 'mapple tre')[0]).toBe('Old Maple Tree: fuzzy');
  });

  test('a type word finds the name without it, and picks among tunes of that name', () => {
    const jig = tune('Mountain Top', { type: 'jig', tunebooks: 900 });
    const slip = tune('Mountain Top', { type: 'slip jig', tunebooks: 10 });
    const index = new TuneIndex([jig, slip]);
    expect(index.search('Mountain Top slip jig')[0]?.tune).toBe(slip);
    expect(index.search('Mountain Top [Slip Jig]')[0]?.tune).toBe(slip);
    expect(index.search('Mountain Top')[0]?.tune).toBe(jig);
    expect(index.search('Mountain Top', { type: 'slip jig' })[0]?.tune).toBe(slip);
    expect(index.search('Mountain Top reel')).toHaveLength(2);
  });

  test('played at this session before comes first within a tier', () => {
    const [a, b] = [tune('Rolling Waves', { tunebooks: 900 }), tune('Rolling Waves', { tunebooks: 10 })];
    const index = new TuneIndex([a, b]);
    expect(index.search('rolling')[0]?.tune).toBe(a);
    const playedHere = new Map([[b.id, 1]]);
    expect(index.search('rolling', { playedHere })[0]?.tune).toBe(b);
    const called = tune('Something', { aliases: ['Rolling Stone'], tunebooks: 1 });
    index.add(called);
    expect(index.search('roll', { playedHere: new Map([[called.id, 1]]) })[0]?.tune).toBe(called);
    index.add(tune('Roll'));
    expect(index.search('roll', { playedHere: new Map([[called.id, 1]]) })[0]?.tune.name).toBe('Roll');
  });

  test('the first letters give popular tunes, "the" included', () => {
    const index = new TuneIndex([
      tune('Theme, A', { tunebooks: 1 }),
      tune('Kesh, The', { tunebooks: 7000 }),
      tune('Kerry Lass', { tunebooks: 50 }),
    ]);
    expect(found(index, 'ke')).toEqual(['Kesh, The: prefix', 'Kerry Lass: prefix']);
    expect(found(index, 'the')[0]).toBe('Kesh, The: prefix');
    expect(found(index, 'th')[0]).toBe('Kesh, The: prefix');
    expect(found(index, '  ')).toEqual([]);
  });

  test('a type word that is still being typed does not hide the tune', () => {
    const index = new TuneIndex([tune('Kesh, The'), tune('Kesh Junction'), tune('Kesh Of Old')]);
    expect(found(index, 'kesh j').slice(0, 2)).toEqual(['Kesh Junction: prefix', 'Kesh, The: one-edit']);
    expect(found(index, 'kesh ji')[0]).toBe('Kesh, The: one-edit');
    expect(found(index, 'kesh jig')[0]).toBe('Kesh, The: type-stripped');
    expect(index.resolve('kesh ji').match).toBeNull();
  });

  test('odd names are found by what they are', () => {
    const names = ['12 Pins', 'The', 'Úna Bhán', 'Kesh 🎻', '🎻', '!!!', '__proto__', 'constructor'];
    const index = new TuneIndex(names.map((name) => tune(name)));
    for (const name of names)
      expect(index.search(name)[0], name).toMatchObject({ tune: { name }, tier: 'canonical' });
    expect(index.search('una bhan')[0]?.tune.name).toBe('Úna Bhán');
  });
});

describe('linking without asking', () => {
  test('a name of one tune links; of two tunes it does not', () => {
    const one = tune('Kesh, The', { aliases: ["Kerrigan's"] });
    const index = new TuneIndex([one, tune('Gan Ainm'), tune('Gan Ainm')]);
    expect(index.resolve('the kesh jig')).toMatchObject({ match: one, reason: 'only-owner' });
    expect(index.resolve('kerrigans')).toMatchObject({ match: one, reason: 'only-owner' });
    expect(index.resolve('Gan Ainm')).toMatchObject({ match: null, reason: 'ambiguous' });
    expect(index.search('Gan Ainm').every((hit) => hit.ambiguous)).toBe(true);
  });

  test('a beginning or a near miss is offered and not linked', () => {
    const index = new TuneIndex([tune('Swallowtail, The')]);
    for (const query of ['swallow', 'swalowtail', 'swalowtal', 'xyzzy']) {
      expect(index.resolve(query)).toMatchObject({ match: null, reason: 'unknown' });
    }
    expect(index.resolve('swalowtail').candidates).toHaveLength(1);
  });

  test('type, this session, or a second name may decide', () => {
    const reel = tune('Road, The', { type: 'reel', aliases: ['All the Way'] });
    const slide = tune('Road, The', { type: 'slide' });
    const index = new TuneIndex([reel, slide]);
    expect(index.resolve('Road [Slide]')).toMatchObject({ match: slide, reason: 'type-decides' });
    expect(index.resolve('Road [Waltz]')).toMatchObject({ match: null, reason: 'ambiguous' });
    expect(index.resolve('Road / All the Way')).toMatchObject({ match: reel, reason: 'names-agree' });
    expect(index.resolve('Road or All the Way')).toMatchObject({ match: reel, reason: 'names-agree' });
    const here = (...tunes: TuneRecord[]) => ({ playedHere: new Map(tunes.map(({ id }) => [id, 2])) });
    expect(index.resolve('Road', here(slide))).toMatchObject({ match: slide, reason: 'played-here' });
    expect(index.resolve('Road', here(slide, reel))).toMatchObject({ match: null, reason: 'ambiguous' });
  });

  test('two names of two tunes contradict each other', () => {
    const index = new TuneIndex([tune('Alpha'), tune('Beta')]);
    expect(index.resolve('Alpha / Beta')).toMatchObject({ match: null, reason: 'ambiguous' });
    expect(index.resolve('Alpha / Nobody Knows')).toMatchObject({ match: { name: 'Alpha' } });
  });

  test('a name with "or" in it is first of all itself', () => {
    const whole = tune('Whiskey Or Water');
    const index = new TuneIndex([whole, tune('Water')]);
    expect(index.resolve('whiskey or water').match).toBe(whole);
  });

  test('a rare tune does not take the name most people mean for another', () => {
    const index = new TuneIndex([
      tune("Seán Ryan's", { tunebooks: 12 }),
      tune("John Ryan's", { aliases: ["Sean Ryan's"], tunebooks: 2249 }),
    ]);
    expect(index.resolve("Sean Ryan's")).toMatchObject({ match: null, reason: 'ambiguous' });
  });
});

test('a live index follows its tunes', () => {
  const kesh = tune('Kesh, The', { aliases: ["Kerrigan's"] });
  const index = new TuneIndex([kesh]);
  const later = tune('Lark, The');
  index.add(later);
  expect(found(index, 'lar')).toEqual(['Lark, The: prefix']);
  index.replace({ ...kesh, name: 'Kincora', aliases: ['Kesh'] });
  expect(found(index, 'kesh')).toEqual(['Kincora: alias']);
  expect(found(index, "kerrigan's")).toEqual([]);
  expect(index.size).toBe(2);
  index.remove(kesh.id);
  index.remove('nobody');
  for (const query of ['kesh', 'kincora', 'kin', 'kesg', 'kincara mor'])
    expect(found(index, query)).toEqual([]);
  expect(index.get(later.id)).toBe(later);
});

test('after any changes it answers as one built anew', () => {
  const name = fc.array(fc.constantFrom('The', 'Lark', 'Larks', 'Mor', 'Morning', 'jig', 'reel', 'An'), {
    minLength: 1,
    maxLength: 3,
  });
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    names: fc.option(fc.array(name, { minLength: 1, maxLength: 3 })),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const live = new TuneIndex();
      const tunes = new Map<string, TuneRecord>();
      for (const { id, names } of changes) {
        if (names === null) {
          live.remove(id);
          tunes.delete(id);
          continue;
        }
        const [first = '', ...aliases] = names.map((words) => words.join(' '));
        const record = tune(first, { id, aliases });
        live.replace(record);
        tunes.set(id, record);
      }
      const anew = new TuneIndex(tunes.values());
      for (const query of [
        'lark',
        'la',
        'the',
        'mornin',
        'larl',
        'morning lark',
        'lark jig',
        'an lark',
        'mor reel',
      ]) {
        const answers = (index: TuneIndex) =>
          index.search(query, { limit: 100 }).map(({ tune: { id }, tier }) => `${id} ${tier}`);
        expect(answers(live), query).toEqual(answers(anew));
      }
    }),
    { numRuns: 300 },
  );
});
