import { addTunes } from '@ensemble/shared/music/tune-log';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, makeAgenda } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openSharedStore, type SharedStore } from '../../support/database.ts';
import { inviteTo, join, makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import { LiveClient } from '../../support/live-client.ts';
import { Person } from '../../support/person.ts';
import { startRedis } from '../../support/redis.ts';

/** A city of its own with one session, years ahead. */
async function cityAhead(host: Person): Promise<{ slug: string; id: string }> {
  const { week, city } = await makeAgenda(host, 'far');
  const { created } = await generate(host, week.id, { from: '2031-06-02', to: '2031-06-02' });
  return { slug: city.slug, id: created[0]?.id ?? '' };
}

describe('two nodes, one store, one Redis', () => {
  let store: SharedStore;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let a: TestApp;
  let b: TestApp;
  let ada: Person;
  const pages: LiveClient[] = [];

  beforeAll(async () => {
    [store, redis] = await Promise.all([openSharedStore(), startRedis()]);
    const settings = {
      MONGODB_URL: store.url,
      REDIS_URL: redis.url,
      AUTH_SECRET: 'one secret for all nodes of a house',
    };
    a = await startApp({ settings });
    b = await startApp({ settings });
    ada = await a.signUp('Ada');
  });
  afterAll(async () => {
    for (const page of pages) page.close();
    await Promise.all([a.close(), b.close()]);
    await Promise.all([store.close(), redis.stop()]);
  });

  const open = async (who: Person): Promise<LiveClient> => {
    const page = await new LiveClient(who).connected();
    pages.push(page);
    return page;
  };
  const onB = async (who: Person): Promise<Person> => {
    const there = new Person(b.origin, who.name);
    await there.signIn(who.email);
    return there;
  };

  test('a change on one reaches a watcher on the other', async () => {
    const session = await makeSession(ada, { path: 'nodes/change' });
    const night = await makeEvening(ada, session.id);
    const page = await open(await onB(ada));
    await page.watch({ instances: [night.id] });
    const { version } = (await ada.patch(`/api/instances/${night.id}`, { comments: 'from node A' })).body;
    const push = await page.heard(({ event, body }) => event === 'instance' && body.version === version);
    expect(push.body).toMatchObject({ comments: 'from node A' });
  });

  test('a right taken on one stops the pushes of the other', async () => {
    const session = await makeSession(ada, { path: 'nodes/rights' });
    const night = await makeEvening(ada, session.id);
    const bob = await a.signUp('Bob');
    await join(bob, await inviteTo(ada, session.id, 'reader'));
    const rita = await a.signUp('Rita');
    await join(rita, await inviteTo(ada, session.id, 'reader'));
    // A reader too, so she hears no sooner than Bob would.
    const [page, witness] = [await open(await onB(bob)), await open(await onB(rita))];
    await page.watch({ instances: [night.id] });
    await witness.watch({ instances: [night.id] });
    await ada.delete(`/api/sessions/${session.id}/members/${bob.userId}`);
    // The word travels through Redis: sooner or later Bob's page is told nothing of a change that Rita's hears.
    await expect
      .poll(
        async () => {
          const { version } = (
            await ada.patch(`/api/instances/${night.id}`, { comments: `again ${Math.random()}` })
          ).body;
          const is = ({ event, body }: (typeof page.pushes)[number]) =>
            event === 'instance' && body.version === version;
          await witness.heard(is);
          await page.unwatch({});
          return page.pushes.some(is);
        },
        { timeout: 10_000 },
      )
      .toBe(false);
  });

  test('a booking on one moves the counts on a board of the other, once', async () => {
    const { slug, id } = await cityAhead(ada);
    const page = await open(await onB(ada));
    expect((await page.watch({ city: slug, instances: [id] })).seats).toMatchObject([{ taken: 0 }]);
    const party = { kind: 'fit', seats: 2, partyName: 'Rosa' };
    expect((await ada.post(`/api/instances/${id}/reservations`, party)).status).toBe(201);
    const push = await page.heard(({ event, body }) => event === 'seats' && body.taken === 2);
    expect(push.body).toEqual((await ada.get(`/api/instances/${id}/seats`)).body);
    await ada.patch(`/api/instances/${id}`, { title: 'Last' });
    await page.heard(({ event, body }) => event === 'instance' && body.title === 'Last');
    expect(page.pushes.filter(({ event, body }) => event === 'seats' && body.version === 2)).toHaveLength(1);
  });

  test('two people log one evening on two nodes', async () => {
    const session = await makeSession(ada, { path: 'nodes/log' });
    const night = await makeEvening(ada, session.id);
    const there = await onB(ada);
    const connect = (who: Person) =>
      new CollabClient(`${who.origin.replace('http', 'ws')}/collab/tune-log`, night.id, {
        headers: { origin: who.origin, cookie: who.cookie },
      }).ready();
    const [one, other] = [await connect(ada), await connect(there)];
    const log = (client: CollabClient, name: string) =>
      addTunes(client.doc, [{ name }], {}, { origin: 'me', newId: () => new ObjectId().toHexString() });
    log(one, 'The Kesh');
    log(other, 'Morrisons');
    await Promise.all([one.whenSaved(), other.whenSaved()]);
    for (const client of [one, other])
      await client.until(({ doc }) => doc.getMap('entries').size === 2, 'both tunes');
    for (const who of [ada, there])
      await expect
        .poll(async () => (await tunesOf(who, night.id)).map(({ name }) => name).sort())
        .toEqual(['Morrisons', 'The Kesh']);
    await Promise.all([one.leave(), other.leave()]);
  });
});
