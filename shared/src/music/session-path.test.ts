import { expect, test } from 'vitest';
import { SessionPath } from './sessions.schema.ts';
import { isReservedPath, pathOf } from './session-path.ts';

test.each([
  [{ name: 'Mueller Monday Night', city: 'Austin' }, 'austin/mueller-monday-night'],
  [{ name: "Úna's – Dé Luain!", city: 'Baile Átha Cliath' }, 'baile-atha-cliath/unas-de-luain'],
  [{ name: '月曜日', city: null }, 'session'],
  [{ name: 'New', city: null }, 'new-session'],
  [{ name: 'Edit', city: 'Cork' }, 'cork/edit-session'],
])('%j has the path %s, which the schema takes', (session, path) => {
  expect(pathOf(session)).toBe(path);
  expect(SessionPath.safeParse(path).success).toBe(true);
});

test.each(['new', 'edit', 'austin/mueller/edit', 'Austin', 'a//b', '/a', 'a b', 'a/b/c/d/e'])(
  '%s is refused',
  (path) => {
    expect(SessionPath.safeParse(path).success).toBe(false);
  },
);

test('only whole words are reserved', () => {
  expect(isReservedPath('austin/edit-night')).toBe(false);
  expect(isReservedPath('newry')).toBe(false);
});
