import { expect, test } from 'vitest';
import { applySeatAction } from './apply.ts';
import { KEPT_ANSWERS, KEPT_ENDED, MOST_IN_LINE, MOST_PARTIES } from './bounds.ts';
import { countSeats } from './counts.ts';
import {
  emptySeats,
  type Party,
  type Reservation,
  type SeatAction,
  type SeatResult,
  type SeatState,
} from './model.ts';

const NOW = 1_800_000_000_000;
const party = (id: string): Party => ({
  id,
  kind: 'fit',
  seats: 1,
  partyName: id,
  priceMinor: null,
  tripId: null,
  userId: 'mallory',
});
const apply = (state: SeatState, action: SeatAction): SeatResult => applySeatAction(state, action, NOW);
const reserve = (id: string, key: string | null = null): SeatAction => ({
  type: 'reserve',
  key,
  party: party(id),
  holdMs: null,
  waitlist: true,
});

const row = (id: string, state: 'confirmed' | 'cancelled'): Reservation => ({
  ...party(id),
  state,
  holdUntilMs: null,
  heldSinceMs: null,
  queueNo: null,
  createdAtMs: NOW,
  movedTo: null,
});

/** The state after all of them. */
const after = (state: SeatState, actions: readonly SeatAction[]): SeatState =>
  actions.reduce((before, action) => apply(before, action).state, state);
const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

test('a line does not grow for ever: who comes too late is told that no seats are left', () => {
  const full = after(emptySeats(null, 1), [
    reserve('first'),
    ...numbers(MOST_IN_LINE).map((id) => reserve(id)),
  ]);
  expect(apply(full, reserve('late')).refusal).toEqual({ code: 'seats-unavailable', left: 0 });
  const left = after(full, [{ type: 'cancel', key: null, id: '7' }]);
  expect(apply(left, reserve('late')).reservation).toMatchObject({ state: 'waitlisted' });
});

test('nor does a book without a limit of seats', () => {
  const reservations = numbers(MOST_PARTIES).map((id) => row(id, 'confirmed'));
  const full = { ...emptySeats(null, null), reservations };
  expect(apply(full, reserve('late')).refusal).toEqual({ code: 'seats-unavailable', left: 0 });
  expect(apply(full, { type: 'cancel', key: null, id: '7' }).reservation?.state).toBe('cancelled');
});

test('of who booked and gave back again and again only the latest are remembered, and nobody who is there', () => {
  const gaveBack = numbers(KEPT_ENDED + 490).map((id) => row(id, 'cancelled'));
  const answers = numbers(KEPT_ANSWERS + 490).map((key) => ({
    key,
    atMs: NOW,
    reservationId: key,
    refusal: null,
    told: null,
  }));
  const long = { ...emptySeats(null, 2), reservations: [row('stays', 'confirmed'), ...gaveBack], answers };
  const state = after(
    long,
    numbers(20).flatMap((id) => [
      reserve(`late ${id}`, `made ${id}`),
      { type: 'cancel', key: `left ${id}`, id: `late ${id}` },
    ]),
  );
  expect(state.reservations.length).toBeLessThan(KEPT_ENDED + 20);
  expect(state.answers.length).toBeLessThan(KEPT_ANSWERS + 50);
  expect(state.answers.at(-1)?.key).toBe('left 19');
  expect(state.reservations[0]?.id).toBe('stays');
  expect(state.reservations.at(-1)).toMatchObject({ id: 'late 19', state: 'cancelled' });
  expect(countSeats(state, NOW)).toMatchObject({ taken: 1, left: 1 });
});

test('the one that has just ended is not forgotten before it is told of', () => {
  const gaveBack = numbers(KEPT_ENDED + 500).map((id) => row(id, 'cancelled'));
  const full = { ...emptySeats(null, 2), reservations: [row('first', 'confirmed'), ...gaveBack] };
  const { state } = apply(full, { type: 'cancel', key: null, id: 'first' });
  expect(state.reservations[0]).toMatchObject({ id: 'first', state: 'cancelled' });
});
