import { expect, test } from 'vitest';
import { initialsOf, toneOf } from './initials.ts';

test('initials come from the first and the last word, accents and all', () => {
  expect(initialsOf('Úna Bhán')).toBe('ÚB');
  expect(initialsOf('Mary  Jane van Dyke')).toBe('MD');
  expect(initialsOf('seán')).toBe('SE');
  expect(initialsOf('Áine Ní Bhriain 🎻')).toBe('ÁB');
  expect(initialsOf('<b>Ann</b>')).toBe('BA');
  expect(initialsOf("Pat O'Brien")).toBe('PO');
  expect(initialsOf('🎻')).toBe('🎻');
  expect(initialsOf('   ')).toBe('·');
});

test('a tone is a hue and never changes', () => {
  expect(toneOf('673dc0a1f0c4b2a9d1e8f001')).toBe(toneOf('673dc0a1f0c4b2a9d1e8f001'));
  for (const name of ['', 'a', 'Mary', '𝄞']) {
    expect(toneOf(name)).toBeGreaterThanOrEqual(0);
    expect(toneOf(name)).toBeLessThan(360);
  }
});

test('people whose ids were made one after the other have hues all over the circle', () => {
  const tones = Array.from({ length: 36 }, (_, n) =>
    toneOf(`673dc0a1f0c4b2a9d1e8f0${n.toString(16).padStart(2, '0')}`),
  );
  const neighbours = tones.slice(1).map((tone, at) => Math.abs(tone - (tones[at] ?? 0)));
  expect(neighbours.filter((apart) => Math.min(apart, 360 - apart) < 10).length).toBeLessThan(6);
  const sixths = new Set(tones.map((tone) => Math.floor(tone / 60)));
  expect(sixths.size).toBe(6);
});
