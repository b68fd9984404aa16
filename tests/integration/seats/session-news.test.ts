import type { ReservationView } from '@ensemble/shared/seats';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Mail } from '../../../server/src/mail/mailer.ts';
import { generate, makeAgenda } from '../../support/agenda.ts';
import type { Person } from '../../support/person.ts';
import { books, does, MINUTE, SeatsStage } from './stage.ts';

const mails: Mail[] = [];
/** Addresses that take no mail now. */
const closed = new Set<string>();
const mailer = {
  send: (mail: Mail): Promise<void> => {
    if (closed.has(mail.to)) return Promise.reject(new Error('no route to host'));
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
beforeEach(() => {
  mails.length = 0;
  closed.clear();
});

const told = (subject: RegExp): Mail[] => mails.filter((mail) => subject.test(mail.subject));
const addressees = (subject: RegExp): string[] =>
  told(subject)
    .map(({ to }) => to)
    .sort();
const asks = (who: Person, { instanceId, id }: ReservationView, email: string) =>
  who.post(`/api/instances/${instanceId}/reservations/${id}/confirmation`, { email });
/** Whatever is left to tell is told: nothing more comes with another change. */
const changes = (id: string) =>
  stage.guide.patch(`/api/instances/${id}`, { comments: `Bring a coat ${Math.random()}` });

async function cityEvening(slug: string): Promise<string> {
  const { week } = await makeAgenda(stage.guide, slug, { title: 'Harbour walk', capacityMax: 4 });
  const { created } = await generate(stage.guide, week.id, { from: '2031-06-02', to: '2031-06-02' });
  return created[0]?.id ?? '';
}

describe('a cancelled session', () => {
  test('is told once to each who has or waits for seats there, and to nobody else', async () => {
    const id = await cityEvening('porto');
    const [gwen, gil, sam] = [await stage.guest('Gwen'), await stage.guest('Gil'), await stage.guest('Sam')];
    const eva = await stage.app.signUp('Eva');
    await books(ana, id, 1, { partyName: 'Ana' });
    await books(ana, id, 1, { partyName: 'Her aunt' });
    const held = (await books(gwen, id, 1)).body as ReservationView;
    await asks(gwen, held, 'gwen@example.org');
    await books(sam, id, 1);
    await books(ben, id, 2, { waitlist: true });
    const waits = (await books(gil, id, 1, { waitlist: true })).body as ReservationView;
    await asks(gil, waits, 'gil@example.org');
    const gone = (await books(eva, id, 1, { waitlist: true })).body as ReservationView;
    await does(eva, 'cancel', gone);
    mails.length = 0;

    const answer = await stage.guide.post(`/api/instances/${id}/cancel`);
    expect([answer.status, answer.body.isCancelled]).toEqual([200, true]);
    const all = [ana.email, ben.email, 'gil@example.org', 'gwen@example.org'].sort();
    await expect.poll(() => addressees(/^Cancelled/)).toEqual(all);
    const [hers] = mails.filter(({ to }) => to === ana.email);
    expect(hers?.subject).toMatch(/^Cancelled: Harbour walk, Monday,? 2 June 2031$/);
    for (const words of [
      'This session is cancelled. Your seats are given back:',
      ' 2 June 2031, 18:00–19:30 (Europe/Lisbon)',
      'porto',
      '  Ana, 1 seat\n  Her aunt, 1 seat\n',
      `  ${stage.app.origin}/studio/porto\n`,
    ])
      expect(hers?.text).toContain(words);
    expect(mails.find(({ to }) => to === ben.email)?.text).toContain('You no longer wait in line:');

    await stage.guide.post(`/api/instances/${id}/cancel`);
    await stage.guide.post(`/api/instances/${id}/reinstate`);
    await changes(id);
    await expect.poll(async () => (await newsOf(id)).length).toBe(0);
    expect(addressees(/./)).toEqual(all);
    expect((await stage.list(id)).map(({ state }) => state)).toEqual(Array(7).fill('cancelled'));
  });

  test('that was over already, or whose holds have lapsed, is told to nobody', async () => {
    const [over, lapsed] = [await stage.evening(4), await stage.evening(4)];
    await books(ana, over, 1);
    await books(ben, lapsed, 1, { hold: true });
    await stage.passes(20 * MINUTE);
    await stage.guide.post(`/api/instances/${lapsed}/cancel`);
    await stage.guide.patch(`/api/instances/${over}`, { date: '2019-05-01' });
    await expect.poll(() => addressees(/^New time/)).toEqual([ana.email]);
    await stage.guide.patch(`/api/instances/${over}`, { date: '2019-05-02' });
    await stage.guide.post(`/api/instances/${over}/cancel`);
    await expect.poll(async () => [...(await newsOf(over)), ...(await newsOf(lapsed))]).toEqual([]);
    expect(mails).toHaveLength(1);
  });
});

test('a mail that failed comes without anything happening to the session any more', async () => {
  const left = await SeatsStage.open({ mailer });
  try {
    const eva = await left.app.signUp('Eva');
    const id = await left.evening(4);
    await books(eva, id, 1);
    closed.add(eva.email);
    await left.guide.post(`/api/instances/${id}/cancel`);
    const rows = (await left.app.db()).collection('session_instances');
    const untold = () => rows.countDocuments({ 'seatNews.leaseUntil': new Date(0) });
    await expect.poll(untold).toBe(1);
    closed.clear();
    await left.app.close();
    const node = await left.secondNode({ mailer });
    await expect.poll(() => addressees(/^Cancelled/)).toEqual([eva.email]);
    await node.close();
  } finally {
    await left.close();
  }
});

describe('a session at another time', () => {
  test('is told with both times, and who moves it back tells that too', async () => {
    const id = await cityEvening('braga');
    await books(ana, id, 3);
    await books(ben, id, 2, { waitlist: true });
    await stage.guide.patch(`/api/instances/${id}`, { comments: 'Bring a coat', capacityMax: 5 });
    await expect.poll(() => addressees(/^It is your turn/)).toEqual([ben.email]);
    await stage.guide.patch(`/api/instances/${id}`, {
      date: '2031-06-03',
      startTime: '19:00',
      endTime: '20:30',
    });
    await expect.poll(() => addressees(/^New time/)).toEqual([ana.email, ben.email].sort());
    const [hers] = told(/^New time/).filter(({ to }) => to === ana.email);
    expect(hers?.subject).toMatch(/^New time: Harbour walk, Tuesday,? 3 June 2031$/);
    for (const words of [
      ' 3 June 2031, 19:00–20:30 (Europe/Lisbon)',
      ' 2 June 2031, 18:00–19:30 (Europe/Lisbon).',
      'Your seats stay yours.',
      `${stage.app.origin}/bookings`,
      `${stage.app.origin}/studio/braga`,
    ])
      expect(hers?.text).toContain(words);
    await stage.guide.patch(`/api/instances/${id}`, {
      date: '2031-06-02',
      startTime: '18:00',
      endTime: '19:30',
    });
    await expect.poll(() => told(/^New time: Harbour walk, Monday/).length).toBe(2);
  });

  test('comes again after a mail that failed, from where people think it is, and only to those not told', async () => {
    const id = await stage.evening(4);
    const { date, startTime } = (await stage.guide.get(`/api/instances/${id}`)).body;
    await books(ana, id, 1);
    await books(ben, id, 1);
    closed.add(ben.email);
    await stage.guide.patch(`/api/instances/${id}`, { startTime: '11:00', endTime: '13:00' });
    await expect.poll(() => addressees(/^New time/)).toEqual([ana.email]);
    await changes(id);
    expect(await newsOf(id)).toHaveLength(1);
    closed.clear();
    await expect
      .poll(async () => {
        await changes(id);
        return addressees(/^New time/);
      })
      .toEqual([ana.email, ben.email].sort());
    const text = mails.find(({ to }) => to === ben.email)?.text ?? '';
    expect(text).toContain('11:00–13:00');
    expect(text).toMatch(new RegExp(`Before it was .* ${Number(date.slice(8))} June 2031, ${startTime}`));
    await changes(id);
    await expect.poll(() => newsOf(id)).toEqual([]);
    expect(told(/^New time/)).toHaveLength(2);
  });

  test('is told once when two nodes see it', async () => {
    const other = await stage.secondNode({ mailer });
    try {
      const id = await stage.evening(4);
      for (const who of [ana, ben]) await books(who, id, 1);
      const elsewhere = other.stranger();
      await elsewhere.signIn(stage.guide.email);
      await stage.guide.patch(`/api/instances/${id}`, { startTime: '11:00', endTime: '13:00' });
      await Promise.all(
        [stage.guide, elsewhere, stage.guide, elsewhere].map((who) =>
          who.patch(`/api/instances/${id}`, { comments: `Bring a coat ${Math.random()}` }),
        ),
      );
      await expect.poll(() => newsOf(id)).toEqual([]);
      expect(addressees(/^New time/)).toEqual([ana.email, ben.email].sort());
    } finally {
      await other.close();
    }
  });
});

/** What stands in the store as not told yet. */
async function newsOf(id: string): Promise<unknown[]> {
  const rows = (await stage.app.db()).collection('session_instances');
  const found = await rows.find({ 'seatNews.0': { $exists: true } }).toArray();
  return found.filter(({ _id }) => _id.toHexString() === id);
}
