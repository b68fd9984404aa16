import { expect, test } from 'vitest';
import { nextPath } from './next.ts';

const at = (next: string) => new URL(`http://ensemble.test/sign-in?next=${encodeURIComponent(next)}`);

test('leads back to the page that asked', () => {
  expect(nextPath(at('/instances/0123?x=1#set-2'))).toBe('/instances/0123?x=1#set-2');
  expect(nextPath(new URL('http://ensemble.test/sign-in'))).toBe('/');
});

test('never leads away from this site', () => {
  for (const hostile of [
    'https://evil.test/',
    '//evil.test/a',
    '/\\evil.test',
    'javascript:alert(1)',
    '\\\\evil.test',
  ]) {
    expect(nextPath(at(hostile))).toBe('/');
  }
});
