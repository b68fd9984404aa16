import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { makeEvening, makeSession } from '../../support/evening.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

/** All pages; `between` runs after each. */
async function walk(path: string, limit: number, between: () => Promise<unknown> = () => Promise.resolve()) {
  const items: { id: string; name: string; date: string }[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
    const answer = await ada.get(`${path}${path.includes('?') ? '&' : '?'}${query.toString()}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.items.length).toBeLessThanOrEqual(limit);
    items.push(...answer.body.items);
    cursor = answer.body.nextCursor;
    await between();
  } while (cursor !== null);
  return items;
}

describe('lists', () => {
  test('every session comes once, in order, while others are made', async () => {
    // Long names in any script: the cursor carries them.
    const names = Array.from({ length: 9 }, (_, i) => `${'ŵ夜'.repeat(50)} ${i}`);
    for (const name of names) await makeSession(ada, { name });
    let made = 0;
    const seen = await walk('/api/sessions', 2, () => makeSession(ada, { name: `A later one ${made++}` }));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.map(({ name }) => name).filter((name) => name.startsWith('ŵ'))).toEqual(names);
  });

  test('evenings page both ways, within a window of dates', async () => {
    const session = await makeSession(ada, { path: 'lists/evenings' });
    const dates = ['01', '02', '03', '04', '05', '06', '07'].map((day) => `2026-06-${day}`);
    for (const date of dates) await makeEvening(ada, session.id, { date });
    await makeEvening(ada, session.id, { date: '2026-06-03', startTime: '11:00', endTime: '12:00' });
    const path = `/api/sessions/${session.id}/instances`;
    const upwards = (await walk(path, 3)).map(({ date }) => date);
    expect(upwards).toEqual([...dates.slice(0, 3), ...dates.slice(2)]);
    expect((await walk(`${path}?order=desc`, 3)).map(({ date }) => date)).toEqual(upwards.toReversed());
    const some = await walk(`${path}?from=2026-06-03&to=2026-06-05`, 50);
    expect(some.map(({ date }) => date)).toEqual(['2026-06-03', '2026-06-03', '2026-06-04', '2026-06-05']);
  });

  test('a limit is from 1 to 500, a cursor one of the list', async () => {
    for (const limit of ['1', '500'])
      expect((await ada.get(`/api/sessions?limit=${limit}`)).status).toBe(200);
    for (const query of [
      'limit=0',
      'limit=501',
      'limit=-1',
      'limit=x',
      'cursor=x',
      'cursor=W10',
      'cursor=eyJ9',
    ])
      expect((await ada.get(`/api/sessions?${query}`)).status, query).toBe(400);
    const foreign = (await ada.get('/api/sessions?limit=1')).body.nextCursor as string;
    const answer = await ada.get(`/api/users?cursor=${foreign}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ path: 'cursor', message: 'is not one of this list' }]);
  });

  test('fifty unless asked otherwise', async () => {
    const { items, nextCursor } = (await ada.get('/api/users')).body;
    expect(items).toHaveLength(1);
    expect(nextCursor).toBeNull();
  });
});

describe('If-Match', () => {
  test.each(['sessions', 'instances'])('a stale version of %s is 409 and changes nothing', async (kind) => {
    const session = await makeSession(ada, { path: `versions/${kind}` });
    const evening = await makeEvening(ada, session.id);
    const path = kind === 'sessions' ? `/api/sessions/${session.id}` : `/api/instances/${evening.id}`;
    const change = (city: string) => (kind === 'sessions' ? { city } : { comments: city });
    const read = async () => (await ada.get(path)).body;
    const { version } = await read();
    const fresh = await ada.patch(path, change('Cork'), { 'if-match': `"${version}"` });
    expect(fresh.status).toBe(200);
    expect(fresh.body.version).toBe(version + 1);
    const stale = await ada.patch(path, change('Kerry'), { 'if-match': `${version}` });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ code: 'stale-version' });
    expect(await read()).toMatchObject(change('Cork'));
    expect((await ada.patch(path, change('Clare'))).status).toBe(200);
    // Ten people, one version: one of them wins.
    const now = (await read()).version;
    const race = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ada.patch(path, change(`Town ${i}`), { 'if-match': `${now}` })),
    );
    expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
    // Without it all ten are written, one after the other.
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ada.patch(path, change(`Place ${i}`))),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(10);
    expect((await read()).version).toBe(now + 11);
  });

  test('a change that changes nothing leaves the version as it is', async () => {
    const session = await makeSession(ada, { path: 'versions/same' });
    const evening = await makeEvening(ada, session.id);
    const same = await ada.patch(`/api/instances/${evening.id}`, { date: evening.date, comments: null });
    expect(same.body.version).toBe(evening.version);
    expect((await ada.patch(`/api/sessions/${session.id}`, {})).body.version).toBe(session.version);
  });
});
