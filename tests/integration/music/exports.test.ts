import { parse as parseCsv } from 'csv-parse/sync';
import abcjs from 'abcjs';
import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { inviteTo, join, logTunes, makeEvening, makeSession } from '../../support/evening.ts';
import type { Person } from '../../support/person.ts';
import { putTunes } from '../../support/tunes.ts';

let app: TestApp;
let ada: Person;
let kesh: string;
let delaney: string;
let count = 0;
const clock = new ManualClock(Date.parse('2026-06-02T12:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  [kesh = '', delaney = ''] = await putTunes(app, [
    {
      name: 'The Kesh',
      type: 'jig',
      tunebooks: 500,
      aliases: ['Kincora'],
      abc: '|:GAG GAB|ABA ABd:|',
      key: 'Gmajor',
    },
    { name: 'Julia Delaney', type: 'reel', tunebooks: 100 },
    { name: 'Kesh Mountain', type: 'jig', tunebooks: 900 },
  ]);
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

async function evening(fields = {}) {
  const session = await makeSession(ada, { path: `exports/${++count}`, city: 'Dublin', ...fields });
  return { session, night: await makeEvening(ada, session.id) };
}
const log = async (id: string, items: object[]) => {
  expect((await ada.post(`/api/instances/${id}/tunes`, { items })).status).toBe(201);
};
const file = async (id: string, name: string): Promise<{ type: string | null; text: string }> => {
  const answer = await ada.get(`/api/instances/${id}/${name}`);
  expect(answer.status).toBe(200);
  return { type: answer.headers.get('content-type'), text: answer.body as string };
};

describe('the log as a file', () => {
  test('csv: a row a tune, its set beside it, nothing a spreadsheet would run', async () => {
    const { night } = await evening();
    await log(night.id, [
      { tuneId: kesh, key: 'G' },
      { name: '=HYPERLINK("x")', continuesSet: true },
      { name: 'With "quotes", and commas' },
    ]);
    const { type, text } = await file(night.id, 'log.csv');
    expect(type).toBe('text/csv; charset=utf-8');
    const rows: Record<string, string>[] = parseCsv(text, { columns: true });
    expect(rows.map(({ orderNumber, set, name }) => [orderNumber, set, name])).toEqual([
      ['1000', '1', 'The Kesh'],
      ['2000', '1', `'=HYPERLINK("x")`],
      ['3000', '2', 'With "quotes", and commas'],
    ]);
    expect(rows[0]).toMatchObject({
      canonicalName: 'The Kesh',
      type: 'jig',
      key: 'G',
      thesessionTuneId: '900000',
      loggedBy: 'Ada',
    });
  });

  test('txt: a line a set, and it reads back as it was', async () => {
    const { night } = await evening();
    await log(night.id, [
      { tuneId: kesh },
      { tuneId: delaney, key: 'Dm', continuesSet: true },
      { name: 'Something in\nthree parts' },
      { tuneId: kesh, name: 'Kincora', continuesSet: true },
    ]);
    const { type, text } = await file(night.id, 'log.txt');
    expect(type).toContain('text/plain');
    expect(text).toBe('The Kesh, Julia Delaney (Dm)\nSomething in three parts, Kincora\n');
    const read = (await ada.post(`/api/instances/${night.id}/tunes/parse`, { text })).body;
    const found = read.sets.map((set: { match: { id: string } | null; key: string | null }[]) =>
      set.map(({ match, key }) => [match?.id ?? null, key]),
    );
    expect(found).toEqual([
      [
        [kesh, null],
        [delaney, 'Dmin'],
      ],
      [
        [null, null],
        [kesh, null],
      ],
    ]);
    expect(read.alreadyLogged).toBe(2);
  });

  test('abc: a tune book that can be drawn', async () => {
    const { night } = await evening();
    await log(night.id, [{ tuneId: kesh }, { name: 'Nobody knows\nK:bad' }]);
    const { type, text } = await file(night.id, 'log.abc');
    expect(type).toContain('text/vnd.abc');
    const tunes = abcjs.parseOnly(text);
    expect(tunes.map(({ metaText }) => metaText.title)).toEqual(['The Kesh', 'Nobody knows K:bad']);
    expect(tunes.flatMap(({ warnings }) => warnings ?? [])).toEqual([]);
    expect(text).toContain('GAG GAB');
  });

  test('an evening without tunes has empty files', async () => {
    const { night } = await evening();
    expect((await file(night.id, 'log.txt')).text).toBe('');
    expect((await file(night.id, 'log.abc')).text).toBe('');
    expect((await file(night.id, 'log.csv')).text.trim().split('\r\n')).toHaveLength(1);
  });

  test('calendar: the evenings there are, cancelled ones as such, and the coming dates', async () => {
    const { session, night } = await evening({
      recurrence: { type: 'weekly', daysOfWeek: [2], until: '2026-06-30' },
      locationName: 'The Cobblestone, Smithfield',
    });
    await ada.post(`/api/instances/${night.id}/cancel`);
    const answer = await ada.get(`/api/sessions/${session.id}/calendar.ics`);
    expect(answer.headers.get('content-type')).toContain('text/calendar');
    const lines = (answer.body as string).replace(/\r\n[ \t]/g, '').split('\r\n');
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
    expect(lines.filter((line) => line.startsWith('DTSTART'))).toEqual(
      ['02', '09', '16', '23', '30'].map((day) => `DTSTART:202606${day}T190000Z`),
    );
    expect(lines.filter((line) => line === 'STATUS:CANCELLED')).toHaveLength(1);
    expect(lines).toContain(`UID:${night.id}@${new URL(app.origin).host}`);
    expect(lines.some((line) => line.startsWith('LOCATION:The Cobblestone\\, Smithfield'))).toBe(true);
  });
});

describe('tunes', () => {
  test('those played at this session come first', async () => {
    const { session, night } = await evening();
    const search = async () =>
      (await ada.get(`/api/tunes?q=kes&sessionId=${session.id}`)).body.items.map(
        (hit: { name: string }) => hit.name,
      );
    const [first] = await search();
    const other = first === 'The Kesh' ? 'Kesh Mountain' : 'The Kesh';
    const id = (await ada.get('/api/tunes?q=kes')).body.items.find(
      (hit: { name: string }) => hit.name === other,
    ).id;
    await log(night.id, [{ tuneId: id }, { tuneId: id }]);
    clock.advance(31_000);
    expect((await search())[0]).toBe(other);
    const empty = (await ada.get(`/api/tunes?sessionId=${session.id}`)).body.items;
    expect(empty[0]).toMatchObject({ id, playedHere: 2 });
    const most = (await ada.get(`/api/sessions/${session.id}/tunes`)).body.items;
    expect(most).toMatchObject([{ tune: { id }, count: 2 }]);
    expect((await app.stranger().get(`/api/tunes?q=kesh&sessionId=${session.id}`)).status).toBe(404);
  });

  test("a tune's page shows only evenings the viewer may read", async () => {
    const [open, closed] = [await evening({ publicLog: true }), await evening()];
    for (const { night } of [open, closed]) await log(night.id, [{ tuneId: delaney, name: 'Julia D' }]);
    const bob = await app.signUp('Bob');
    const played = async (who: Person) =>
      (await who.get(`/api/tunes/${delaney}`)).body.played.map(
        ({ instanceId }: { instanceId: string }) => instanceId,
      );
    expect(await played(app.stranger())).toEqual([open.night.id]);
    expect(await played(bob)).toEqual([open.night.id]);
    await join(bob, await inviteTo(ada, closed.session.id, 'reader'));
    expect((await played(bob)).sort()).toEqual(
      expect.arrayContaining([open.night.id, closed.night.id].sort()),
    );
    const page = (await app.stranger().get(`/api/tunes/${delaney}`)).body;
    expect(page).toMatchObject({ name: 'Julia Delaney', playedCount: 1, played: [{ name: 'Julia D' }] });
  });

  test('what one last logged in comes back on the front page', async () => {
    const { night } = await evening();
    await logTunes(ada, night.id, ['a tune']);
    const { recent } = (await ada.get('/api/now')).body;
    expect(recent.map(({ instance }: { instance: { id: string } }) => instance.id)).toContain(night.id);
  });
});
