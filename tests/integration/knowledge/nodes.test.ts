import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore, type SharedStore } from '../../support/database.ts';
import { foundBy } from '../../support/knowledge.ts';
import { Person } from '../../support/person.ts';

let store: SharedStore;
let one: TestApp;
let two: TestApp;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  store = await openSharedStore();
  const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
  [one, two] = [await startApp({ settings }), await startApp({ settings })];
  ada = await one.signUp('Ada');
  ben = await one.signUp('Ben');
});
afterAll(async () => {
  await one.close();
  await two.close();
  await store.close();
});

/** The same person at the other node. */
async function elsewhere(person: Person): Promise<Person> {
  const there = new Person(two.origin, person.name);
  await there.signIn(person.email);
  return there;
}

describe('on two nodes', () => {
  test('what one node takes in, shares, hides, renames and deletes is so on the other at once', async () => {
    const benThere = await elsewhere(ben);
    const adaThere = await elsewhere(ada);
    for (let round = 0; round < 3; round++) {
      const title = `Round ${round}`;
      const made = (await ada.post('/api/knowledge', { title, text: 'The cormorant protocol.' })).body;
      const path = `/api/knowledge/${made.id}`;
      expect(await foundBy(adaThere, 'cormorant')).toEqual([title]);
      expect(await foundBy(benThere, 'cormorant')).toEqual([]);
      expect((await benThere.get(path)).status).toBe(404);
      await ada.patch(path, { visibility: 'everyone' });
      expect(await foundBy(benThere, 'cormorant')).toEqual([title]);
      await adaThere.patch(path, { visibility: 'private' });
      expect(await foundBy(ben, 'cormorant')).toEqual([]);
      expect((await ben.get(path)).status).toBe(404);
      await ada.patch(path, { visibility: 'everyone', title: 'Pelican' });
      expect(await foundBy(benThere, 'pelican')).toEqual(['Pelican']);
      await adaThere.delete(path);
      for (const who of [ada, adaThere, ben, benThere]) {
        expect(await foundBy(who, 'cormorant')).toEqual([]);
        expect((await who.get(path)).status).toBe(404);
      }
    }
  });

  test('whatever is hidden while others search, nobody finds it after the answer', async () => {
    const benThere = await elsewhere(ben);
    const made = (
      await ada.post('/api/knowledge', { title: 'Busy', text: 'Gannet colonies.', visibility: 'everyone' })
    ).body;
    const path = `/api/knowledge/${made.id}`;
    for (let round = 0; round < 3; round++) {
      const searching = Array.from({ length: 6 }, (_, i) => foundBy(i % 2 ? ben : benThere, 'gannet'));
      await ada.patch(path, { visibility: 'private' });
      const after = await Promise.all([foundBy(ben, 'gannet'), foundBy(benThere, 'gannet')]);
      expect(after).toEqual([[], []]);
      await Promise.all(searching);
      await ada.patch(path, { visibility: 'everyone' });
    }
  });

  test('a row changed past the counter is not shown to whoever may not see it', async () => {
    await ada.post('/api/knowledge', { title: 'Quiet', text: 'Shearwater burrows.', visibility: 'everyone' });
    expect(await foundBy(ben, 'shearwater')).toEqual(['Quiet']);
    // As by a node that died between its write and telling the others.
    const db = await one.db();
    await db
      .collection('knowledge_documents')
      .updateOne({ title: 'Quiet' }, { $set: { visibility: 'private' } });
    expect(await foundBy(ben, 'shearwater')).toEqual([]);
  });
});
