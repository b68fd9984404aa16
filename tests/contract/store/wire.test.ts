import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize, type Document } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Rng } from '@ensemble/shared/core/rng';
import { openEmbeddedStore, type EmbeddedStore } from '../../../server/src/embedded-mongo/index.ts';

/** Bytes on the store's own socket: a client that breaks the protocol is cut off, and nobody else notices. */

const folder = new URL('../../fixtures/wire/', import.meta.url).pathname;
const frame = (name: string): Buffer =>
  Buffer.from(readFileSync(join(folder, `${name}.hex`), 'utf8').replaceAll(/\s/g, ''), 'hex');
const bad = readdirSync(folder)
  .filter((name) => name.startsWith('bad-'))
  .map((name) => name.replace('.hex', ''));

let dataDir: string;
let store: EmbeddedStore;
let client: MongoClient;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ensemble-wire-'));
  store = await openEmbeddedStore({ dataDir });
  client = await new MongoClient(store.url).connect();
});
afterAll(async () => {
  await client.close();
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(() => client.db('wire').dropDatabase());

async function dial(): Promise<Socket> {
  const socket = connect(join(dataDir, 'store.sock'));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Reads whole frames from a socket, one per call. */
function reader(socket: Socket): () => Promise<Buffer> {
  let received = Buffer.alloc(0);
  let wake = (): void => undefined;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  return async () => {
    while (received.length < 4 || received.length < received.readInt32LE(0)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const size = received.readInt32LE(0);
    const whole = received.subarray(0, size);
    received = received.subarray(size);
    return whole;
  };
}

const opCode = (reply: Buffer): number => reply.readInt32LE(12);
const answersTo = (reply: Buffer): number => reply.readInt32LE(8);
const bodyOf = (reply: Buffer): Document => deserialize(reply.subarray(opCode(reply) === 1 ? 36 : 21));

test('the handshake a driver sends first is an OP_QUERY and is answered by an OP_REPLY', async () => {
  const socket = await dial();
  const next = reader(socket);
  const handshake = frame('driver-handshake');
  expect(opCode(handshake)).toBe(2004);
  socket.write(handshake);
  const reply = await next();
  expect(opCode(reply)).toBe(1);
  expect(answersTo(reply)).toBe(handshake.readInt32LE(4));
  expect(bodyOf(reply)).toMatchObject({
    ok: 1,
    helloOk: true,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
  });
  socket.destroy();
});

test('messages arrive in pieces, several at once, and are answered in order', async () => {
  const socket = await dial();
  const next = reader(socket);
  for (const byte of frame('ping')) socket.write(Buffer.of(byte));
  expect(bodyOf(await next())).toEqual({ ok: 1 });
  socket.write(
    Buffer.concat([
      frame('unknown-command'),
      frame('insert-by-sequence'),
      frame('insert-unacknowledged'),
      frame('ping'),
    ]),
  );
  expect(bodyOf(await next())).toMatchObject({ ok: 0, code: 59, codeName: 'CommandNotFound' });
  expect(bodyOf(await next())).toMatchObject({ ok: 1, n: 2 });
  expect(bodyOf(await next())).toEqual({ ok: 1 }); // the unacknowledged insert has no reply
  expect(await client.db('wire').collection('wire').countDocuments({})).toBe(3);
  socket.destroy();
});

test('there are recorded bad frames', () => {
  expect(bad.length).toBeGreaterThan(12);
});

test.each(bad)('%s cuts its own connection and no other', async (name) => {
  const other = await dial();
  const next = reader(other);
  const socket = await dial();
  socket.resume();
  socket.write(frame(name));
  await once(socket, 'close');
  other.write(frame('ping'));
  expect(bodyOf(await next())).toEqual({ ok: 1 });
  other.destroy();
  expect(await client.db('wire').collection('wire').countDocuments({})).toBe(0);
});

test('a client that leaves in the middle of a message, or of its reply, harms nothing', async () => {
  await client
    .db('wire')
    .collection('wire')
    .insertMany(Array.from({ length: 2000 }, () => ({ text: 'x'.repeat(5000) })));
  for (let i = 0; i < 20; i++) {
    const half = await dial();
    half.write(frame('partial-ping'));
    half.destroy();
    const greedy = await dial();
    const find = serialize({ find: 'wire', batchSize: 2000, $db: 'wire' });
    const message = Buffer.concat([Buffer.alloc(21), find]);
    message.writeInt32LE(message.length, 0);
    message.writeInt32LE(2013, 12);
    greedy.write(message);
    if (i % 2 === 0) await once(greedy, 'readable');
    greedy.destroy();
  }
  expect(await client.db('wire').collection('wire').countDocuments({})).toBe(2000);
});

test.each([1, 77, Math.floor(Math.random() * 1e6)])(
  'mutated frames (seed %i) never stop the store',
  async (seed) => {
    const rng = new Rng(seed);
    const names = [
      'ping',
      'driver-handshake',
      'insert-by-sequence',
      'insert-unacknowledged',
      'unknown-command',
    ];
    for (let i = 0; i < 60; i++) {
      const bytes = Buffer.from(frame(rng.pick(names)));
      const flips = 1 + rng.int(4);
      // The length stays honest, so that the mutation is seen and not waited for.
      for (let k = 0; k < flips; k++) bytes[4 + rng.int(bytes.length - 4)] = rng.int(256);
      const socket = await dial();
      socket.resume();
      socket.end(bytes);
      if (!socket.closed) await once(socket, 'close');
    }
    expect(await client.db('admin').command({ ping: 1 }), `seed ${String(seed)}`).toMatchObject({ ok: 1 });
  },
);
