import { LocalDate } from '@ensemble/shared/core/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sayComplaint } from './complaints.ts';

const Window = z.object({ from: LocalDate, inner: z.object({ to: LocalDate }) });

/** The first complaint about each field, as forms show it. */
function said(values: object): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, message } of Window.safeParse(values).error?.issues ?? [])
    found[path.join('.')] ??= sayComplaint(message, values, path.join('.'));
  return found;
}

test('of a date that is missing it is said so; of one that is none, what a date is', () => {
  for (const nothing of ['', null, undefined]) {
    expect(said({ from: nothing, inner: { to: nothing } })).toEqual({
      from: 'Choose a date.',
      'inner.to': 'Choose a date.',
    });
  }
  expect(said({ from: '31/12/2026', inner: { to: '2026-12-31' } })).toEqual({
    from: 'Must be a date as YYYY-MM-DD.',
  });
});

test('any other complaint becomes a sentence', () => {
  expect(sayComplaint('must not be empty', {}, 'name')).toBe('Must not be empty.');
  expect(sayComplaint('Is it? ', {}, 'name')).toBe('Is it?');
  expect(sayComplaint('', {}, 'name')).toBe('This is not right.');
});
