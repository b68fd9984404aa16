import { expect, test } from 'vitest';
import { applySeatAction } from './apply.ts';
import { countSeats, nextExpiry, positionOf, seatCountsView } from './counts.ts';
import {
  emptySeats,
  MAX_HOLD_LIFE_MS,
  type Party,
  type SeatAction,
  type SeatResult,
  SEAT_HOLD_MS,
} from './model.ts';

const MINUTE = 60_000;

/** One instance and a clock; every call has a key of its own unless told. */
class Stage {
  nowMs = 1_800_000_000_000;
  state;
  #keys = 0;
  constructor(capacityMax: number | null, capacityMin: number | null = null) {
    this.state = emptySeats(capacityMin, capacityMax);
  }
  does(action: SeatAction): SeatResult {
    const result = applySeatAction(this.state, action, this.nowMs);
    this.state = result.state;
    return result;
  }
  key(): string {
    return `key ${this.#keys++}`;
  }
  reserves(
    id: string,
    seats: number,
    options: { hold?: boolean; waitlist?: boolean; key?: string } = {},
  ): SeatResult {
    const { hold = false, waitlist = false, key = this.key() } = options;
    return this.does({
      type: 'reserve',
      key,
      party: party(id, seats),
      holdMs: hold ? SEAT_HOLD_MS : null,
      waitlist,
    });
  }
  on(type: 'confirm' | 'cancel' | 'check-in' | 'no-show', id: string, key = this.key()): SeatResult {
    return this.does({ type, key, id });
  }
  resizes(id: string, seats: number, key = this.key()): SeatResult {
    return this.does({ type: 'resize', key, id, seats });
  }
  get counts(): ReturnType<typeof countSeats> {
    return countSeats(this.state, this.nowMs);
  }
  stateOf(id: string): string | undefined {
    return this.state.reservations.find((one) => one.id === id)?.state;
  }
}

const party = (id: string, seats: number): Party => ({
  id,
  kind: 'fit',
  seats,
  partyName: id,
  priceMinor: 2500,
  tripId: null,
  userId: null,
});

test('the last seat goes to one of two, the other hears how many are left and may wait', () => {
  const stage = new Stage(1);
  expect(stage.reserves('ana', 1)).toMatchObject({ outcome: 'done', reservation: { state: 'confirmed' } });
  expect(stage.reserves('ben', 1).refusal).toEqual({ code: 'seats-unavailable', left: 0 });
  expect(stage.reserves('ben', 1, { waitlist: true }).reservation?.state).toBe('waitlisted');
  expect(positionOf(stage.state, 'ben')).toBe(1);
  const left = stage.on('cancel', 'ana');
  expect(left.promoted).toEqual(['ben']);
  expect(stage.stateOf('ben')).toBe('held');
  expect(stage.on('confirm', 'ben').reservation?.state).toBe('confirmed');
  expect(stage.counts).toEqual({ taken: 1, held: 0, left: 0, waitlisted: 0 });
});

test('a hold lapses on the millisecond, gives its seats back once and cannot be confirmed after', () => {
  const stage = new Stage(2);
  stage.reserves('ana', 2, { hold: true });
  expect(nextExpiry(stage.state)).toBe(stage.nowMs + SEAT_HOLD_MS);
  stage.nowMs += SEAT_HOLD_MS - 1;
  expect(stage.counts).toMatchObject({ held: 2, left: 0 });
  stage.nowMs += 1;
  expect(stage.counts).toMatchObject({ held: 0, left: 2 });
  expect(stage.on('confirm', 'ana')).toMatchObject({ refusal: { code: 'hold-expired' }, expired: ['ana'] });
  expect(stage.does({ type: 'settle', key: null }).expired).toEqual([]);
  expect(stage.counts).toEqual({ taken: 0, held: 0, left: 2, waitlisted: 0 });
  expect(nextExpiry(stage.state)).toBe(null);
});

test('a booking of seats whose hold lapsed needs nobody to have swept', () => {
  const stage = new Stage(2);
  stage.reserves('ana', 2, { hold: true });
  stage.nowMs += SEAT_HOLD_MS;
  expect(stage.reserves('ben', 2)).toMatchObject({ outcome: 'done', expired: ['ana'] });
});

test('a double click books once, and a late duplicate of a refusal does not win afterwards', () => {
  const stage = new Stage(3);
  stage.reserves('ana', 2, { key: 'click' });
  const { version } = stage.state;
  expect(stage.reserves('ana', 2, { key: 'click' })).toMatchObject({
    outcome: 'repeated',
    reservation: { id: 'ana' },
  });
  expect(stage.state.version).toBe(version);
  const no = stage.reserves('ben', 2, { key: 'late' });
  expect(no.refusal).toEqual({ code: 'seats-unavailable', left: 1 });
  stage.on('cancel', 'ana');
  expect(stage.reserves('ben', 2, { key: 'late' }).refusal).toEqual(no.refusal);
  expect(stage.counts.taken).toBe(0);
  expect(stage.reserves('ben', 2, { key: 'fresh' }).outcome).toBe('done');
});

test('the line serves the first whose party fits; one larger than the room blocks nobody', () => {
  const stage = new Stage(6);
  stage.reserves('full', 6);
  stage.reserves('six', 6, { waitlist: true });
  stage.reserves('four', 4, { waitlist: true });
  stage.reserves('two', 2, { waitlist: true });
  expect(stage.reserves('seven', 7, { waitlist: true }).refusal).toEqual({
    code: 'party-too-large',
    capacityMax: 6,
  });
  expect(stage.resizes('full', 3).promoted).toEqual(['two']);
  expect(
    stage.does({ type: 'set-capacity', key: 'smaller', capacityMin: null, capacityMax: 5 }).outcome,
  ).toBe('done');
  expect(stage.on('cancel', 'full').promoted).toEqual([]);
  expect(stage.on('cancel', 'two').promoted).toEqual(['four']);
  expect([positionOf(stage.state, 'six'), positionOf(stage.state, 'two')]).toEqual([1, null]);
});

test('an offer from the line lapses like any hold, and the next is offered the seats in the same step', () => {
  const stage = new Stage(1);
  stage.reserves('ana', 1);
  stage.reserves('ben', 1, { waitlist: true });
  stage.reserves('cia', 1, { waitlist: true });
  stage.on('cancel', 'ana');
  stage.nowMs += SEAT_HOLD_MS;
  expect(stage.does({ type: 'settle', key: null })).toMatchObject({ expired: ['ben'], promoted: ['cia'] });
});

test('more seats when they are free, fewer at once, and none above the room', () => {
  const stage = new Stage(5);
  stage.reserves('ana', 2);
  stage.reserves('ben', 2);
  expect(stage.resizes('ana', 4).refusal).toEqual({ code: 'seats-unavailable', left: 1 });
  expect(stage.resizes('ana', 6).refusal).toEqual({ code: 'party-too-large', capacityMax: 5 });
  expect(stage.resizes('ana', 3).outcome).toBe('done');
  expect(stage.resizes('ana', 1, 'down').outcome).toBe('done');
  expect(stage.resizes('ana', 3).outcome).toBe('done');
  expect(stage.resizes('ana', 1, 'down').outcome).toBe('repeated');
  expect(stage.counts).toMatchObject({ taken: 5, left: 0 });
});

test('capacity cannot go below what people have, holds included; more room calls the line', () => {
  const stage = new Stage(4, 2);
  stage.reserves('ana', 2);
  stage.reserves('ben', 1, { hold: true });
  stage.reserves('cia', 3, { waitlist: true });
  const to = (capacityMax: number | null): SeatResult =>
    stage.does({ type: 'set-capacity', key: stage.key(), capacityMin: 2, capacityMax });
  expect(to(2).refusal).toEqual({ code: 'below-taken', taken: 2, held: 1 });
  expect(to(1).refusal).toEqual({ code: 'minimum-above-maximum' });
  expect(to(3).outcome).toBe('done');
  expect(to(6).promoted).toEqual(['cia']);
  expect(to(null).outcome).toBe('done');
  expect(stage.counts.left).toBe(null);
  expect(stage.reserves('many', 500).outcome).toBe('done');
});

test('check-in twice is one check-in; a no-show keeps the seat and may turn up after all', () => {
  const stage = new Stage(4);
  stage.reserves('ana', 2);
  expect([stage.on('check-in', 'ana').outcome, stage.on('check-in', 'ana').outcome]).toEqual([
    'done',
    'repeated',
  ]);
  expect(stage.on('confirm', 'ana').outcome).toBe('repeated');
  expect(stage.on('cancel', 'ana').refusal).toEqual({
    code: 'illegal-move',
    from: 'checkedIn',
    action: 'cancel',
  });
  stage.reserves('ben', 2);
  stage.on('no-show', 'ben');
  expect(stage.counts.taken).toBe(4);
  expect(stage.on('check-in', 'ben').refusal?.code).toBe('illegal-move');
  stage.on('confirm', 'ben');
  expect(stage.on('check-in', 'ben').reservation?.state).toBe('checkedIn');
  expect(stage.on('check-in', 'nobody').refusal).toEqual({ code: 'unknown-reservation' });
});

test('renewing never goes past the cap on the life of a hold', () => {
  const stage = new Stage(1);
  stage.reserves('ana', 1, { hold: true });
  const until = stage.nowMs + MAX_HOLD_LIFE_MS;
  for (let minutes = 0; minutes < 200; minutes += 10) {
    stage.does({ type: 'renew', key: stage.key(), id: 'ana', holdMs: 30 * MINUTE });
    stage.nowMs += 10 * MINUTE;
  }
  expect(stage.nowMs).toBeGreaterThan(until);
  expect(stage.stateOf('ana')).toBe('expired');
  expect(stage.counts.left).toBe(1);
});

test('a move takes the seats there before it gives them back here, and can be repeated in halves', () => {
  const [here, there] = [new Stage(4), new Stage(3)];
  here.reserves('ana', 3);
  there.reserves('ben', 1);
  const moving = { ...party('ana', 3), state: 'confirmed' as const, holdUntilMs: null, heldSinceMs: null };
  const moveIn = (key: string): SeatResult => there.does({ type: 'move-in', key, party: moving });
  expect(moveIn('first').refusal).toEqual({ code: 'seats-unavailable', left: 2 });
  there.on('cancel', 'ben');
  expect(moveIn('first').outcome).toBe('refused');
  expect([moveIn('second').outcome, moveIn('second').outcome]).toEqual(['done', 'repeated']);
  const moveOut = (): SeatResult => here.does({ type: 'move-out', key: 'second', id: 'ana', to: 'there' });
  expect([moveOut().outcome, moveOut().outcome]).toEqual(['done', 'repeated']);
  expect([here.counts.taken, there.counts.taken]).toEqual([0, 3]);
  expect(here.does({ type: 'move-in', key: 'back', party: moving }).reservation).toMatchObject({
    state: 'confirmed',
    movedTo: null,
  });
  expect(here.state.reservations).toHaveLength(1);
});

test('a cancelled instance releases everybody, keeps its history and takes nobody', () => {
  const stage = new Stage(2);
  stage.reserves('ana', 2, { hold: true });
  stage.reserves('ben', 1, { waitlist: true });
  stage.does({ type: 'cancel-instance', key: 'storm' });
  expect(stage.state.reservations.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  expect(stage.reserves('cia', 1).refusal).toEqual({ code: 'instance-cancelled' });
  expect(seatCountsView('an instance', stage.state, stage.nowMs)).toEqual({
    instanceId: 'an instance',
    version: stage.state.version,
    capacityMin: null,
    capacityMax: 2,
    taken: 0,
    held: 0,
    left: 2,
    waitlisted: 0,
    status: 'cancelled',
  });
  stage.does({ type: 'reinstate-instance', key: 'sun' });
  expect(stage.stateOf('ana')).toBe('cancelled');
  expect(stage.reserves('cia', 1).outcome).toBe('done');
});

test('a party may be called otherwise while it lasts', () => {
  const stage = new Stage(2);
  stage.reserves('ana', 2);
  const called = (partyName: string): SeatResult =>
    stage.does({ type: 'rename', key: stage.key(), id: 'ana', partyName });
  expect(called('Ana and Rui').reservation).toMatchObject({ partyName: 'Ana and Rui', state: 'confirmed' });
  expect(called('Ana and Rui').outcome).toBe('repeated');
  stage.on('cancel', 'ana');
  expect(called('Nobody').refusal?.code).toBe('illegal-move');
});

test('only what can be seen raises the version', () => {
  const stage = new Stage(1);
  const versions = [stage.state.version];
  stage.reserves('ana', 1);
  versions.push(stage.state.version);
  stage.reserves('ben', 1);
  stage.on('confirm', 'ana');
  versions.push(stage.state.version);
  expect(versions).toEqual([1, 2, 2]);
});

test('answers are kept for a day and then forgotten; a booking’s own id is not', () => {
  const stage = new Stage(1);
  stage.reserves('ana', 1, { key: 'first' });
  stage.nowMs += 24 * 60 * MINUTE;
  stage.reserves('ben', 1, { key: 'second' });
  expect(stage.state.answers.map(({ key }) => key)).toEqual(['second']);
  expect(stage.reserves('ana', 1, { key: 'first' }).outcome).toBe('repeated');
  expect(stage.counts.taken).toBe(1);
});
