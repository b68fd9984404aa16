import type { BookingView, ReservationView } from '@ensemble/shared/seats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mail } from '../../../server/src/mail/mailer.ts';
import { generate, makeAgenda } from '../../support/agenda.ts';
import type { Answer, Person } from '../../support/person.ts';
import { books, does, MINUTE, resizes, SeatsStage } from './stage.ts';

const mails: Mail[] = [];
let isDown = false;
const mailer = {
  send: (mail: Mail): Promise<void> => {
    if (isDown) return Promise.reject(new Error('no route to host'));
    mails.push(mail);
    return Promise.resolve();
  },
};
let stage: SeatsStage;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  stage = await SeatsStage.open({ mailer });
  ana = await stage.app.signUp('Ana');
  ben = await stage.app.signUp('Ben');
});
afterAll(() => stage.close());

const asks = (who: Person, { instanceId, id }: ReservationView, email = 'rosa@example.org') =>
  who.post(`/api/instances/${instanceId}/reservations/${id}/confirmation`, { email });

/** The link in the newest mail to this address. */
function tokenFor(email: string): string {
  const text = mails.findLast(({ to }) => to === email)?.text ?? '';
  return /\/bookings\/confirm\/([\w-]+)\s/.exec(text)?.[1] ?? '';
}
const opens = (token: string): Promise<Answer> => stage.app.stranger().get(`/api/booking-links/${token}`);
const by = (token: string, step: 'confirm' | 'cancel'): Promise<Answer> =>
  stage.app.stranger().post(`/api/booking-links/${token}/${step}`);

async function held(who: Person, seats = 1): Promise<ReservationView> {
  return (await books(who, await stage.evening(9), seats, { hold: true })).body;
}

describe('a mailed link', () => {
  test('says what, when, where and for whom, and confirms or gives back without signing in', async () => {
    const { week } = await makeAgenda(stage.guide, 'lagos', { title: 'Harbour walk' });
    const { created } = await generate(stage.guide, week.id, { from: '2031-06-02', to: '2031-06-02' });
    const id = created[0]?.id ?? '';
    await stage.guide.patch(`/api/instances/${id}`, { locationOverride: 'By the pier' });
    const guest = await stage.guest('Gwen');
    const one = (await books(guest, id, 2, { partyName: 'Rosa' })).body as ReservationView;
    expect((await asks(guest, one)).status).toBe(204);
    const { text, subject } = mails.at(-1) ?? { text: '', subject: '' };
    expect(subject).toMatch(/^Please confirm: Harbour walk, Monday,? 2 June 2031$/);
    for (const words of [
      '2 seats are held for you',
      'Harbour walk',
      ' 2 June 2031, 18:00–19:30 (Europe/Lisbon)',
      'By the pier, lagos',
      'Rosa, 2 seats',
      `${stage.app.origin}/bookings/confirm/`,
    ])
      expect(text).toContain(words);
    const token = tokenFor('rosa@example.org');
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(24);
    const stored = await (await stage.app.db()).collection('booking_links').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(token);

    const shown = await opens(token);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({
      reservation: { ...one, state: 'held' },
      instance: { id, title: 'Harbour walk', costMin: null },
      seats: { held: 2, left: 14 },
    });
    for (let repeat = 0; repeat < 2; repeat++) {
      const confirmed = await by(token, 'confirm');
      expect([confirmed.status, confirmed.body.state]).toEqual([200, 'confirmed']);
    }
    const key = { 'idempotency-key': 'from-the-mail' };
    for (const replayed of [null, 'true']) {
      const again = await stage.app.stranger().post(`/api/booking-links/${token}/confirm`, {}, key);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, replayed]);
    }
    const kept = await (await stage.app.db()).collection('idempotency_keys').find().toArray();
    expect(JSON.stringify(kept)).not.toContain(token);
    expect((await by(token, 'cancel')).body).toMatchObject({ id: one.id, state: 'cancelled' });
    expect((await by(token, 'confirm')).body).toMatchObject({ status: 409, code: 'illegal-move' });
    expect((await asks(guest, one)).body).toMatchObject({ status: 409, code: 'cancelled' });
  });

  test('to seats whose hold lapsed says so plainly', async () => {
    const one = await held(ana);
    await asks(ana, one);
    const token = tokenFor('rosa@example.org');
    await stage.passes(15 * MINUTE);
    expect((await opens(token)).body.reservation).toMatchObject({ state: 'expired', holdUntil: null });
    for (const answer of [await by(token, 'confirm'), await by(token, 'cancel'), await asks(ana, one)])
      expect(answer.body).toMatchObject({ status: 409, code: 'hold-expired' });
  });

  test('is for whoever booked to ask for, and for nobody else', async () => {
    const one = await held(ana);
    const before = mails.length;
    expect((await asks(ben, one)).status).toBe(403);
    expect((await asks(stage.guide, one)).status).toBe(403);
    expect((await asks(stage.app.stranger(), one)).status).toBe(401);
    const wrong = await asks(ana, one, 'not an address');
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'email']);
    expect((await asks(ana, { ...one, id: 'f'.repeat(24) })).status).toBe(403);
    expect(mails).toHaveLength(before);
  });

  test('dies with the session, and a made-up one never lived', async () => {
    const one = await held(ana);
    await asks(ana, one);
    const token = tokenFor('rosa@example.org');
    await stage.guide.patch(`/api/instances/${one.instanceId}`, { date: '2020-02-29' });
    for (const answer of [await opens(token), await by(token, 'confirm'), await asks(ana, one)])
      expect(answer.body).toMatchObject({
        status: 404,
        detail: 'This session is over, and the link with it.',
      });
    expect((await opens('A'.repeat(32))).status).toBe(404);
    expect((await opens('short')).status).toBe(400);
  });

  test('follows the party to where it moved', async () => {
    const [one, to] = [await held(ana, 2), await stage.evening(4)];
    await asks(ana, one);
    const token = tokenFor('rosa@example.org');
    expect((await does(ana, 'move', one, { instanceId: to })).status).toBe(200);
    expect((await opens(token)).body).toMatchObject({
      reservation: { instanceId: to },
      instance: { id: to },
    });
    expect((await by(token, 'confirm')).body).toMatchObject({ instanceId: to, state: 'confirmed' });
  });

  test('does not undo that somebody did not come', async () => {
    const one = await held(ana);
    await asks(ana, one);
    await does(stage.guide, 'confirm', one);
    await does(stage.guide, 'no-show', one);
    expect((await by(tokenFor('rosa@example.org'), 'confirm')).body).toMatchObject({ code: 'illegal-move' });
  });

  test('carries no advertisement, and mail that cannot be sent is said', async () => {
    const id = await stage.evening(9);
    const partyName = 'Win a prize at prizes.example.com';
    const one = (await books(ana, id, 2, { hold: true, partyName })).body as ReservationView;
    await asks(ana, one);
    expect(mails.at(-1)?.text).not.toContain('prize');
    isDown = true;
    try {
      expect((await asks(ana, one)).body).toMatchObject({ status: 503, code: 'unavailable' });
    } finally {
      isDown = false;
    }
  });
});

describe('the line', () => {
  test('moves to the next when nobody says yes, and each is mailed once, by one of two nodes', async () => {
    const id = await stage.evening(2);
    const other = await stage.secondNode({ mailer });
    try {
      const gone = (await books(stage.guide, id, 2)).body as ReservationView;
      const guest = await stage.guest('Gil');
      const first = (await books(ben, id, 2, { waitlist: true })).body as ReservationView;
      const second = (await books(guest, id, 1, { waitlist: true })).body as ReservationView;
      const silent = (await books(await stage.guest('Sam'), id, 1, { waitlist: true })).body;
      expect([first.position, second.position, silent.position]).toEqual([1, 2, 3]);
      await asks(guest, second, 'gil@example.org');
      expect(mails.at(-1)?.text).toContain('You are number 2 in line for 1 seat');
      const turns = () => mails.filter(({ subject }) => subject.startsWith('It is your turn'));
      const before = turns().length;

      const { version } = await stage.counts(id);
      await does(stage.guide, 'cancel', gone);
      await expect
        .poll(() =>
          turns()
            .slice(before)
            .map(({ to }) => to),
        )
        .toEqual([ben.email]);
      const offered = (await ben.get(`/api/instances/${id}/reservations/${first.id}`)).body;
      const offeredAt = new Date(stage.nowMs).toISOString();
      const holdUntil = new Date(stage.nowMs + 15 * MINUTE).toISOString();
      expect(offered).toMatchObject({ state: 'held', offeredAt, holdUntil });
      expect((await stage.counts(id)).version).toBeGreaterThan(version);
      // Two nodes see the same change.
      await stage.guide.patch(`/api/instances/${id}`, { comments: 'Bring a coat' });

      await stage.passes(15 * MINUTE);
      await Promise.all([stage.app.settleSchedule(), other.settleSchedule()]);
      await expect
        .poll(() =>
          turns()
            .slice(before)
            .map(({ to }) => to),
        )
        .toEqual([ben.email, 'gil@example.org']);
      expect(turns().at(-1)?.text).toContain('1 seat became free, and you are next in line');
      expect((await by(tokenFor(ben.email), 'confirm')).body).toMatchObject({ code: 'hold-expired' });
      expect((await by(tokenFor('gil@example.org'), 'confirm')).body).toMatchObject({
        id: second.id,
        state: 'confirmed',
      });
      expect((await stage.list(id)).map(({ state }) => state)).toEqual([
        'cancelled',
        'expired',
        'confirmed',
        'held',
      ]);
    } finally {
      await other.close();
    }
  });

  test('is mailed too when the room grows, and again after a mail that failed', async () => {
    const id = await stage.evening(1);
    await books(stage.guide, id, 1);
    await books(ben, id, 1, { waitlist: true });
    const before = mails.length;
    isDown = true;
    await stage.guide.patch(`/api/instances/${id}`, { capacityMax: 2 });
    await stage.guide.patch(`/api/instances/${id}`, { comments: 'More chairs' });
    isDown = false;
    await expect
      .poll(async () => {
        await stage.guide.patch(`/api/instances/${id}`, { comments: `More chairs ${Math.random()}` });
        return mails.slice(before).map(({ to }) => to);
      })
      .toEqual([ben.email]);
  });

  test('every change that matters to a booker raises the version that watchers hear', async () => {
    const id = await stage.evening(2);
    const full = (await books(stage.guide, id, 2)).body as ReservationView;
    const mine = (await books(ana, id, 1, { waitlist: true })).body as ReservationView;
    const seen = async () => {
      const view = (await ana.get(`/api/instances/${id}/reservations/${mine.id}`)).body;
      return { view: JSON.stringify(view), version: (await stage.counts(id)).version };
    };
    let before = await seen();
    for (const step of [
      () => books(ben, id, 1, { waitlist: true }),
      () => does(stage.guide, 'cancel', full),
      () => resizes(ana, mine, 2),
      () => does(ana, 'confirm', mine),
      () => does(stage.guide, 'check-in', mine),
    ]) {
      await step();
      const after = await seen();
      if (after.view !== before.view) expect(after.version).toBeGreaterThan(before.version);
      before = after;
    }
  });
});

describe('my reservations', () => {
  const mine = async (
    who: Person,
    query = '',
  ): Promise<{ items: BookingView[]; nextCursor: string | null }> => {
    const answer = await who.get(`/api/reservations${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };

  test('are mine alone, soonest first, page by page, those that are over apart', async () => {
    const eva = await stage.app.signUp('Eva');
    const dates = [await stage.evening(9), await stage.evening(9), await stage.evening(9)];
    const [a = '', b = '', c = ''] = dates;
    const last = (await books(eva, c, 1)).body as ReservationView;
    const first = (await books(eva, a, 1)).body as ReservationView;
    const again = (await books(eva, a, 2, { hold: true })).body as ReservationView;
    const middle = (await books(eva, b, 1)).body as ReservationView;
    await does(eva, 'cancel', middle);
    await books(ben, a, 1);
    const expected = [first.id, again.id, middle.id, last.id];
    for (const limit of [1, 2, 3, 50]) {
      const ids: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = await mine(eva, `?limit=${limit}${more}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        ids.push(...page.items.map(({ reservation }) => reservation.id));
        cursor = page.nextCursor;
      }
      expect(ids, `limit ${limit}`).toEqual(expected);
    }
    const { items } = await mine(eva);
    expect(items[2]).toMatchObject({ reservation: { state: 'cancelled' }, instance: { id: b } });
    await stage.guide.patch(`/api/instances/${a}`, { date: '2019-05-01' });
    await stage.guide.patch(`/api/instances/${b}`, { date: '2019-06-01' });
    const ids = async (query = '') => (await mine(eva, query)).items.map(({ reservation }) => reservation.id);
    expect(await ids()).toEqual([last.id]);
    expect(await ids('?past=true')).toEqual([middle.id, first.id, again.id]);
    expect((await mine(await stage.app.signUp('Nobody'))).items).toEqual([]);
    expect((await stage.app.stranger().get('/api/reservations')).status).toBe(401);
    for (const wrong of ['?past=maybe', '?cursor=x', '?limit=0'])
      expect((await eva.get(`/api/reservations${wrong}`)).status).toBe(400);
  });

  test('show a moved one once, where it is now, and to a guest what they hold, also when it lapsed', async () => {
    const guest = await stage.guest('Gus');
    const [from, to] = [await stage.evening(3), await stage.evening(3)];
    const one = (await books(guest, from, 1)).body as ReservationView;
    await does(guest, 'move', one, { instanceId: to });
    await stage.passes(20 * MINUTE);
    const { items } = await mine(guest);
    expect(items.map(({ reservation, instance }) => [reservation.state, instance.id])).toEqual([
      ['expired', to],
    ]);
  });
});

describe('a guest', () => {
  test('does not make confirmed seats more: those are held and confirmed like the first', async () => {
    const guest = stage.app.stranger();
    await guest.post('/api/auth/sign-in/anonymous');
    const one = await held(guest, 2);
    expect((await resizes(guest, one, 3)).body).toMatchObject({ state: 'held', seats: 3 });
    await does(stage.guide, 'confirm', one);
    const more = await resizes(guest, one, 4);
    expect([more.status, more.body.code]).toEqual([403, 'not-allowed']);
    expect((await resizes(guest, one, 2)).body).toMatchObject({ state: 'confirmed', seats: 2 });
    expect((await resizes(stage.guide, one, 4)).body).toMatchObject({ state: 'confirmed', seats: 4 });
  });
});

test('seats for a trip that are refused to somebody stay refused under their key', async () => {
  const path = `/api/instances/${await stage.evening(5)}/reservations`;
  const party = { kind: 'fit', seats: 1, partyName: 'Ana' };
  const key = { 'idempotency-key': 'a-trip' };
  const refused = await ana.post(path, { ...party, kind: 'trip', tripId: 'a'.repeat(24) }, key);
  expect(refused.status).toBe(403);
  const again = await ana.post(path, party, key);
  expect([again.status, again.body]).toEqual([403, refused.body]);
});

describe('those who run it', () => {
  test('change, move and cancel for anybody', async () => {
    const [one, to] = [await held(ana), await stage.evening(5)];
    expect((await resizes(stage.guide, one, 3)).body.seats).toBe(3);
    const moved = (await does(stage.guide, 'move', one, { instanceId: to })).body;
    expect(moved).toMatchObject({ instanceId: to, seats: 3, state: 'held' });
    expect((await does(ben, 'move', moved, { instanceId: one.instanceId })).status).toBe(403);
    expect((await does(stage.guide, 'cancel', moved)).body.state).toBe('cancelled');
  });

  test('see who comes page by page, in order of arrival', async () => {
    const id = await stage.evening(null);
    const made: string[] = [];
    for (let i = 0; i < 7; i++) made.push((await books(ana, id, 1)).body.id as string);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await stage.guide.get(`/api/instances/${id}/reservations?limit=3${more}`);
      seen.push(...body.items.map((one: ReservationView) => one.id));
      cursor = body.nextCursor;
      // Whoever comes meanwhile stands at the end.
      if (made.length < 9) made.push((await books(ben, id, 1)).body.id as string);
    }
    expect(seen).toEqual(made);
  });
});

test('links are limited by person and by recipient, and no more are mailed', async () => {
  const settings = { RATE_LIMIT_MAILS_PER_HOUR: '2' };
  const strict = await SeatsStage.open({ mailer, settings });
  try {
    const [eva, lea] = [await strict.app.signUp('Eva'), await strict.app.signUp('Lea')];
    const id = await strict.evening(9);
    const [hers, other] = [(await books(eva, id, 1)).body, (await books(lea, id, 1)).body];
    const before = mails.length;
    const statuses = [];
    for (const email of ['one@example.org', 'shared@example.org', 'three@example.org'])
      statuses.push((await asks(eva, hers, email)).status);
    for (const email of ['SHARED@example.org', 'shared@example.org'])
      statuses.push((await asks(lea, other, email)).status);
    expect(statuses).toEqual([204, 204, 429, 204, 429]);
    expect(mails.slice(before)).toHaveLength(3);
  } finally {
    await strict.close();
  }
});
