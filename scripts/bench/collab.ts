/**
 * What co-editing costs over a bare broadcast: node scripts/bench/collab.ts
 * One document, ten clients, each edit relayed to the nine others. Beside it, in the same run and process, a ws
 * server that only repeats the bytes it gets: no document, no rights, no disk. The ratio is what our side adds;
 * absolute figures say more about the machine.
 */
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { WebSocket, WebSocketServer } from 'ws';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { systemClock } from '@ensemble/shared';
import { MESSAGE, SYNC } from '@ensemble/shared/collab';
import { createCollab, MongoCollabStore } from '../../server/src/collab/index.ts';
import { openEmbeddedStore } from '../../server/src/embedded-mongo/index.ts';

const CLIENTS = 10;
const EDITS_EACH = 300;
const ROUNDS = 3;

interface Figures {
  updatesPerSecond: number;
  p50: number;
  p99: number;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Each client sends its edits as y-websocket frames, a few in flight; the time is from sending to the last peer. */
async function measure(url: string): Promise<Figures> {
  const sockets = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const socket = new WebSocket(url);
      socket.binaryType = 'nodebuffer';
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return socket;
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const frames = sockets.map(() => editsOf());
  const seen = new Map<string, { at: number; left: number }>();
  const latencies: number[] = [];
  let done = 0;
  const total = CLIENTS * EDITS_EACH;
  const finished = new Promise<void>((resolve) => {
    for (const socket of sockets) {
      socket.on('message', (data: Buffer) => {
        for (const [key, waiting] of seen) {
          if (!data.includes(key, 0, 'latin1')) continue;
          waiting.left--;
          if (waiting.left > 0) continue;
          seen.delete(key);
          latencies.push(performance.now() - waiting.at);
          if (++done === total) resolve();
        }
      });
    }
  });
  const startedAt = performance.now();
  for (let n = 0; n < EDITS_EACH; n++) {
    for (const [i, socket] of sockets.entries()) {
      const edit = frames[i]?.[n];
      if (!edit) continue;
      seen.set(edit.key, { at: performance.now(), left: CLIENTS - 1 });
      socket.send(edit.frame);
    }
    while (seen.size > CLIENTS * 2) await new Promise((resolve) => setImmediate(resolve));
  }
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  for (const socket of sockets) socket.terminate();
  latencies.sort((a, b) => a - b);
  return {
    updatesPerSecond: total / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

let marks = 0;
function editsOf(): { key: string; frame: Uint8Array }[] {
  const doc = new Y.Doc();
  const edits: { key: string; frame: Uint8Array }[] = [];
  let key = '';
  doc.on('update', (update: Uint8Array) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, SYNC.update);
    encoding.writeVarUint8Array(encoder, update);
    edits.push({ key, frame: encoding.toUint8Array(encoder) });
  });
  for (let n = 0; n < EDITS_EACH; n++) {
    key = `mark-${String(++marks).padStart(7, '0')};`;
    doc.getMap('entries').set(String(doc.clientID), key);
  }
  return edits;
}

async function bareServer(): Promise<{ url: string; close(): Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      for (const other of server.clients) if (other !== socket) other.send(data);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function ourServer(): Promise<{ url(): string; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ensemble-bench-'));
  const store = await openEmbeddedStore({ dataDir });
  const client = await MongoClient.connect(store.url);
  const silent = { info: () => undefined, warn: console.warn, error: console.error };
  let people = 0;
  const collab = createCollab({
    store: new MongoCollabStore(client.db('bench')),
    kinds: [{ kind: 'bench', authorize: () => Promise.resolve('write') }],
    identify: () =>
      Promise.resolve({
        principal: { userId: `user-${++people}`, name: 'Bench', isGuest: false },
        viaBearer: true,
      }),
    allowOrigin: () => true,
    clock: systemClock,
    log: silent,
    limits: { framesPerSecond: 1e6, frameBurst: 1e6 },
  });
  const server = createServer();
  server.on('upgrade', (req, socket, head) => {
    collab.handleUpgrade(req, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let documents = 0;
  return {
    url: () => `ws://127.0.0.1:${port}/collab/bench/document-${++documents}`,
    async close() {
      await collab.shutdown();
      server.close();
      await client.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const bare = await bareServer();
const ours = await ourServer();
const row = (name: string, { updatesPerSecond, p50, p99 }: Figures): void => {
  console.log(
    `${name.padEnd(16)} ${updatesPerSecond.toFixed(0).padStart(7)} updates/s   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms`,
  );
};
console.log(
  `${CLIENTS} clients on one document, ${EDITS_EACH} edits each; every edit stored on disk on our side`,
);
for (let round = 1; round <= ROUNDS; round++) {
  const plain = await measure(bare.url);
  const durable = await measure(ours.url());
  row(`bare broadcast ${round}`, plain);
  row(`ensemble ${round}`, durable);
  console.log(
    `  ratio: ${(durable.updatesPerSecond / plain.updatesPerSecond).toFixed(2)} of the updates/s, ` +
      `p50 × ${(durable.p50 / plain.p50).toFixed(2)}, p99 × ${(durable.p99 / plain.p99).toFixed(2)}`,
  );
}
await ours.close();
await bare.close();
