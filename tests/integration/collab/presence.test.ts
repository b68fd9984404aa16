import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLOSE, docName } from '../../../shared/src/collab/index.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openStage } from '../../support/collab-server.ts';
import type { Stage } from '../../support/collab-server.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ limits: { awarenessBytes: 1024 } });
});
afterEach(async () => {
  await stage.stop();
});

const open = (as: string): Promise<CollabClient> => new CollabClient(stage.url, 'pub', { as }).ready();
const userOf = (client: CollabClient, id: number): unknown => client.heard.get(id)?.state?.['user'];

test('who I am is said by the server, whatever the client says', async () => {
  const [ada, ben] = [await open('ada'), await open('guest-ben')];
  ben.sendAwareness(700, 1, { cursor: 4, user: { id: 'ada', name: 'Ada', guest: false } });
  await ada.until(() => ada.heard.has(700), 'ben');
  expect(ada.heard.get(700)?.state).toMatchObject({
    cursor: 4,
    user: { id: 'guest-ben', name: 'GUEST-BEN', guest: true },
  });
});

test('nobody speaks for another client, be it to change it or to remove it', async () => {
  const [ada, ben, cat] = [await open('ada'), await open('ben'), await open('cat')];
  ada.sendAwareness(1, 1, { at: 'first' });
  await cat.until(() => cat.heard.has(1), 'ada');
  ben.sendAwareness(1, 9, { at: 'forged' });
  ben.sendAwareness(1, 10, null);
  ben.sendAwareness(2, 1, { at: 'own' });
  await cat.until(() => cat.heard.has(2), 'ben himself');
  expect(cat.heard.get(1)?.state).toMatchObject({ at: 'first', user: { id: 'ada' } });
});

test('a late echo of somebody who left brings nobody back', async () => {
  const [ada, ben, cat] = [await open('ada'), await open('ben'), await open('cat')];
  ada.sendAwareness(1, 5, { at: 'x' });
  await cat.until(() => cat.heard.get(1)?.state != null, 'ada');
  await ada.leave();
  await cat.until(() => cat.heard.get(1)?.state === null, 'ada gone');
  ben.sendAwareness(1, 5, { at: 'x' });
  ben.sendAwareness(2, 1, {});
  await cat.until(() => cat.heard.has(2), 'ben himself');
  expect(cat.heard.get(1)?.state).toBeNull();
});

test('the old socket closing late does not tear down the reconnected one', async () => {
  const [old, ben] = [await open('ada'), await open('ben')];
  old.sendAwareness(1, 3, { at: 'first' });
  await ben.until(() => ben.heard.has(1), 'ada');
  const renewed = await open('ada');
  // As a provider does when it reconnects: the same client, the same clock.
  renewed.sendAwareness(1, 3, { at: 'first' });
  renewed.sendAwareness(1, 4, { at: 'second' });
  await ben.until(() => ben.heard.get(1)?.clock === 4, 'the renewed state');
  await old.leave();
  await expect.poll(() => stage.collab.stats().connections).toBe(2);
  ben.sendAwareness(2, 1, {});
  await ben.until(() => ben.heard.has(2), 'anything said after the close');
  expect(ben.heard.get(1)?.state).toMatchObject({ at: 'second' });
  renewed.sendAwareness(1, 5, { at: 'third' });
  await ben.until(() => ben.heard.get(1)?.clock === 5, 'another word');
  expect(ben.heard.get(1)?.state).toMatchObject({ at: 'third' });
  expect(
    stage.collab.present(docName('tune-log', 'pub')).find(({ user }) => user.id === 'ada')?.clientIds,
  ).toEqual([1]);
  await renewed.leave();
  await ben.until(() => ben.heard.get(1)?.state === null, 'ada gone');
});

test('a newcomer sees who is there', async () => {
  const ada = await open('ada');
  ada.sendAwareness(1, 1, { at: 'x' });
  await ada.until(() => ada.heard.has(1), 'the echo');
  const ben = await open('ben');
  await ben.until(() => ben.heard.has(1), 'ada');
  expect(userOf(ben, 1)).toMatchObject({ id: 'ada' });
});

test('a presence state over the limit is refused', async () => {
  const ada = await open('ada');
  ada.sendAwareness(1, 1, { at: 'x'.repeat(5_000) });
  expect(await ada.whenClosed()).toBe(CLOSE.tooLarge);
});

test('present() tells who is connected, once per person', async () => {
  await open('ada');
  await open('ada');
  stage.access.set('cat pub', 'read');
  await open('cat');
  const present = stage.collab.present(docName('tune-log', 'pub'));
  expect(present.map(({ user, access }) => [user.id, access])).toEqual([
    ['ada', 'write'],
    ['cat', 'read'],
  ]);
});

test('when rights change, connections are closed or asked to come back', async () => {
  const [ada, ben, cat] = [await open('ada'), await open('ben'), await open('cat')];
  stage.access.set('ada pub', 'none').set('ben pub', 'read');
  await stage.collab.recheckAccess({ name: docName('tune-log', 'pub') });
  expect(await ada.whenClosed()).toBe(CLOSE.notAllowed);
  expect(await ben.whenClosed()).toBe(CLOSE.restarting);
  expect(cat.closed).toBeNull();
  stage.access.set('pub', 'absent');
  await stage.collab.recheckAccess({ userId: 'cat' });
  expect(await cat.whenClosed()).toBe(CLOSE.absent);
});

test('too many connections of one person are refused', async () => {
  const small = await openStage({ limits: { connectionsPerUser: 2 } });
  const [one] = [
    await new CollabClient(small.url, 'pub', { as: 'ada' }).ready(),
    await new CollabClient(small.url, 'pub', { as: 'ada' }).ready(),
  ];
  expect(await new CollabClient(small.url, 'pub', { as: 'ada' }).whenClosed()).toBe(CLOSE.tooMany);
  await new CollabClient(small.url, 'pub', { as: 'ben' }).ready();
  await one?.leave();
  await new CollabClient(small.url, 'pub', { as: 'ada' }).ready();
  await small.stop();
});

test('erasing closes everybody and leaves nothing to open', async () => {
  const ada = await open('ada');
  ada.tunes.set('t1', 'private');
  await ada.whenSaved();
  await stage.collab.erase(docName('tune-log', 'pub'));
  expect(await ada.whenClosed()).toBe(CLOSE.absent);
  expect((await stage.store.load(docName('tune-log', 'pub'))).rows).toEqual([]);
  expect(await new CollabClient(stage.url, 'pub', { as: 'ada' }).whenClosed()).toBe(CLOSE.absent);
});

test('a silent line is found out by its missing pongs', async () => {
  const quick = await openStage({ limits: { heartbeatMs: 20 } });
  const ada = await new CollabClient(quick.url, 'pub', { as: 'ada' }).ready();
  const deaf = await new CollabClient(quick.url, 'pub', { as: 'deaf' }).ready();
  deaf.ws.pause();
  await expect.poll(() => quick.collab.stats().connections).toBe(1);
  expect(ada.closed).toBeNull();
  deaf.drop();
  await quick.stop();
});
