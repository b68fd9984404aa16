import { expect, test } from 'vitest';
import { type Book, KnownBooks } from './known-books.ts';

const bookOf = (rows: number): Book => ({
  reservations: [],
  answers: Array.from({ length: rows }, (_, i) => ({
    key: String(i),
    atMs: 0,
    reservationId: null,
    refusal: null,
    told: null,
  })),
});
const edition = { version: 3, rev: 2, bornMs: 1 };

test('a book is known by the edition it was read as, and no other', () => {
  const known = new KnownBooks();
  const book = bookOf(1);
  known.set('a', edition, book);
  expect(known.get('a', edition)).toEqual(book);
  expect(known.get('b', edition)).toBeNull();
  for (const other of [{ version: 4 }, { rev: 3 }, { bornMs: 2 }]) {
    expect(known.get('a', { ...edition, ...other })).toBeNull();
  }
  known.forget('a');
  expect(known.get('a', edition)).toBeNull();
});

test('what was touched longest ago is forgotten when it becomes too much', () => {
  const known = new KnownBooks();
  for (const id of ['a', 'b', 'c']) known.set(id, edition, bookOf(60_000));
  known.set('a', edition, bookOf(60_000));
  known.set('d', edition, bookOf(60_000));
  expect(['a', 'b', 'c', 'd'].filter((id) => known.get(id, edition))).toEqual(['c', 'a', 'd'].sort());
});
