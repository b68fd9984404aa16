import { once } from 'node:events';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CLOSE, docName, SYNC } from '../../../shared/src/collab/index.ts';
import { CollabClient, rawWebSocket } from '../../support/collab-client.ts';
import { GOOD_ORIGIN, openStage } from '../../support/collab-server.ts';
import type { ListLog, Stage } from '../../support/collab-server.ts';

const LIMITS = {
  frameBytes: 64 * 1024,
  documentBytes: 200 * 1024,
  bufferedBytes: 256 * 1024,
  heldUpdates: 8,
};
let stage: Stage;
let ada: CollabClient;
let ben: CollabClient;

beforeEach(async () => {
  stage = await openStage({ limits: LIMITS });
  ada = await new CollabClient(stage.url, 'pub', { as: 'ada' }).ready();
  ben = await new CollabClient(stage.url, 'pub', { as: 'ben' }).ready();
});

/** The room goes on: what ada writes after the trouble still reaches ben and the store. */
async function roomGoesOn(): Promise<void> {
  const key = `after-${Math.random()}`;
  ada.tunes.set(key, 'still here');
  await ben.until(() => ben.tunes.get(key) === 'still here', 'the room to go on');
  await ada.whenSaved();
  expect(ada.closed).toBeNull();
  expect(ben.closed).toBeNull();
}

afterEach(async () => {
  await stage.stop();
});

const intruder = (options = {}): CollabClient =>
  new CollabClient(stage.url, 'pub', { as: 'mal', mute: true, ...options });

const frameOf = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};
const updateOf = (write: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  write(doc);
  return Y.encodeStateAsUpdate(doc);
};
const syncUpdate = (bytes: Uint8Array): Uint8Array =>
  frameOf((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, SYNC.update);
    encoding.writeVarUint8Array(encoder, bytes);
  });

/** One struct of client 77 whose left neighbour is a later one of its own: Yjs throws in the middle of applying it. */
const selfDependent = frameOf((encoder) => {
  for (const n of [1, 1, 77, 0]) encoding.writeVarUint(encoder, n);
  encoding.writeUint8(encoder, 0x84); // string content with a left origin
  for (const n of [77, 5]) encoding.writeVarUint(encoder, n);
  encoding.writeVarString(encoder, 'x');
  encoding.writeVarUint(encoder, 0);
});

/** Two clients' structs that wait for each other. */
const circle = frameOf((encoder) => {
  encoding.writeVarUint(encoder, 2);
  for (const [client, other] of [
    [90, 91],
    [91, 90],
  ] as const) {
    for (const n of [1, client, 0]) encoding.writeVarUint(encoder, n);
    encoding.writeUint8(encoder, 0x84);
    for (const n of [other, 0]) encoding.writeVarUint(encoder, n);
    encoding.writeVarString(encoder, 'x');
  }
  encoding.writeVarUint(encoder, 0);
});

const deepValue = (): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < 500; i++) value = [value];
  return value;
};

test.each<[string, Uint8Array]>([
  ['random bytes', Uint8Array.of(250, 250, 250, 250, 250, 250)],
  ['an empty frame', new Uint8Array()],
  ['an unknown message', Uint8Array.of(9, 1, 1)],
  ['an unknown sync step', Uint8Array.of(0, 7, 0)],
  ['a length that runs past the end', Uint8Array.of(0, 2, 200, 1, 2)],
  ['a varUint without end', Uint8Array.of(0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)],
  ['an update that does not decode', syncUpdate(Uint8Array.of(5, 1, 2, 3))],
  ['a state vector that does not decode', Uint8Array.of(0, 0, 2, 9, 9)],
  ['awareness that is no JSON', Uint8Array.of(1, 6, 1, 5, 1, 2, 123, 123)],
  ['a struct that depends on itself', syncUpdate(selfDependent)],
  [
    'a document inside a document',
    syncUpdate(updateOf((doc) => doc.getMap('entries').set('x', new Y.Doc()))),
  ],
  ['a value nested too deeply', syncUpdate(updateOf((doc) => doc.getMap('entries').set('x', deepValue())))],
  [
    'types nested too deeply',
    syncUpdate(
      updateOf((doc) => {
        let map: Y.Map<unknown> = doc.getMap('entries');
        for (let i = 0; i < 100; i++) map = map.set('x', new Y.Map<unknown>());
      }),
    ),
  ],
])('%s closes that connection with 4400, and the room goes on', async (_what, bytes) => {
  const mal = intruder();
  await mal.until(() => mal.heard.size === 0 && mal.ws.readyState === mal.ws.OPEN, 'the line');
  mal.sendRaw(bytes);
  expect(await mal.whenClosed()).toBe(CLOSE.malformed);
  await roomGoesOn();
  expect(Object.keys(ben.tunes.toJSON())).toHaveLength(1);
});

test('an update that only fails while it is applied is undone, and nobody else is cut', async () => {
  const before = ada.tunes.set('t1', 'The Kesh');
  await ada.whenSaved();
  const mal = intruder();
  await mal.until(() => mal.ws.readyState === mal.ws.OPEN, 'the line');
  mal.sendUpdate(circle);
  expect(await mal.whenClosed()).toBe(CLOSE.malformed);
  await roomGoesOn();
  const fresh = await new CollabClient(stage.url, 'pub', { as: 'cat' }).ready();
  expect(fresh.tunes.get('t1')).toBe(before);
  expect(fresh.doc.store.pendingStructs).toBeNull();
  await fresh.leave();
});

test('text frames are refused', async () => {
  const mal = intruder();
  await mal.until(() => mal.ws.readyState === mal.ws.OPEN, 'the line');
  mal.sendRaw('hello');
  expect(await mal.whenClosed()).toBe(CLOSE.malformed);
  await roomGoesOn();
});

test('a frame over the limit is refused with 4413', async () => {
  const mal = intruder();
  await mal.until(() => mal.ws.readyState === mal.ws.OPEN, 'the line');
  mal.sendRaw(new Uint8Array(10 * 1024 * 1024));
  expect(await mal.whenClosed()).toBe(CLOSE.tooLarge);
  await roomGoesOn();
});

test('an illegal WebSocket frame (RSV bits) cuts that line alone', async () => {
  const { socket, status } = await rawWebSocket(stage.port, '/collab/tune-log/pub?as=mal');
  expect(status).toBe(101);
  socket.write(Buffer.from([0xf2, 0x81, 1, 2, 3, 4, 5]));
  socket.resume();
  await once(socket, 'close');
  await roomGoesOn();
});

test('a line that is reset in the middle of the handshake or of a frame harms nobody', async () => {
  const { socket } = await rawWebSocket(stage.port, '/collab/tune-log/pub?as=mal');
  socket.write(Buffer.from([0x82, 0xfe, 0x10]));
  socket.resetAndDestroy();
  await roomGoesOn();
});

test('a wrong origin with a cookie gets 403, an unknown path 404, before any upgrade', async () => {
  const status = async (path: string, headers = {}): Promise<number> => {
    const answer = await rawWebSocket(stage.port, path, headers);
    answer.socket.destroy();
    return answer.status;
  };
  expect(await status('/collab/tune-log/pub?as=mal', { Origin: 'https://evil.test' })).toBe(403);
  expect(
    await status('/collab/tune-log/pub?as=mal', { Origin: 'https://evil.test', Authorization: 'Bearer x' }),
  ).toBe(101);
  expect(await status('/collab/tune-log/pub?as=mal', { Origin: GOOD_ORIGIN })).toBe(101);
  expect(await status('/collab/nothing/pub?as=mal')).toBe(404);
  expect(await status('/collab/tune-log/a/b')).toBe(404);
  expect(await status('/collab/tune-log/%2e%2e')).toBe(404);
});

test('nobody signed in gets 4401, somebody without right 4403, an absent document 4404', async () => {
  expect(await new CollabClient(stage.url, 'pub').whenClosed()).toBe(CLOSE.signedOut);
  stage.access.set('mal closed', 'none').set('gone', 'absent');
  expect(await new CollabClient(stage.url, 'closed', { as: 'mal' }).whenClosed()).toBe(CLOSE.notAllowed);
  expect(await new CollabClient(stage.url, 'gone', { as: 'mal' }).whenClosed()).toBe(CLOSE.absent);
});

test.each(['read', 'comment'] as const)('who may %s changes nothing, whatever it sends', async (access) => {
  stage.access.set('mal pub', access);
  ada.tunes.set('t1', 'Cooleys');
  ada.tunes.set('t2', 'gone');
  ada.tunes.delete('t2');
  await ada.whenSaved();
  const mal = await new CollabClient(stage.url, 'pub', { as: 'mal' }).ready();
  // Its own answer to the server's step 1 holds nothing new: that is no forgery.
  await mal.until(() => mal.tunes.get('t1') === 'Cooleys', 'the tune');
  mal.tunes.set('t1', 'forged');
  await mal.until(() => mal.denied === 1, 'the refusal');
  mal.tunes.delete('t1');
  await mal.until(() => mal.denied === 2, 'the second refusal');
  await roomGoesOn();
  expect(ben.tunes.get('t1')).toBe('Cooleys');
  expect(await stage.collab.read(docName('tune-log', 'pub'), (doc) => doc.getMap('entries').get('t1'))).toBe(
    'Cooleys',
  );
});

test('nobody in particular never writes, even when told it may', async () => {
  stage.access.set(' pub', 'write');
  const anyone = await new CollabClient(stage.url, 'pub').ready();
  anyone.tunes.set('t1', 'forged');
  await anyone.until(() => anyone.denied === 1, 'the refusal');
  await roomGoesOn();
  expect(ben.tunes.has('t1')).toBe(false);
});

test('updates that build on something never sent wait within bounds, and go in when the rest comes', async () => {
  const mal = await new CollabClient(stage.url, 'pub', { as: 'mal' }).ready();
  const elsewhere = new Y.Doc();
  const parts: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => void parts.push(update));
  for (const key of ['one', 'two', 'three']) elsewhere.getMap('entries').set(key, key);
  for (const part of parts.toReversed()) mal.sendUpdate(part);
  await ben.until(() => ['one', 'two', 'three'].every((key) => ben.tunes.has(key)), 'all three in the end');
  await mal.until(() => mal.durable?.acknowledgedFrames === mal.sentFrames, 'all three durable');
  for (let i = 0; i < 20; i++) elsewhere.getMap('entries').set(`n${i}`, i);
  for (const part of parts.slice(4)) mal.sendUpdate(part);
  expect(await mal.whenClosed()).toBe(CLOSE.tryLater);
  await roomGoesOn();
  expect(ben.tunes.has('n5')).toBe(false);
});

test('a client that never reads is cut, and does not hold the room up', async () => {
  const { socket } = await rawWebSocket(stage.port, '/collab/tune-log/pub?as=mal');
  socket.pause();
  const closed = once(socket, 'close');
  const many = 'x'.repeat(20_000);
  for (let i = 0; stage.collab.stats().connections === 3; i++) {
    // Overwritten again and again, so that the document stays small and the traffic does not.
    await stage.collab.edit(docName('tune-log', 'pub'), null, (doc) =>
      doc.getMap('noise').set('n', `${i}${many}`),
    );
    if (i > 5_000) throw new Error('the slow reader was never cut');
  }
  socket.resume();
  await closed;
  await roomGoesOn();
});

test('a document that is full takes deletions only', async () => {
  const filler = 'y'.repeat(30_000);
  const cat = await new CollabClient(stage.url, 'full', { as: 'cat' }).ready();
  for (let i = 0; i < 6; i++) cat.tunes.set(`t${i}`, filler);
  await cat.whenSaved();
  cat.tunes.set('t7', filler);
  expect(await cat.whenClosed()).toBe(CLOSE.tooLarge);
  const again = await new CollabClient(stage.url, 'full', { as: 'cat' }).ready();
  expect([...again.tunes.keys()]).not.toContain('t7');
  for (let i = 0; i < 5; i++) again.tunes.delete(`t${i}`);
  again.tunes.set('small', 'fits again');
  await again.whenSaved();
  await again.leave();
});

test('a flood is cut with 4429 and costs another document little', async () => {
  const elsewhere = await new CollabClient(stage.url, 'other', { as: 'eve' }).ready();
  const mal = await new CollabClient(stage.url, 'pub', { as: 'mal' }).ready();
  for (let i = 0; i < 2_000; i++) mal.tunes.set('flood', String(i));
  elsewhere.tunes.set('t1', 'The Banshee');
  await elsewhere.whenSaved();
  expect(await mal.whenClosed()).toBe(CLOSE.tooMany);
  await roomGoesOn();
});

test('asking for the whole state over and over is cut', async () => {
  const mal = intruder();
  await mal.until(() => mal.ws.readyState === mal.ws.OPEN, 'the line');
  for (let i = 0; i < 50; i++) mal.sendSync(SYNC.step1, Uint8Array.of(0));
  expect(await mal.whenClosed()).toBe(CLOSE.tooMany);
  await roomGoesOn();
});

test('nothing of all this reached the log as an error of ours', async () => {
  const mal = intruder();
  await mal.until(() => mal.ws.readyState === mal.ws.OPEN, 'the line');
  mal.sendRaw(Uint8Array.of(255));
  await mal.whenClosed();
  expect((stage.log as ListLog).lines.filter(({ level }) => level === 'error')).toEqual([]);
});
