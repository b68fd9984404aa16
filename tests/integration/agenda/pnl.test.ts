import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, makeAgenda, seat } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import file from '../../fixtures/pnl/vectors.json' with { type: 'json' };

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startApp({ clock: new ManualClock(Date.parse('2026-03-01T12:00:00Z')) });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

describe('the worked cases, from a stack to the answer', () => {
  test.each(file.vectors.map((vector, index) => [vector.name, index, vector] as const))(
    '%s',
    async (_, index, vector) => {
      const input: Record<string, number | undefined> = vector.input;
      const { freePlaces, extraGuide, paxPerGuide, affiliatePerPax = 0, goodsMarginPerPax = 0 } = input;
      const { sessions } = await makeAgenda(ada, `case-${index}`, {
        priceMinor: input['price'],
        variableCostMinor: input['varPerPax'],
        costMin: input['costMin'],
        capacityMin: input['capacityMin'],
        capacityMax: input['capacityMax'],
        data: {
          ...(freePlaces === undefined ? {} : { freePlaces }),
          ...(extraGuide === undefined
            ? {}
            : { stepCosts: [{ label: 'second guide', costMinor: extraGuide, perSeats: paxPerGuide }] }),
          overlays: [
            { kind: 'affiliate', source: 'Café', perSeatMinor: affiliatePerPax },
            { kind: 'goods', source: 'Shop', perSeatMinor: goodsMarginPerPax },
          ],
        },
      });
      const id = sessions[0]?.id ?? '';
      const free = freePlaces ?? 0;
      if (vector.input.pax > free) await seat(app, id, vector.input.pax - free);
      if (free > 0) await seat(app, id, free, { priceMinor: 0 });
      const answer = await ada.get(`/api/instances/${id}/pnl`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      expect(answer.body).toMatchObject(vector.expect);
    },
  );
});

describe('sums', () => {
  const sums = async (query: string) => {
    const answer = await ada.get(`/api/agenda/pnl?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.items;
  };

  test('by calendar week, stack and guide, cancelled ones left out', async () => {
    const { sessions, stack, week } = await makeAgenda(ada, 'sums', { data: { guidePrimaryId: 'rosa' } });
    const [first, second, third] = sessions.map(({ id }) => id);
    await seat(app, first ?? '', 5);
    await seat(app, second ?? '', 6);
    await ada.post(`/api/instances/${third}/cancel`);
    const byWeek = await sums('city=sums&from=2026-06-01&to=2026-06-21&by=week');
    expect(byWeek).toMatchObject([
      {
        key: '2026-W23',
        instances: 1,
        pax: 5,
        totals: [{ currency: 'EUR', ticketsMinor: 12_500, sessionResult: 1500 }],
      },
      {
        key: '2026-W24',
        instances: 1,
        pax: 6,
        totals: [{ currency: 'EUR', ticketsMinor: 15_000, sessionResult: 3600 }],
      },
    ]);
    for (const [by, key] of [
      ['stack', stack.id],
      ['guide', 'rosa'],
      ['agendaWeek', week.id],
      ['city', 'sums'],
    ] as const)
      expect(await sums(`city=sums&to=2026-06-14&by=${by}`)).toMatchObject([
        { key, pax: 11, totals: [{ sessionResult: 5100 }] },
      ]);
    expect(await sums('city=sums&to=2026-06-14&by=trip')).toMatchObject([
      { key: null, instances: 2, pax: 11 },
    ]);
  });

  test('never of two currencies, until somebody writes a rate down', async () => {
    const { week, stack, sessions } = await makeAgenda(ada, 'two');
    await seat(app, sessions[0]?.id ?? '', 5);
    await ada.patch(`/api/session-stacks/${stack.id}`, { currency: 'GBP' });
    await generate(ada, week.id, { from: '2026-07-06', to: '2026-07-06' });
    const ask = () => sums('city=two&by=city&from=2026-06-01&to=2026-07-06&into=EUR');
    const [before] = await ask();
    expect(
      before.totals.map(({ currency, sessionResult }: Record<string, unknown>) => [currency, sessionResult]),
    ).toEqual([
      ['EUR', 1500 - 4 * 9000],
      ['GBP', -9000],
    ]);
    expect(before.converted).toEqual({ total: null, missing: ['GBP'] });
    const rate = { from: 'GBP', to: 'EUR', rate: '1.15', source: 'the bank', date: '2026-07-01' };
    const written = await ada.post('/api/agenda/rates', rate);
    expect([written.status, written.body]).toMatchObject([201, rate]);
    expect((await ask())[0].converted).toMatchObject({
      total: { sessionResult: -34_500 - 10_350, rates: [rate] },
      missing: [],
    });
    expect((await ada.delete(`/api/agenda/rates/${written.body.id}`)).status).toBe(204);
    expect((await ask())[0].converted).toMatchObject({ total: null });
  });

  test('the sessions behind a sum, with their state and their part in it', async () => {
    const { sessions, stack } = await makeAgenda(ada, 'behind');
    const [first, second, third] = sessions.map(({ id }) => id);
    const tripId = 'b'.repeat(24);
    await seat(app, first ?? '', 3, { tripId });
    await seat(app, first ?? '', 3);
    await seat(app, second ?? '', 2, { tripId });
    await ada.post(`/api/instances/${third}/cancel`);
    const behind = async (query: string) => {
      const answer = await ada.get(`/api/agenda/pnl/sessions?city=behind&${query}`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer.body.items;
    };
    const all = await behind(`by=stack&key=${stack.id}`);
    expect(all).toHaveLength(sessions.length - 1);
    expect(all[0]).toMatchObject({
      session: { instance: { id: first, startTime: '18:00' }, pax: 6, state: 'covered', sessionResult: 3600 },
      share: { pax: 6, totals: [{ currency: 'EUR', sessionResult: 3600 }] },
    });
    expect(all[1].session).toMatchObject({ state: 'below minimum pax', paxToMinimum: 2, seatsToCover: 3 });
    const ofTrip = await behind(`by=trip&key=${tripId}`);
    expect(ofTrip.map(({ share }: { share: { pax: number } }) => share.pax)).toEqual([3, 2]);
    expect(ofTrip[0].share.totals).toMatchObject([{ sessionResult: 1800 }]);
    expect((await behind('by=trip&key=')).map(({ share }: { share: { pax: number } }) => share.pax)).toEqual([
      3, 0, 0,
    ]);
    expect(await behind('by=stack&key=nobody')).toEqual([]);
    const table = await ada.get('/api/agenda/pnl/sessions?city=behind&by=city&key=behind&format=csv');
    expect(table.body.split('\r\n')).toHaveLength(all.length + 2);
    expect((await ada.get('/api/agenda/pnl/sessions?by=city')).status).toBe(400);
  });

  test('as a table for a spreadsheet, by the address or by what the client would rather read', async () => {
    const { sessions } = await makeAgenda(ada, 'table', { title: '=1+1 "walk", late' });
    await seat(app, sessions[0]?.id ?? '', 5);
    const one = await ada.get(`/api/instances/${sessions[0]?.id}/pnl?format=csv`);
    expect(one.headers.get('content-type')).toContain('text/csv');
    const [names, row, end] = one.body.split('\r\n');
    expect(names).toContain('date,city,title,status,instanceId,currency,pax');
    expect(row).toContain(`2026-06-01,table,"'=1+1 ""walk"", late",`);
    expect(row).toContain(',EUR,5,4,16,125.00,20.00,90.00,105.00,15.00,0.00,15.00,5,5,0,0,covered,');
    expect(end).toBe('');
    const all = await ada.get('/api/agenda/pnl?city=table&by=city&to=2026-06-01', { accept: 'text/csv' });
    expect(all.body.split('\r\n')[1]).toBe(
      'table,EUR,1,5,125.00,20.00,90.00,105.00,15.00,0.00,0.00,0.00,0.00,0.00,0.00,15.00',
    );
    expect((await ada.get('/api/agenda/pnl?city=table', { accept: '*/*' })).body.items).toHaveLength(5);
  });

  test('are for those who manage: a guest sees none', async () => {
    const { sessions } = await makeAgenda(ada, 'private');
    const bob = await app.signUp('Bob');
    for (const path of [
      `instances/${sessions[0]?.id}/pnl`,
      'agenda/pnl',
      'agenda/pnl/sessions?by=city&key=',
      'agenda/rates',
    ]) {
      expect((await app.stranger().get(`/api/${path}`)).status, path).toBe(401);
      expect((await bob.get(`/api/${path}`)).status, path).toBe(403);
    }
  });
});
