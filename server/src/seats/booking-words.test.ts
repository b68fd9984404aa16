import type { InstanceView } from '@ensemble/shared';
import type { ReservationView } from '@ensemble/shared/seats';
import { describe, expect, test } from 'vitest';
import { bookingMail } from './booking-words.ts';

const instance = {
  title: 'Night walk',
  timezone: 'America/New_York',
  startsAt: '2026-06-06T02:30:00.000Z',
  endsAt: '2026-06-06T04:15:00.000Z',
  venue: 'Pier 4',
} as InstanceView;

const mailFor = (fields: Partial<ReservationView>, where: { city?: string; venue?: null } = {}) =>
  bookingMail({
    to: 'rosa@example.org',
    reservation: {
      id: 'a'.repeat(24),
      instanceId: 'b'.repeat(24),
      kind: 'fit',
      seats: 2,
      state: 'held',
      holdUntil: '2026-06-05T22:10:00.000Z',
      partyName: 'Rosa',
      priceMinor: null,
      ...fields,
    },
    instance: { ...instance, venue: 'venue' in where ? null : instance.venue },
    city: where.city ?? null,
    url: 'https://x.example/bookings/confirm/abc',
  });

describe('a mail about a reservation', () => {
  test('tells the time by the clock there, into the next day, with its zone', () => {
    const { text, subject } = mailFor({}, { city: 'New York' });
    expect(subject).toMatch(/^Please confirm: Night walk, Friday,? 5 June 2026$/);
    expect(text).toMatch(/^ {2}Friday,? 5 June 2026, 22:30–00:15 \(America\/New_York\)$/m);
    expect(text).toMatch(/^ {2}Pier 4, New York$/m);
    expect(text).toMatch(/^ {2}Rosa, 2 seats$/m);
    expect(text).toMatch(/^Until 18:10 on Friday,? 5 June 2026 they are kept for you\. /m);
    expect(text).toMatch(/^ {2}https:\/\/x\.example\/bookings\/confirm\/abc$/m);
  });

  test.each([
    [{ state: 'held', seats: 1 }, 'Please confirm', '1 seat is held for you:'],
    [
      { state: 'held', offeredAt: '2026-06-05T21:55:00.000Z' },
      'It is your turn',
      '2 seats became free, and you are next in line:',
    ],
    [
      { state: 'waitlisted', holdUntil: null, position: 3 },
      'You are in line',
      'You are number 3 in line for 2 seats:',
    ],
    [{ state: 'confirmed', holdUntil: null }, 'Your seats', '2 seats are yours:'],
  ] satisfies [Partial<ReservationView>, string, string][])('%o', (fields, subject, opening) => {
    const mail = mailFor(fields);
    expect(mail.subject.split(':')[0]).toBe(subject);
    expect(mail.text.split('\n')[0]).toBe(opening);
  });

  test('has no line for a place that nobody named', () => {
    expect(mailFor({}, { venue: null }).text.split('\n')[4]).toBe('  Rosa, 2 seats');
  });

  test.each(['win at prize.example', 'www prize', 'mail@prize', 'a/b', 'прайз.рф'])(
    'leaves out a name that may be an address: %s',
    (partyName) => {
      const { text } = mailFor({ partyName });
      expect(text.includes(partyName)).toBe(partyName === 'www prize');
    },
  );

  test.each(['Dr. Rosa', 'Rosa & co', "O'Brien", 'J. R. Pinto'])('keeps a name such as %s', (partyName) => {
    expect(mailFor({ partyName }).text).toContain(`  ${partyName}, 2 seats`);
  });
});
