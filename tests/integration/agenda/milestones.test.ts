import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCity } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Answer, Person } from '../../support/person.ts';

const TOKEN = 'a token of our own 123'.replaceAll(' ', '-');
let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startApp({ settings: { MILESTONES_TOKEN: TOKEN } });
  ada = await app.signUp('Ada');
  await makeCity(ada, { slug: 'lisbon' });
});
afterAll(() => app.close());

/** As a script sends it: no cookie, no Origin. A list is sent as `items`. */
async function feed(body: unknown, query = '', headers: Record<string, string> = {}): Promise<Answer> {
  const isText = typeof body === 'string';
  const response = await fetch(`${app.origin}/api/milestones/ingest${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': isText ? 'text/csv; charset=utf-8' : 'application/json',
      ...headers,
    },
    body: isText ? body : JSON.stringify(Array.isArray(body) ? { items: body } : body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const stored = async (query = '') => (await ada.get(`/api/milestones?limit=500${query}`)).body.items;
const tally = ({ body }: Answer) => [body.created, body.updated, body.unchanged];
const errors = ({ body }: Answer) =>
  body.errors.map(({ path, message }: { path: string; message: string }) => `${path} ${message}`);

describe('a feed', () => {
  test('is seen before it is written, taken in once, found unchanged, and followed where it changed', async () => {
    const rows = [
      { externalId: 'a-1', title: 'First hundred guests', date: '2027-03-01', citySlug: 'lisbon' },
      {
        externalId: 'a-2',
        title: 'Second guide',
        date: '2027-02-01',
        status: 'active',
        url: 'https://e.example/2',
      },
    ];
    const dry = await feed({ items: rows }, '?dryRun=true');
    expect([dry.status, dry.body.dryRun, ...tally(dry)]).toEqual([200, true, 2, 0, 0]);
    expect((await feed({ items: rows, dryRun: true })).body).toEqual(dry.body);
    expect(await stored()).toEqual([]);
    const first = await feed({ items: rows });
    expect([first.body.dryRun, ...tally(first)]).toEqual([false, 2, 0, 0]);
    expect(first.body.items).toEqual(dry.body.items);
    const before = await stored();
    expect(before).toMatchObject([
      { externalId: 'a-2', status: 'active', citySlug: null, description: '', version: 1 },
      { externalId: 'a-1', status: 'planned', citySlug: 'lisbon', url: null, version: 1 },
    ]);
    expect(before.map(({ id }: { id: string }) => id)).toEqual(
      first.body.items.map(({ id }: { id: string }) => id).toReversed(),
    );
    expect(tally(await feed({ items: rows }))).toEqual([0, 0, 2]);
    expect(await stored()).toEqual(before);
    const changed = rows.map((row) => ({ ...row, status: 'done' }));
    expect(tally(await feed({ items: changed }, '?dryRun=true'))).toEqual([0, 2, 0]);
    expect(tally(await feed({ items: changed.slice(0, 1) }))).toEqual([0, 1, 0]);
    // What the feed does not name stays.
    expect(await stored('&status=done')).toMatchObject([{ externalId: 'a-1', version: 2 }]);
    expect(await stored('&city=lisbon&from=2027-01-01&to=2027-12-31')).toHaveLength(1);
  });

  test('comes as CSV from a sheet: byte order mark, headers in any case, empty cells, quotes, other columns', async () => {
    const sheet =
      '\uFEFFExternal ID,TITLE,Date,city_slug,Description,Owner\r\n' +
      '12,"Paper, ""by water""",2027-05-01,lisbon,"Two\nlines",Rosa\r\n' +
      '13,Bread,2027-05-02,,,\r\n\r\n';
    const answer = await feed(sheet);
    expect([answer.status, ...tally(answer)]).toEqual([200, 2, 0, 0]);
    expect(answer.body.ignoredColumns).toEqual(['Owner']);
    expect(await stored('&from=2027-05-01&to=2027-05-02')).toMatchObject([
      { externalId: '12', title: 'Paper, "by water"', citySlug: 'lisbon', description: 'Two\nlines' },
      { externalId: '13', title: 'Bread', citySlug: null, status: 'planned' },
    ]);
    // The same rows parted by semicolons, and as JSON with a number.
    expect(tally(await feed('externalid;title;date\n13;Bread;2027-05-02\n'))).toEqual([0, 0, 1]);
    expect(tally(await feed([{ EXTERNALID: 13, Title: 'Bread', date: '2027-05-02', status: '' }]))).toEqual([
      0, 0, 1,
    ]);
  });

  test('is refused whole when one cell is wrong, naming every row and field', async () => {
    const before = await stored();
    const wrong = await feed(
      'externalId,title,date,status,citySlug\n' +
        'w-1,Fine,2027-01-01,,\n' +
        ',No id,2027-01-01,,\n' +
        'w-3,Bad date,01/02/2027,,\n' +
        'w-4,Bad status,2027-01-01,perhaps,\n' +
        'w-1,Twice,2027-01-01,,\n',
    );
    expect([wrong.status, wrong.body.code]).toEqual([422, 'invalid']);
    expect(wrong.body.detail).toBe('4 cells need attention. Nothing was taken in.');
    expect(errors(wrong)).toEqual([
      expect.stringMatching(/^items\.1\.externalId row 2: /),
      'items.2.date row 3: must be a date as YYYY-MM-DD',
      'items.3.status row 4: must be planned, active, done or dropped',
      'items.4.externalId row 5: is the same as in row 1',
    ]);
    const nowhere = await feed([
      { externalId: 'n-1', title: 'Here', date: '2027-01-01' },
      { externalId: 'n-2', title: 'Nowhere', date: '2027-01-01', citySlug: 'atlantis' },
    ]);
    expect([nowhere.status, errors(nowhere)]).toEqual([422, ['items.1.citySlug row 2: is no city']]);
    expect((await feed('externalId,title\n"x')).status).toBe(422);
    expect((await feed('name\nx\n')).body.errors).toHaveLength(3);
    expect((await feed({ rows: [] })).status).toBe(422);
    const many = Array.from({ length: 5001 }, (_, i) => ({ externalId: i }));
    expect(errors(await feed({ items: many }))).toEqual(['items must be at most 5000 rows at once']);
    expect(await stored()).toEqual(before);
    expect(tally(await feed(''))).toEqual([0, 0, 0]);
  });

  test('may come twice at once', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({
      externalId: `p-${i}`,
      title: 'At once',
      date: '2028-01-01',
    }));
    const answers = await Promise.all([rows, rows, rows].map((items) => feed({ items })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.created, 0)).toBe(20);
    expect(await stored('&from=2028-01-01')).toHaveLength(20);
  });
});

describe('refused', () => {
  test('without the token, whoever asks, before anything of the body is looked at', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
      const answer = await feed('{', '', { authorization });
      expect([answer.status, answer.body.code], authorization).toEqual([401, 'not-signed-in']);
    }
    expect((await ada.post('/api/milestones/ingest', [])).status).toBe(401);
    expect((await feed('<xml/>', '', { 'content-type': 'text/xml' })).status).toBe(415);
    expect((await feed([], '?dryRun=perhaps')).status).toBe(400);
  });

  test('where no token is set, with a word on how to', async () => {
    const closed = await startApp();
    try {
      const answer = await closed
        .stranger()
        .post('/api/milestones/ingest', [], { authorization: `Bearer ${TOKEN}` });
      expect([answer.status, answer.body.detail]).toEqual([
        404,
        expect.stringContaining('set MILESTONES_TOKEN'),
      ]);
    } finally {
      await closed.close();
    }
  });

  test('to read, but for hosts', async () => {
    const paul = await app.signUp('Paul');
    expect((await paul.get('/api/milestones')).status).toBe(403);
    expect((await app.stranger().get('/api/milestones')).status).toBe(401);
  });
});
