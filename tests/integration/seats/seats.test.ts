import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';
import { books, does, MINUTE, resizes, SeatsStage } from './stage.ts';

let stage: SeatsStage;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  stage = await SeatsStage.open();
  ana = await stage.app.signUp('Ana');
  ben = await stage.app.signUp('Ben');
});
afterAll(() => stage.close());

describe('booking', () => {
  test('the last seat, two taps, one winner; the other is told why and offered the line', async () => {
    const id = await stage.evening(1);
    const answers = await Promise.all([books(ana, id, 1), books(ben, id, 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'seats-unavailable', left: 0 });
    const loser = answers[0]?.status === 201 ? ben : ana;
    const waits = await books(loser, id, 1, { waitlist: true });
    expect([waits.status, waits.body.state, waits.body.position]).toEqual([202, 'waitlisted', 1]);
    const winner = answers.find(({ status }) => status === 201);
    expect((await does(stage.guide, 'cancel', winner?.body)).body.state).toBe('cancelled');
    expect(await stage.counts(id)).toMatchObject({ taken: 0, held: 1, left: 0, waitlisted: 0 });
    expect((await does(loser, 'confirm', waits.body)).body).toMatchObject({ state: 'confirmed' });
  });

  test('a double-clicked button books once, and hears the same answer', async () => {
    const id = await stage.evening(5);
    const key = { 'idempotency-key': 'double-click' };
    const answers = await Promise.all([1, 2, 3].map(() => books(ana, id, 2, {}, key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(2);
    expect(await stage.counts(id)).toMatchObject({ taken: 2, left: 3 });
  });

  test('a late duplicate of a refusal stays refused although seats are free by then', async () => {
    const id = await stage.evening(1);
    const mine = (await books(ana, id, 1)).body;
    const key = { 'idempotency-key': 'late' };
    expect((await books(ben, id, 1, {}, key)).status).toBe(409);
    await does(ana, 'cancel', mine);
    const again = await books(ben, id, 1, {}, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([409, 'true']);
    // The instance itself knows: nothing is kept beside it.
    expect(await (await stage.app.db()).collection('idempotency_keys').countDocuments()).toBe(0);
    expect((await books(ben, id, 1)).status).toBe(201);
  });

  test('a repeat hears what was said the first time, whatever has happened since and whatever it says', async () => {
    const id = await stage.evening(2);
    const [first, second, third] = ['first', 'second', 'third'].map((key) => ({ 'idempotency-key': key }));
    const booked = await books(ana, id, 2, {}, first);
    const waits = await books(ben, id, 1, { waitlist: true }, second);
    expect([waits.status, waits.body.position]).toEqual([202, 1]);
    const path = `/api/instances/${id}/reservations`;
    await ana.patch(`${path}/${booked.body.id}`, { seats: 1, partyName: 'Another name' });
    expect((await ben.get(`${path}/${waits.body.id}`)).body).toMatchObject({ state: 'held' });
    await does(ana, 'cancel', booked.body);
    const unreadable = await ana.post(path, { kind: 'nobody', seats: 0 }, third);
    expect(unreadable.status).toBe(422);

    const repeats = [
      [booked, await ana.post(path, { seats: 'many' }, first)],
      [booked, await ana.post(path, '{"cut', first)],
      [waits, await books(ben, id, 2, {}, second)],
      [unreadable, await books(ana, id, 1, {}, third)],
    ] as const;
    for (const [before, again] of repeats) {
      expect([again.status, again.body]).toEqual([before.status, before.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    expect(await stage.counts(id)).toMatchObject({ taken: 0, held: 1, left: 1 });
  });

  test('more seats than there are in all is about the field, not about luck', async () => {
    const id = await stage.evening(4);
    const answer = await books(ana, id, 5, { waitlist: true });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe('seats');
  });

  test('without a limit there is always room, and the price is the one of the day', async () => {
    const id = await stage.evening(null, { priceMinor: 2500, currency: 'EUR' });
    const booked = (await books(ana, id, 300)).body;
    await stage.guide.patch(`/api/instances/${id}`, { priceMinor: 3000 });
    expect([booked.priceMinor, (await books(ben, id, 1)).body.priceMinor]).toEqual([2500, 3000]);
    expect(await stage.counts(id)).toMatchObject({ capacityMax: null, left: null, taken: 301 });
  });

  test('guests hold, and a guide confirms; nobody meddles with what others booked', async () => {
    const id = await stage.evening(9);
    const guest = await stage.guest('Gwen');
    const held = await books(guest, id, 2);
    expect(held.body).toMatchObject({ state: 'held', partyName: 'stranger' });
    expect((await does(guest, 'confirm', held.body)).status).toBe(403);
    expect((await does(ben, 'cancel', held.body)).status).toBe(403);
    expect((await does(stage.guide, 'confirm', held.body)).body.state).toBe('confirmed');
    expect((await resizes(guest, held.body, 1)).body.seats).toBe(1);
    expect((await does(guest, 'check-in', held.body)).status).toBe(403);
    expect((await books(ben, id, 1, { kind: 'trip', tripId: 'a'.repeat(24) })).status).toBe(403);
    expect((await stage.app.stranger().get(`/api/instances/${id}/seats`)).status).toBe(200);
    expect((await books(stage.app.stranger(), id, 1)).status).toBe(401);
    expect((await ben.get(`/api/instances/${id}/reservations`)).status).toBe(403);
    const path = `/api/instances/${id}/reservations/${held.body.id}`;
    expect([(await guest.get(path)).status, (await ben.get(path)).status]).toEqual([200, 403]);
  });
});

describe('holds', () => {
  test('lapse on the moment without anybody sweeping, and a late confirm is told so', async () => {
    const id = await stage.evening(2);
    const held = (await books(ana, id, 2, { hold: true, holdMinutes: 10 })).body;
    expect(Date.parse(held.holdUntil)).toBe(stage.nowMs + 10 * MINUTE);
    await stage.passes(10 * MINUTE - 1);
    expect(await stage.counts(id)).toMatchObject({ held: 2, left: 0 });
    await stage.passes(1);
    expect(await stage.counts(id)).toMatchObject({ held: 0, left: 2 });
    expect((await does(ana, 'confirm', held)).body).toMatchObject({ status: 409, code: 'hold-expired' });
    expect((await books(ben, id, 2)).status).toBe(201);
    expect((await stage.list(id)).map(({ state }) => state)).toEqual(['expired', 'confirmed']);
  });

  test('the line is served on time by the clockwork, and watchers see it', async () => {
    const id = await stage.evening(2);
    await books(ana, id, 2, { hold: true });
    const waits = (await books(ben, id, 1, { waitlist: true })).body;
    const page = await new LiveClient(ben).connected();
    const { seats } = await page.watch({ instances: [id] });
    expect(seats).toEqual([await stage.counts(id)]);
    await stage.passes(15 * MINUTE);
    await stage.app.settleSchedule();
    await page.heard(({ event, body }) => event === 'seats' && body.held === 1 && body.waitlisted === 0);
    expect((await ben.get(`/api/instances/${id}/reservations/${waits.id}`)).body.state).toBe('held');
    page.close();
  });
});

describe('on the day', () => {
  test('check-in twice is one; a no-show stays taken, and may come after all', async () => {
    const id = await stage.evening(5);
    const one = (await books(ana, id, 2)).body;
    const other = (await books(ben, id, 1)).body;
    const first = await does(stage.guide, 'check-in', one);
    const { version } = await stage.counts(id);
    const again = await does(stage.guide, 'check-in', one);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await stage.counts(id)).version).toBe(version);
    expect((await does(stage.guide, 'no-show', other)).body.state).toBe('noShow');
    expect((await does(ben, 'confirm', other)).status).toBe(403);
    expect((await stage.counts(id)).taken).toBe(3);
    expect((await does(stage.guide, 'confirm', other)).body.state).toBe('confirmed');
    expect((await does(ana, 'cancel', one)).body).toMatchObject({ code: 'illegal-move', from: 'checkedIn' });
  });

  test('more seats are refused when full, fewer are free at once', async () => {
    const id = await stage.evening(3);
    const one = (await books(ana, id, 2)).body;
    await books(ben, id, 1);
    expect((await resizes(ana, one, 3)).body).toMatchObject({ code: 'seats-unavailable', left: 0 });
    expect((await resizes(ana, one, 1)).body.seats).toBe(1);
    expect((await stage.counts(id)).left).toBe(1);
  });
});

describe('the instance', () => {
  test('cannot become smaller than what people have, and says why; larger calls the line', async () => {
    const id = await stage.evening(3);
    await books(ana, id, 2);
    await books(ana, id, 1, { hold: true });
    await books(ben, id, 2, { waitlist: true });
    const path = `/api/instances/${id}`;
    const refused = await stage.guide.patch(path, { capacityMax: 2 });
    expect(refused.body).toMatchObject({ status: 409, code: 'below-taken', taken: 2, held: 1 });
    expect(refused.body.errors[0].path).toBe('capacityMax');
    expect((await stage.guide.get(path)).body.capacityMax).toBe(3);
    expect((await stage.guide.patch(path, { capacityMax: 5 })).status).toBe(200);
    expect(await stage.counts(id)).toMatchObject({ taken: 2, held: 3, left: 0, waitlisted: 0 });
  });

  test('cancelled, it releases everybody, tells watchers and keeps its history', async () => {
    const id = await stage.evening(3);
    await books(ana, id, 2);
    await books(ben, id, 1, { hold: true });
    const page = await new LiveClient(ana).connected();
    await page.watch({ instances: [id] });
    await stage.guide.post(`/api/instances/${id}/cancel`);
    const after = await stage.counts(id);
    expect(after).toMatchObject({ status: 'cancelled', taken: 0, held: 0 });
    await page.heard(({ event, body }) => event === 'seats' && body.version === after.version);
    expect((await stage.list(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect((await books(ben, id, 1)).body).toMatchObject({ status: 409, code: 'cancelled' });
    await stage.guide.post(`/api/instances/${id}/reinstate`);
    expect((await books(ben, id, 1)).status).toBe(201);
    page.close();
  });

  test('a guest who becomes an account keeps their seats', async () => {
    const id = await stage.evening(3);
    const guest = await stage.guest('Gil');
    const held = (await books(guest, id, 1)).body;
    await guest.signUp('gil@example.org');
    expect((await does(guest, 'confirm', held)).body.state).toBe('confirmed');
  });
});

describe('moving', () => {
  test('takes the new seats before the old are given up, and a repeat finds it done', async () => {
    const [from, to] = [await stage.evening(2), await stage.evening(2)];
    const one = (await books(ana, from, 2)).body;
    const moved = await does(ana, 'move', one, { instanceId: to });
    expect(moved.body).toMatchObject({ id: one.id, instanceId: to, seats: 2, state: 'confirmed' });
    expect((await does(ana, 'move', one, { instanceId: to })).body).toEqual(moved.body);
    expect([(await stage.counts(from)).taken, (await stage.counts(to)).taken]).toEqual([0, 2]);
  });

  test('into a full one changes nothing', async () => {
    const [from, to] = [await stage.evening(2), await stage.evening(1)];
    await books(ben, to, 1);
    const one = (await books(ana, from, 1)).body;
    expect((await does(ana, 'move', one, { instanceId: to })).body).toMatchObject({
      code: 'seats-unavailable',
    });
    expect(await stage.counts(from)).toMatchObject({ taken: 1 });
  });
});

test('what was stored before there were seats reads as empty', async () => {
  const id = await stage.evening(4);
  const rows = await (await stage.app.db()).collection('session_instances').find().toArray();
  const row = rows.find(({ _id }) => _id.toHexString() === id);
  expect(row?.['title']).toEqual(expect.any(String));
  expect(row).not.toHaveProperty('reservations');
  expect(await stage.counts(id)).toMatchObject({ taken: 0, held: 0, left: 4, waitlisted: 0 });
});
