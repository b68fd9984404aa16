import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { foundBy } from '../../support/knowledge.ts';
import { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let ben: Person;
let guest: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
  guest = new Person(app.origin, 'guest');
  await guest.post('/api/auth/sign-in/anonymous');
});
afterAll(() => app.close());

const FISHBOWL = `# Fishbowls

Some words before.

## How it runs

Five chairs stand in the middle. Whoever sits there **talks**; the others listen.

## When it fails

Nobody comes forward, and the armchair philosophers stay outside.
`;

const add = async (who: Person, fields: object) => {
  const answer = await who.post('/api/knowledge', fields);
  expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
  return answer.body;
};
const titlesOf = async (who: Person, query = '') =>
  (await who.get(`/api/knowledge?${query}`)).body.items.map(({ title }: { title: string }) => title);

describe('a text', () => {
  test('is kept for oneself, named by its heading, and found passage by passage', async () => {
    const made = await add(ben, { text: FISHBOWL });
    expect(made).toMatchObject({
      title: 'Fishbowls',
      format: 'markdown',
      visibility: 'private',
      source: 'upload',
      owner: { id: ben.userId, name: 'Ben' },
      isMine: true,
      mayChange: true,
      fileName: null,
      passageCount: 3,
      pageCount: null,
    });
    const { body } = await ben.get('/api/knowledge/search?q=who%20is%20talking%20on%20a%20chair');
    const [best, ...others] = body.items;
    expect(best).toMatchObject({
      score: 1,
      passage: { documentId: made.id, title: 'Fishbowls', heading: 'Fishbowls › How it runs', position: 1 },
    });
    expect(best.passage.text).toBe(
      'Five chairs stand in the middle. Whoever sits there talks; the others listen.',
    );
    expect(best.terms.sort()).toEqual(['chairs', 'talks']);
    for (const { score } of others) expect(score).toBeLessThan(1);
  });

  test('is opened at exactly the passage that was found', async () => {
    const [hit] = (await ben.get('/api/knowledge/search?q=armchair+philosophers')).body.items;
    const { documentId, id } = hit.passage;
    const passage = (await ben.get(`/api/knowledge/${documentId}/passages/${id}`)).body;
    expect(passage).toEqual(hit.passage);
    const document = (await ben.get(`/api/knowledge/${documentId}`)).body;
    expect(document.text).toBe(FISHBOWL);
    expect(document.text.slice(passage.start, passage.end)).toBe(
      'Nobody comes forward, and the armchair philosophers stay outside.',
    );
    expect(document.passages.map((each: { heading: string }) => each.heading)).toEqual([
      'Fishbowls',
      'Fishbowls › How it runs',
      'Fishbowls › When it fails',
    ]);
    expect((await ben.get(`/api/knowledge/${documentId}/passages/${'f'.repeat(24)}`)).status).toBe(404);
    const another = await add(ben, { text: 'A text about something else.' });
    expect((await ben.get(`/api/knowledge/${another.id}/passages/${id}`)).status).toBe(404);
  });

  test('in HTML is read as text: headings count, scripts and menus do not', async () => {
    const html =
      '<html><head><title>Tom &amp; Ann</title></head><body><nav>menuword</nav><h1>Top</h1><p>Samowar <b>ritual</b></p><script>evilword()</script></body></html>';
    const made = await add(ben, { text: html, format: 'html' });
    expect(made.title).toBe('Tom & Ann');
    const [hit] = (await ben.get('/api/knowledge/search?q=samowar')).body.items;
    expect(hit.passage).toMatchObject({ heading: 'Top', text: 'Samowar ritual' });
    for (const word of ['menuword', 'evilword']) expect(await foundBy(ben, word)).toEqual([]);
  });

  test('is renamed and deleted by whose it is; a stale rename is refused', async () => {
    const made = await add(ben, { text: 'Marmalade and other matters.', title: 'Breakfast' });
    const path = `/api/knowledge/${made.id}`;
    expect((await ben.patch(path, { title: 'Lunch' }, { 'if-match': '1' })).body.title).toBe('Lunch');
    const late = await ben.patch(path, { title: 'Tea' }, { 'if-match': '1' });
    expect([late.status, late.body.code]).toEqual([409, 'stale-version']);
    expect(await foundBy(ben, 'marmalade')).toEqual(['Lunch']);
    expect(await foundBy(ben, 'lunch')).toEqual(['Lunch']);
    expect((await ben.delete(path)).status).toBe(204);
    expect(await foundBy(ben, 'marmalade')).toEqual([]);
    expect((await ben.get(path)).status).toBe(404);
    const db = await app.db();
    expect(await db.collection('knowledge_passages').countDocuments({ documentId: made.id })).toBe(0);
  });

  test('is listed by title, one page after the other, and by part of its title', async () => {
    const cleo = await app.signUp('Cleo');
    for (const title of ['C (third)', 'A first', 'B second']) await add(cleo, { title, text: 'Words.' });
    expect(await titlesOf(cleo, 'whose=mine')).toEqual(['A first', 'B second', 'C (third)']);
    const page = (await cleo.get('/api/knowledge?whose=mine&limit=2')).body;
    expect(page.items).toHaveLength(2);
    expect(await titlesOf(cleo, `whose=mine&limit=2&cursor=${page.nextCursor}`)).toEqual(['C (third)']);
    expect(await titlesOf(cleo, `q=${encodeURIComponent('c (t')}`)).toEqual(['C (third)']);
    expect(await titlesOf(cleo, 'q=.*')).toEqual([]);
  });
});

describe('what is refused', () => {
  test.each([
    ['no text', { text: ' \n ' }, 'text'],
    ['only signs', { text: '— … ***' }, 'text'],
    ['HTML without words', { text: '<p> </p>', format: 'html' }, 'text'],
    ['an unknown format', { text: 'x', format: 'docx' }, 'format'],
    ['PDF as text', { text: 'x', format: 'pdf' }, 'format'],
    ['an unknown field', { text: 'x', owner: 'me' }, 'owner'],
    ['too long a title', { text: 'x', title: 'x'.repeat(201) }, 'title'],
    ['too long a text', { text: 'x'.repeat(200_001) }, 'text'],
    ['shared with somebody', { text: 'x', visibility: 'friends' }, 'visibility'],
  ])('%s names its field', async (_what, body, path) => {
    const before = await titlesOf(ben);
    const answer = await ben.post('/api/knowledge', body);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, path]);
    expect(await titlesOf(ben)).toEqual(before);
  });

  test('a question too long or a limit too high', async () => {
    expect((await ben.get(`/api/knowledge/search?q=${'x'.repeat(2001)}`)).status).toBe(400);
    expect((await ben.get('/api/knowledge/search?q=x&limit=51')).status).toBe(400);
    expect((await ben.get('/api/knowledge/search')).body).toEqual({ items: [] });
  });

  test('the same upload twice under one key makes one document', async () => {
    const headers = { 'idempotency-key': 'twice' };
    const body = { text: 'Only one of these.', title: 'Once' };
    const [one, two] = [
      await ben.post('/api/knowledge', body, headers),
      await ben.post('/api/knowledge', body, headers),
    ];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).toBe(one.body.id);
    expect((await titlesOf(ben, 'q=once')).length).toBe(1);
  });
});

describe('who may', () => {
  test('strangers and guests nothing, on any route', async () => {
    const made = await add(ada, { text: 'A zebra crossing.', visibility: 'everyone' });
    for (const { method, path } of app.routes.filter(({ path: each }) => each.startsWith('/knowledge'))) {
      const address = `/api${path.replace(':id', made.id).replace(':pid', 'f'.repeat(24))}`;
      const body = method === 'get' || method === 'delete' ? undefined : {};
      const as = (who: Person) => who.request(method.toUpperCase(), address, body);
      expect([path, (await as(app.stranger())).status]).toEqual([path, 401]);
      expect([path, (await as(guest)).status]).toEqual([path, 403]);
    }
    expect(await foundBy(ada, 'zebra crossing')).toHaveLength(1);
  });

  test("others' private documents are not there, for administrators neither", async () => {
    const made = await add(ben, { title: 'Secret', text: 'The heptagonal lighthouse keeper.' });
    const { passages } = (await ben.get(`/api/knowledge/${made.id}`)).body;
    const path = `/api/knowledge/${made.id}`;
    // Ada made the first account here: she is the administrator.
    for (const answer of [
      await ada.get(path),
      await ada.get(`${path}/passages/${passages[0].id}`),
      await ada.patch(path, { visibility: 'everyone' }),
      await ada.delete(path),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    }
    expect(await titlesOf(ada)).not.toContain('Secret');
    expect(await foundBy(ada, 'heptagonal lighthouse')).toEqual([]);
    expect(await foundBy(ben, 'heptagonal lighthouse')).toEqual(['Secret']);
  });

  test('what is for everyone is read by all and changed by its owner; an administrator may take it back', async () => {
    const dora = await app.signUp('Dora');
    const made = await add(dora, { title: 'Open', text: 'Periwinkle harvest.', visibility: 'everyone' });
    const path = `/api/knowledge/${made.id}`;
    expect((await ben.get(path)).body).toMatchObject({
      isMine: false,
      mayChange: false,
      owner: { name: 'Dora' },
    });
    expect((await ben.patch(path, { title: 'Mine' })).status).toBe(403);
    expect((await ben.delete(path)).status).toBe(403);
    expect((await ada.get(path)).body.mayChange).toBe(true);
    expect((await ada.delete(path)).status).toBe(204);
  });

  test('a change of who may read takes effect with the answer', async () => {
    const made = await add(ben, {
      title: 'Turning',
      text: 'Quicksilver barometers.',
      visibility: 'everyone',
    });
    const path = `/api/knowledge/${made.id}`;
    for (let turn = 0; turn < 3; turn++) {
      expect(await foundBy(ada, 'quicksilver')).toEqual(['Turning']);
      await ben.patch(path, { visibility: 'private' });
      expect(await foundBy(ada, 'quicksilver')).toEqual([]);
      expect((await ada.get(path)).status).toBe(404);
      expect(await foundBy(ben, 'quicksilver')).toEqual(['Turning']);
      await ben.patch(path, { visibility: 'everyone' });
    }
  });
});

test('a document and its text survive a restart, and are found again', async () => {
  const first = await startApp();
  const eve = await first.signUp('Eve');
  await eve.post('/api/knowledge', { title: 'Kept', text: 'Ambergris tumblers.' });
  await first.stop();
  const again = await startApp({ dataDir: first.dataDir });
  const back = new Person(again.origin, 'Eve');
  await back.signIn(eve.email);
  expect(await foundBy(back, 'ambergris')).toEqual(['Kept']);
  await again.close();
});
