import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@ensemble/shared';
import type { Person } from '../../support/person.ts';
import { offerFields, pathsOf, TripsStage } from './stage.ts';

const NOW = Date.parse('2031-03-10T09:00:00Z');
const clock = new ManualClock(NOW);
let stage: TripsStage;
let host: Person;
let olga: Person;
beforeAll(async () => {
  stage = await TripsStage.open({ clock });
  host = stage.host;
  olga = await stage.app.signUp('Olga');
});
afterAll(() => stage.app.close());

const accept = (id: string, headers = {}) => host.post(`/api/offers/${id}/accept`, {}, headers);
const serialOf = (number: string): number => Number(number.split('-')[1]);

describe('an offer', () => {
  test('is a priced snapshot whose lines never change', async () => {
    const [session = ''] = await stage.sessions(12);
    const { lines } = offerFields();
    const made = await stage.offer({ lines: [{ ...lines[0], instanceId: session }, lines[1]] });
    expect(made).toMatchObject({
      status: 'open',
      totalMinor: 51_600,
      currency: 'EUR',
      lines: [
        { instanceId: session, totalMinor: 30_000 },
        { instanceId: null, totalMinor: 21_600 },
      ],
      orderId: null,
      version: 1,
    });
    await host.patch(`/api/instances/${session}`, { priceMinor: 9900 });
    expect((await host.get(`/api/offers/${made.id}`)).body.totalMinor).toBe(51_600);
    const patched = await host.patch(`/api/offers/${made.id}`, { lines: [] });
    expect([patched.status, pathsOf(patched)]).toEqual([422, ['lines']]);
  });

  test.each([
    [{ lines: [] }, 'lines'],
    [{ lines: [{ label: 'x', seats: 1, priceMinor: -1 }] }, 'lines.0.priceMinor'],
    [{ lines: [{ label: 'x', seats: 1, priceMinor: 1, instanceId: 'f'.repeat(24) }] }, 'lines.0.instanceId'],
    [{ tripId: 'f'.repeat(24) }, 'tripId'],
    [{ expiresAt: '2031-03-10T08:59:59Z' }, 'expiresAt'],
    [{ currency: 'XYZ' }, 'currency'],
    [{ status: 'accepted' }, 'status'],
    [
      {
        lines: Array.from({ length: 91 }, () => ({
          label: 'x',
          seats: 100_000,
          priceMinor: 1_000_000_000_000,
        })),
      },
      'lines',
    ],
  ])('%j is refused by name', async (fields, path) => {
    const answer = await host.post('/api/offers', { ...offerFields(), ...fields });
    expect([answer.status, pathsOf(answer)]).toEqual([422, [path]]);
  });

  test('expires on the moment, may be given more time, and is then accepted', async () => {
    const { id } = await stage.offer({ expiresAt: new Date(clock.now() + 60_000).toISOString() });
    clock.advance(60_000);
    expect((await host.get(`/api/offers/${id}`)).body.status).toBe('expired');
    expect((await accept(id)).body).toMatchObject({ status: 409, code: 'expired' });
    expect((await host.get('/api/orders')).body.items).toEqual([]);
    const past = await host.patch(`/api/offers/${id}`, {
      expiresAt: new Date(clock.now() - 1).toISOString(),
    });
    expect([past.status, pathsOf(past)]).toEqual([422, ['expiresAt']]);
    const more = await host.patch(`/api/offers/${id}`, {
      expiresAt: new Date(clock.now() + 60_000).toISOString(),
    });
    expect(more.body.status).toBe('open');
    expect((await accept(id)).status).toBe(201);
  });

  test('withdrawn cannot be accepted, accepted cannot be withdrawn', async () => {
    const { id } = await stage.offer();
    expect((await host.delete(`/api/offers/${id}`)).status).toBe(204);
    expect((await host.delete(`/api/offers/${id}`)).status).toBe(204);
    expect((await host.get(`/api/offers/${id}`)).body.status).toBe('withdrawn');
    expect((await accept(id)).body).toMatchObject({ status: 409, code: 'withdrawn' });
    expect((await host.patch(`/api/offers/${id}`, { title: 'x' })).body.code).toBe('withdrawn');
    const other = await stage.offer();
    await accept(other.id);
    expect((await host.delete(`/api/offers/${other.id}`)).body).toMatchObject({ code: 'already-accepted' });
    expect((await host.patch(`/api/offers/${other.id}`, { title: 'x' })).body.code).toBe('already-accepted');
  });

  test('a stale If-Match is told so', async () => {
    const { id } = await stage.offer();
    const patched = await host.patch(`/api/offers/${id}`, { title: 'Anew' }, { 'if-match': '1' });
    expect(patched.body).toMatchObject({ title: 'Anew', version: 2 });
    const stale = await host.patch(`/api/offers/${id}`, { title: 'Again' }, { 'if-match': '1' });
    expect(stale.body).toMatchObject({ status: 409, code: 'stale-version' });
  });
});

describe('an order', () => {
  test('comes of an offer once, however many accept it at once, by whatever key', async () => {
    const { id } = await stage.offer();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => accept(id, i % 2 ? { 'idempotency-key': `k${i}` } : {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => `${body.id} ${body.number}`)).size).toBe(1);
    const order = answers[0]?.body;
    expect(order).toMatchObject({ offerId: id, status: 'open', totalMinor: 51_600, cancellation: null });
    expect(order.number).toMatch(/^2031-\d{6}$/);
    expect((await host.get(`/api/offers/${id}`)).body).toMatchObject({
      status: 'accepted',
      orderId: order.id,
    });
  });

  test('numbers rise by one, without gaps, through refusals and a crowd', async () => {
    const latest = (await host.get('/api/orders?limit=1')).body.items[0].number as string;
    const offers = await Promise.all(Array.from({ length: 12 }, () => stage.offer()));
    await host.delete(`/api/offers/${offers[3]?.id}`);
    await host.delete(`/api/offers/${offers[7]?.id}`);
    const answers = await Promise.all(offers.map(({ id }) => accept(id)));
    const numbers = answers.filter(({ status }) => status === 201).map(({ body }) => serialOf(body.number));
    const first = serialOf(latest) + 1;
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => first + i));
    const listed = (await host.get('/api/orders?limit=10')).body.items as { number: string }[];
    expect(listed.map(({ number }) => serialOf(number))).toEqual(numbers.toReversed());
  });

  test('a new year counts from one, and the year is the city’s own', async () => {
    const tripOf = async (slug: string, timezone: string) => {
      await host.post('/api/cities', { name: slug, slug, timezone });
      const trip = await stage.trip({ citySlug: slug });
      return stage.offer({ tripId: trip.id, expiresAt: '2032-02-01T00:00:00Z' });
    };
    const [far, near] = [await tripOf('apia', 'Pacific/Apia'), await tripOf('pago', 'Pacific/Pago_Pago')];
    clock.advance(Date.parse('2031-12-31T12:00:00Z') - clock.now());
    expect((await accept(far.id)).body.number).toBe('2032-000001');
    expect((await accept(near.id)).body.number).toMatch(/^2031-0000\d\d$/);
    clock.advance(NOW - clock.now());
  });

  test('is cancelled with a reason beside its lines, once', async () => {
    const order = (await accept((await stage.offer()).id)).body;
    const cancel = (reason: string) => host.post(`/api/orders/${order.id}/cancel`, { reason });
    expect(pathsOf(await cancel(''))).toEqual(['reason']);
    const cancelled = (await cancel('Ferry does not run')).body;
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      lines: order.lines,
      number: order.number,
      cancellation: { reason: 'Ferry does not run', byUserId: host.userId },
    });
    expect((await cancel('Another reason')).body).toEqual(cancelled);
    expect((await accept(order.offerId)).body).toMatchObject({ number: order.number, status: 'cancelled' });
  });

  test('is lost by no crash between the accept and the order', async () => {
    const { id } = await stage.offer();
    const order = (await accept(id)).body;
    await (await stage.app.db()).collection('orders').deleteMany({ number: order.number });
    expect((await host.get(`/api/orders/${order.id}`)).status).toBe(404);
    expect((await accept(id)).body).toMatchObject({ id: order.id, number: order.number });
  });

  test('nobody but hosts makes, sees or changes offers and orders', async () => {
    const { id } = await stage.offer();
    const order = (await accept((await stage.offer()).id)).body;
    for (const [person, status] of [
      [olga, 403],
      [stage.app.stranger(), 401],
    ] as const) {
      const answers = await Promise.all([
        person.get('/api/offers'),
        person.post('/api/offers', offerFields()),
        person.get(`/api/offers/${id}`),
        person.patch(`/api/offers/${id}`, { title: 'Mine' }),
        person.delete(`/api/offers/${id}`),
        person.post(`/api/offers/${id}/accept`),
        person.get('/api/orders'),
        person.get(`/api/orders/${order.id}`),
        person.post(`/api/orders/${order.id}/cancel`, { reason: 'because' }),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    }
    expect((await host.get(`/api/offers/${id}`)).body.status).toBe('open');
    expect((await host.patch(`/api/orders/${order.id}`, {})).status).toBe(404);
  });
});
