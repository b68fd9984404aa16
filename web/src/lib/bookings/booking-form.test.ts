import { expect, test } from 'vitest';
import { bookingForm, MailForm } from './booking-form.ts';

const faults = (form: ReturnType<typeof bookingForm>, values: object): Record<string, string> => {
  const result = form.safeParse(values);
  return Object.fromEntries(
    (result.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]),
  );
};

test('a guest says how many, who, and where to mail to', () => {
  const form = bookingForm(16, true);
  expect(form.parse({ seats: 3, partyName: ' Ana ', email: ' ana@example.org ' })).toEqual({
    seats: 3,
    partyName: 'Ana',
    email: 'ana@example.org',
  });
  expect(faults(form, { seats: Number.NaN, partyName: ' ', email: '' })).toEqual({
    seats: 'must be a whole number of seats',
    partyName: 'must not be empty',
    email: 'must not be empty',
  });
  expect(faults(form, { seats: 17, partyName: 'Ana', email: 'ana@' })).toEqual({
    seats: 'must be at most 16 seats',
    email: 'must be an e-mail address, such as mary@example.org',
  });
  expect(faults(form, { seats: 1.5, partyName: 'Ana', email: 'a@b.org' })).toEqual({
    seats: 'must be a whole number of seats',
  });
});

test('an account may leave the address out, and not write a wrong one', () => {
  const form = bookingForm(16, false);
  expect(form.parse({ seats: 1, partyName: 'Ana', email: '' }).email).toBe('');
  expect(Object.keys(faults(form, { seats: 1, partyName: 'Ana', email: 'ana' }))).toEqual(['email']);
  expect(MailForm.safeParse({ email: 'a@b.org' }).success).toBe(true);
});
