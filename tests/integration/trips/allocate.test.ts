import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../support/person.ts';
import { allocates, lines, MAY, pathsOf, TripsStage } from './stage.ts';

let stage: TripsStage;
let harry: Person;
let olga: Person;
beforeAll(async () => {
  stage = await TripsStage.open();
  harry = await stage.app.signUp('Harry');
  await stage.host.put(`/api/users/${harry.userId}/roles`, { roles: ['host'] });
  olga = await stage.app.signUp('Olga');
});
afterAll(() => stage.app.close());

describe('a trip', () => {
  test('is planned, found, changed and deleted', async () => {
    const travellers = [{ name: 'Mia', email: 'mia@example.org', phone: '', notes: 'no nuts' }];
    const made = await stage.trip({ travellers, data: { colour: 'blue' } });
    expect(made).toMatchObject({
      title: 'Choir from Ghent',
      pax: 12,
      status: 'planned',
      reservations: [],
      travellers: [{ name: 'Mia', phone: null }],
      data: { colour: 'blue' },
      version: 1,
    });
    const listed = await harry.get(`/api/trips?city=${stage.citySlug}&from=2031-05-31&to=2031-06-30`);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toContain(made.id);
    expect((await harry.get('/api/trips?to=2031-04-30')).body.items).toEqual([]);
    const path = `/api/trips/${made.id}`;
    const changed = await harry.patch(path, { pax: 14 }, { 'if-match': '1' });
    expect([changed.status, changed.body.pax, changed.body.version]).toEqual([200, 14, 2]);
    const stale = await harry.patch(path, { pax: 15 }, { 'if-match': '1' });
    expect([stale.status, stale.body.code]).toEqual([409, 'stale-version']);
    expect((await harry.delete(path)).status).toBe(204);
    expect((await harry.get(path)).status).toBe(404);
  });

  test.each([
    [{ citySlug: 'nowhere' }, 'citySlug'],
    [{ to: '2031-04-01' }, 'to'],
    [{ pax: 0 }, 'pax'],
    [{ pax: 1, travellers: [{ name: 'A' }, { name: 'B' }] }, 'travellers'],
    [{ travellers: [{ name: 'A', email: 'nobody' }] }, 'travellers.0.email'],
    [{ reservations: [] }, 'reservations'],
  ])('%j is refused by name', async (fields, path) => {
    const body = { title: 'Trip', citySlug: stage.citySlug, ...MAY, pax: 12, ...fields };
    const answer = await stage.host.post('/api/trips', body);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toContain(path);
  });

  test('what is changed must fit what stays', async () => {
    const { id } = await stage.trip({ travellers: [{ name: 'A' }, { name: 'B' }] });
    expect(pathsOf(await stage.host.patch(`/api/trips/${id}`, { pax: 1 }))).toEqual(['travellers']);
    expect(pathsOf(await stage.host.patch(`/api/trips/${id}`, { to: '2031-04-30' }))).toEqual(['to']);
    expect(pathsOf(await stage.host.patch(`/api/trips/${id}`, { to: '2035-04-30' }))).toEqual(['to']);
  });

  test('keeps its city: who deletes it, or gives it another address, is told of the trip', async () => {
    const { host } = stage;
    await host.post('/api/cities', { name: 'Evora', slug: 'evora', timezone: 'Europe/Lisbon' });
    const trip = await stage.trip({ citySlug: 'evora' });
    for (const answer of [
      await host.delete('/api/cities/evora'),
      await host.patch('/api/cities/evora', { slug: 'ebora' }),
    ]) {
      expect(answer.body).toMatchObject({ status: 409, code: 'conflict', usedBy: { trip: 1 } });
    }
    expect((await host.delete(`/api/trips/${trip.id}`)).status).toBe(204);
    expect((await host.delete('/api/cities/evora')).status).toBe(204);
  });

  test('is made once however often the same call comes', async () => {
    const key = { 'idempotency-key': 'plan-once' };
    const body = { title: 'Once', citySlug: stage.citySlug, ...MAY, pax: 2 };
    const answers = await Promise.all([1, 2, 3].map(() => stage.host.post('/api/trips', body, key)));
    expect(new Set(answers.map((one) => `${one.status} ${one.body.id}`))).toEqual(
      new Set([`201 ${answers[0]?.body.id}`]),
    );
  });

  test('is for hosts alone', async () => {
    const { id } = await stage.trip();
    const stranger = stage.app.stranger();
    for (const [person, status] of [
      [olga, 403],
      [stranger, 401],
    ] as const) {
      const answers = await Promise.all([
        person.get('/api/trips'),
        person.post('/api/trips', {}),
        person.get(`/api/trips/${id}`),
        person.patch(`/api/trips/${id}`, { pax: 1 }),
        person.delete(`/api/trips/${id}`),
        person.post(`/api/trips/${id}/allocate`, { lines: [] }),
        person.post(`/api/trips/${id}/release`),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    }
    expect(await stage.view(id)).toMatchObject({ pax: 12, version: 1 });
  });
});

describe('seats booked for a trip', () => {
  const book = (instanceId: string, tripId: string, headers: Record<string, string> = {}) =>
    stage.host.post(
      `/api/instances/${instanceId}/reservations`,
      { kind: 'trip', seats: 2, partyName: 'Choir', tripId },
      headers,
    );

  test('are for one that exists; a repeat hears what was said the first time, also when it exists no more', async () => {
    const [id = ''] = await stage.sessions(8);
    const key = { 'idempotency-key': 'no-trip' };
    for (const replayed of [null, 'true']) {
      const wrong = await book(id, 'a'.repeat(24), key);
      expect([wrong.status, pathsOf(wrong)]).toEqual([422, ['tripId']]);
      expect(wrong.body.errors[0].message).toBe('is no trip');
      expect(wrong.headers.get('idempotency-replayed')).toBe(replayed);
    }
    expect(await stage.counts(id)).toMatchObject({ taken: 0 });
    const trip = await stage.trip();
    const booked = await book(id, trip.id, { 'idempotency-key': 'a-trip' });
    expect([booked.status, booked.body.tripId]).toEqual([201, trip.id]);
    expect((await stage.view(trip.id)).reservations.map((one) => one.id)).toEqual([booked.body.id]);
    await stage.host.post(`/api/instances/${id}/reservations/${booked.body.id}/cancel`);
    expect((await stage.host.delete(`/api/trips/${trip.id}`)).status).toBe(204);
    const again = await book(id, trip.id, { 'idempotency-key': 'a-trip' });
    expect([again.status, again.body.id]).toEqual([201, booked.body.id]);
    expect((await book(id, trip.id)).status).toBe(422);
  });
});

describe('an allocation', () => {
  test('of twelve gets all three sessions, is changed, and gives them back', async () => {
    const [one = '', two = '', three = ''] = await stage.sessions(16, 12, 20);
    const { id } = await stage.trip();
    const first = await allocates(harry, id, lines([one, 12], [two, 12], [three, 12]));
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect(first.body).toMatchObject({ status: 'allocated', version: 2 });
    expect(first.body.reservations).toHaveLength(3);
    expect(first.body.reservations[0]).toMatchObject({
      kind: 'trip',
      seats: 12,
      state: 'confirmed',
      partyName: 'Choir from Ghent',
      priceMinor: 2500,
      tripId: id,
    });
    const changed = await allocates(harry, id, lines([one, 14], [three, 10]));
    expect(changed.body.reservations.map(({ seats }: { seats: number }) => seats).sort()).toEqual([10, 14]);
    expect(await stage.taken([one, two, three])).toEqual([14, 0, 10]);
    const released = await harry.post(`/api/trips/${id}/release`);
    expect(released.body).toMatchObject({ status: 'released', reservations: [], version: 4 });
    expect(await stage.taken([one, two, three])).toEqual([0, 0, 0]);
    expect((await harry.post(`/api/trips/${id}/release`)).status).toBe(200);
  });

  test('refused in the middle leaves everything as it was and says which and how many', async () => {
    const ids = await stage.sessions(16, 16, 16, 16);
    const [one = '', two = '', three = '', four = ''] = ids;
    const { id } = await stage.trip();
    await allocates(stage.host, id, lines([one, 4], [three, 2]));
    const party = { kind: 'fit', seats: 9, partyName: 'A family' };
    await stage.host.post(`/api/instances/${two}/reservations`, party);
    await stage.host.post(`/api/instances/${three}/reservations`, party);
    const before = [await stage.taken(ids), await stage.view(id)];
    const answer = await allocates(stage.host, id, lines([one, 12], [two, 12], [three, 12], [four, 12]));
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'seats-unavailable',
      short: [
        { instanceId: two, title: 'Tram and tiles', date: '2031-05-02', wanted: 12, left: 7 },
        { instanceId: three, wanted: 12, left: 7 },
      ],
    });
    expect(pathsOf(answer)).toEqual(['lines.1.seats', 'lines.2.seats']);
    expect([await stage.taken(ids), await stage.view(id)]).toEqual(before);
    expect(before[0]).toEqual([4, 9, 11, 0]);
  });

  test('larger than a session ever is, or in one that is cancelled, is refused whole', async () => {
    const [one = '', two = '', three = ''] = await stage.sessions(20, 8, 20);
    const { id } = await stage.trip();
    const large = await allocates(stage.host, id, lines([one, 12], [two, 12]));
    expect([large.status, pathsOf(large)]).toEqual([422, ['lines.1.seats']]);
    await stage.host.post(`/api/instances/${three}/cancel`);
    const cancelled = await allocates(stage.host, id, lines([three, 2], [one, 12]));
    expect(cancelled.body).toMatchObject({ status: 409, code: 'cancelled', instanceId: three });
    expect(pathsOf(cancelled)).toEqual(['lines.0.instanceId']);
    expect(await stage.taken([one, two, three])).toEqual([0, 0, 0]);
    expect(await stage.view(id)).toMatchObject({ status: 'planned', version: 1 });
  });

  test('names what is wrong with its lines', async () => {
    const [one = ''] = await stage.sessions(20);
    const { id } = await stage.trip();
    const bad = async (body: unknown) => pathsOf(await allocates(stage.host, id, body));
    expect(await bad(lines([one, 1], ['f'.repeat(24), 1]))).toEqual(['lines.1.instanceId']);
    expect(await bad(lines([one, 1], [one, 2]))).toEqual(['lines.1.instanceId']);
    expect(await bad(lines([one, 0]))).toEqual(['lines.0.seats']);
    expect(await bad({})).toEqual(['lines']);
    expect(await stage.taken([one])).toEqual([0]);
  });

  test('repeated with the same key answers the same and happens once, also when HTTP has forgotten', async () => {
    const [one = '', two = ''] = await stage.sessions(12, 12);
    const { id } = await stage.trip();
    const key = { 'idempotency-key': 'a-dozen' };
    const both = () => allocates(harry, id, lines([one, 12], [two, 12]), key);
    const answers = await Promise.all([both(), both(), both()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stage.view(id)).toMatchObject({ version: 2 });
    await allocates(harry, id, lines([one, 3]));
    await (await stage.app.db()).collection('idempotency_keys').deleteMany({});
    expect((await both()).body).toMatchObject({ version: 3, reservations: [{ seats: 3 }] });
    expect(await stage.taken([one, two])).toEqual([3, 0]);
    const full = { 'idempotency-key': 'too-many' };
    expect((await allocates(harry, id, lines([two, 13]), full)).status).toBe(422);
    await stage.host.patch(`/api/instances/${two}`, { capacityMax: 20 });
    await (await stage.app.db()).collection('idempotency_keys').deleteMany({});
    expect((await allocates(harry, id, lines([two, 13]), full)).status).toBe(422);
    expect((await allocates(harry, id, lines([two, 13]))).status).toBe(200);
  });

  test('keeps a trip from being deleted, and so does what was agreed', async () => {
    const [one = ''] = await stage.sessions(12);
    const { id } = await stage.trip();
    await allocates(harry, id, lines([one, 5]));
    const refused = await harry.delete(`/api/trips/${id}`);
    expect(refused.body).toMatchObject({ status: 409, code: 'conflict', seats: 5 });
    await harry.post(`/api/trips/${id}/release`);
    const offer = await stage.offer({ tripId: id });
    expect((await harry.delete(`/api/trips/${id}`)).body).toMatchObject({ usedBy: { offer: 1 } });
    const order = (await harry.post(`/api/offers/${offer.id}/accept`)).body;
    expect((await harry.delete(`/api/trips/${id}`)).body).toMatchObject({ usedBy: { order: 1 } });
    await harry.post(`/api/orders/${order.id}/cancel`, { reason: 'They stay at home' });
    expect((await harry.delete(`/api/trips/${id}`)).status).toBe(204);
    expect((await harry.get(`/api/orders/${order.id}`)).body).toMatchObject({
      tripId: id,
      status: 'cancelled',
    });
  });

  test('of sessions that others run is refused', async () => {
    const session = await olga.post('/api/sessions', {
      name: 'Mueller',
      path: 'trips/mueller',
      city: 'Lisbon',
      timezone: 'Europe/Lisbon',
      defaultStartTime: '20:00',
      defaultEndTime: '23:00',
      publicLog: true,
    });
    const evening = await olga.post(`/api/sessions/${session.body.id}/instances`, { date: '2031-05-03' });
    const { id } = await stage.trip();
    const answer = await allocates(harry, id, lines([evening.body.id, 2]));
    expect([answer.status, pathsOf(answer)]).toEqual([403, ['lines.0.instanceId']]);
  });
});
