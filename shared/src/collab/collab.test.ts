import * as decoding from 'lib0/decoding';
import { describe, expect, test } from 'vitest';
import {
  afterClose,
  CLOSE,
  docName,
  encodeDurable,
  MESSAGE,
  parseDocName,
  presenceColor,
  readDurable,
} from './index.ts';

describe('document names', () => {
  test('a name is its two parts, there and back', () => {
    expect(docName('tune-log', '66aa')).toBe('tune-log/66aa');
    expect(parseDocName('tune-log/66aa')).toEqual({ kind: 'tune-log', id: '66aa' });
  });

  test.each([
    '',
    'tune-log',
    'tune-log/',
    '/x',
    'a/b/c',
    'Tune/x',
    'tune-log/../x',
    'tune-log/a b',
    `a/${'x'.repeat(65)}`,
  ])('%j is no document name', (text) => {
    expect(parseDocName(text)).toBeNull();
  });

  test('a part that could not stand in an address is refused', () => {
    expect(() => docName('tune log', 'x')).toThrow(RangeError);
    expect(() => docName('tune-log', '../x')).toThrow(RangeError);
  });
});

test('the durable message comes back as it was sent, and without the count too', () => {
  const message = { stateVector: Uint8Array.of(1, 2, 3), acknowledgedFrames: 300 };
  const decoder = decoding.createDecoder(encodeDurable(message));
  expect(decoding.readVarUint(decoder)).toBe(MESSAGE.durable);
  expect(readDurable(decoder)).toEqual(message);
  expect(readDurable(decoding.createDecoder(Uint8Array.of(1, 9)))).toEqual({
    stateVector: Uint8Array.of(9),
    acknowledgedFrames: 0,
  });
});

test('every close code says what a client does next, and a lost line means: come back', () => {
  expect(Object.values(CLOSE).map(afterClose)).toEqual([
    'reconnect',
    'reconnect-later',
    'reload',
    'sign-in',
    'give-up',
    'give-up',
    'reconnect',
    'give-up',
    'reconnect-later',
  ]);
  expect(afterClose(1006)).toBe('reconnect');
});

test('a person keeps their colour', () => {
  expect(presenceColor('ada')).toBe(presenceColor('ada'));
  expect(presenceColor('ada')).toMatch(/^#[0-9a-f]{6}$/);
});
