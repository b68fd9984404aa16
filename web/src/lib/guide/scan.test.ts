import { expect, test } from 'vitest';
import { checkInPath } from './scan.ts';

const id = 'a'.repeat(24);

test('a booking’s code leads to its check-in page here, any other code nowhere', () => {
  expect(checkInPath(`https://ensemble.example/check-in/${id}/${id}`)).toBe(`/check-in/${id}/${id}`);
  expect(checkInPath(`/check-in/${id}/${id}`)).toBe(`/check-in/${id}/${id}`);
  expect(checkInPath(`https://elsewhere.example/check-in/${id}`)).toBeNull();
  expect(checkInPath('javascript:alert(1)')).toBeNull();
  expect(checkInPath('WIFI:T:WPA;S:pub;P:secret;;')).toBeNull();
});
