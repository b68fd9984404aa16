import { expect, test } from 'vitest';
import { linkAddress } from './link-address.ts';

test.each([
  ['https://example.org/a?b=1', 'https://example.org/a?b=1'],
  [' example.org/tea ', 'https://example.org/tea'],
  ['example.org:8080', 'https://example.org:8080'],
  ['ana@example.org', 'mailto:ana@example.org'],
  ['mailto:ana@example.org', 'mailto:ana@example.org'],
  ['tel:+353123', 'tel:+353123'],
])('%j leads to %s', (typed, href) => {
  expect(linkAddress(typed)).toBe(href);
});

test.each(['', 'tea', 'javascript:alert(1)', 'data:text/html,x', 'two words.org', 'https://'])(
  '%j leads nowhere',
  (typed) => {
    expect(linkAddress(typed)).toBeNull();
  },
);
