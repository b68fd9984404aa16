import { expect, test } from 'vitest';
import { LocalDate, requiredText, text, TimeZone } from './schema.ts';

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
