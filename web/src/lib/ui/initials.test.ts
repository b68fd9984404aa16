import { expect, test } from 'vitest';
import { initialsOf, toneOf } from './initials.ts';

test('initials come from the first and the last word, accents and all', () => {
  expect(initialsOf('Úna Bhán')).toBe('ÚB');
  expect(initialsOf('Mary  Jane van Dyke')).toBe('MD');
  expect(initialsOf('seán')).toBe('SE');
  expect(initialsOf('𝄞 fan')).toBe('𝄞F');
  expect(initialsOf('   ')).toBe('·');
});

test('a tone is a hue and never changes', () => {
  expect(toneOf('Mary')).toBe(toneOf('Mary'));
  for (const name of ['', 'a', 'Mary', '𝄞']) {
    expect(toneOf(name)).toBeGreaterThanOrEqual(0);
    expect(toneOf(name)).toBeLessThan(360);
  }
});
