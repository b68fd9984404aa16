import { expect, test } from 'vitest';
import { z } from 'zod';
import { LocalDate, requiredText, text, TimeZone } from './schema.ts';

const complaint = (schema: z.ZodType, input: unknown) => schema.safeParse(input).error?.issues[0]?.message;

test.each([
  [z.int().min(1).max(168), 900, 'must be at most 168'],
  [z.int().min(1).max(168), 0, 'must be at least 1'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.int(), null, 'must not be empty'],
  [z.number(), undefined, 'must not be empty'],
  [z.string().max(3), 'four', 'must be at most 3 characters'],
  [z.string().min(2), 'a', 'must be at least 2 characters'],
  [z.string().min(1), '', 'must not be empty'],
  [z.array(z.int()).max(1), [1, 2], 'must be at most 1 entries'],
  [z.string().max(3, 'its own words'), 'four', 'its own words'],
])('%# what is refused is said in plain words', (schema, input, words) => {
  expect(complaint(schema, input)).toBe(words);
});

test('typed text loses the signs nobody sees, and nothing but those is no text', () => {
  expect(text(20).parse('\u202Egnirts\u200B ')).toBe('gnirts');
  expect(text(20).parse('\u05e9\u05dc\u05d5\u05dd')).toBe('שלום');
  expect(complaint(requiredText(20), '\u200B\u202E')).toBe('must not be empty');
});

test('joiners that spell emoji and Persian stay', () => {
  expect(text(20).parse('👨\u200D👩\u200D👧 می\u200Cخواهم')).toBe('👨\u200D👩\u200D👧 می\u200Cخواهم');
});

test('a name is one line, whatever was pasted', () => {
  expect(requiredText(80).parse('  The Kesh\r\n\tJig \n')).toBe('The Kesh Jig');
  expect(requiredText(80).safeParse(' \n\t ').success).toBe(false);
  expect(requiredText(5).safeParse('123456').success).toBe(false);
});

test('longer text keeps its lines, and neither keeps what nobody sees', () => {
  expect(text(80).parse('one\ntwo')).toBe('one\ntwo');
  expect(text(80).parse('a\u200B\u202Eb')).toBe('ab');
  expect(text(80).safeParse('a\u0007b').success).toBe(false);
  expect(requiredText(80).parse('👩‍🎤 Úna Bhán')).toBe('👩‍🎤 Úna Bhán');
});

test.each(['2026-02-30', '2026-13-01', '1899-12-31', '26-01-01', ''])('%j is no day', (day) => {
  expect(LocalDate.safeParse(day).success).toBe(false);
});

test.each(['Europe/Dublin', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is a zone', (zone) => {
  expect(TimeZone.safeParse(zone).success).toBe(true);
});
test.each(['Dublin', 'Europe/Nowhere', '+01:00', ''])('%j is none', (zone) => {
  expect(TimeZone.safeParse(zone).success).toBe(false);
});
