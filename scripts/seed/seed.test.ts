import { describe, expect, test } from 'vitest';
import { readOptions } from './command.ts';
import { SEED_PARTS, seedId, seedRows } from './content.ts';
import { decideSeed } from './decide.ts';

describe('one row of the seed', () => {
  const old = { name: 'Lisbon', data: { a: 1, b: [2] } };
  const fresh = { ...old, name: 'Lisboa' };
  test.each([
    ['is made where there is none', null, null, old, { kind: 'made' }],
    ['comes back when it was deleted', null, old, old, { kind: 'restored', changes: [] }],
    ['stays as it is', { ...old, data: { b: [2], a: 1 }, version: 3 }, old, old, { kind: 'unchanged' }],
    ['follows the seed where nobody changed it', old, old, fresh, { kind: 'updated', changes: ['name'] }],
    [
      'stays as people made it',
      { ...old, data: { a: 2, b: [2] } },
      old,
      fresh,
      { kind: 'kept', changes: ['name', 'data'] },
    ],
    ['is taken for people’s where nobody knows', old, null, fresh, { kind: 'kept', changes: ['name'] }],
    ['is settled when people came to the same words', fresh, old, fresh, { kind: 'unchanged' }],
  ] as const)('%s', (_, current, marked, wanted, decision) => {
    expect(decideSeed(current, marked, wanted, false)).toEqual(decision);
  });

  test('a reset takes people’s changes back', () => {
    expect(decideSeed(fresh, old, old, true)).toEqual({ kind: 'restored', changes: ['name'] });
    expect(decideSeed(old, old, old, true)).toEqual({ kind: 'unchanged' });
  });
});

test('every row fits its schema, has an id of its own and names only what comes before it', () => {
  for (const only of [null, ...SEED_PARTS]) {
    const seen = new Set<string>();
    for (const row of seedRows(only)) {
      const { kind, key } = row;
      const fields = row.fields({
        id(of, name) {
          const id = seedId(of, name);
          expect(seen, `${kind} ${key} names ${of} ${name}`).toContain(id);
          return id;
        },
        citySlug: (name) => name,
      });
      expect(Object.keys(fields).length).toBeGreaterThan(2);
      expect(seen).not.toContain(seedId(kind, key));
      seen.add(seedId(kind, key));
    }
  }
  const count = (kind: string) => seedRows(null).filter((row) => row.kind === kind).length;
  expect(['city', 'stack', 'path', 'week', 'slot', 'note'].map(count)).toEqual([3, 12, 1, 4, 17, 11]);
});

test('the command line has its words and no others', () => {
  expect(readOptions([])).toEqual({ only: null, reset: false, yes: false });
  expect(readOptions(['--only', 'skills', '--reset', '--yes'])).toEqual({
    only: 'skills',
    reset: true,
    yes: true,
  });
  for (const words of [['--only', 'milestones'], ['--only'], ['--all'], ['cities']])
    expect(readOptions(words), words.join(' ')).toBeNull();
});
