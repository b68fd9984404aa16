/**
 * A collab server as a process of its own, for tests that kill it: `node collab-node.ts <dataDir>`.
 * Runs on the embedded store; projects each document into the collection `projected`. Prints `ready <port>`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { MongoClient } from 'mongodb';
import { createCollab, MongoCollabStore } from '../../server/src/collab/index.ts';
import { openEmbeddedStore } from '../../server/src/embedded-mongo/index.ts';
import { docName } from '../../shared/src/collab/index.ts';
import { systemClock } from '../../shared/src/core/clock.ts';
import { principalOf } from './collab-server.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('usage: collab-node.ts <dataDir>');
const embedded = await openEmbeddedStore({ dataDir });
const client = await MongoClient.connect(embedded.url);
const db = client.db('ensemble');
const projected = db.collection<{ _id: string; entries: Record<string, unknown> }>('projected');

const collab = createCollab({
  store: new MongoCollabStore(db),
  kinds: [
    {
      kind: 'tune-log',
      authorize: async () => 'write',
      seed: (doc) => void doc.getMap('meta').set('seeded', true),
      project: async (id, doc) => {
        const entries = doc.getMap('entries').toJSON();
        await projected.replaceOne({ _id: id }, { entries }, { upsert: true });
      },
    },
  ],
  identify: async (req) => ({
    principal: principalOf(new URL(req.url ?? '', 'http://x').searchParams.get('as') ?? 'ada'),
    viaBearer: true,
  }),
  allowOrigin: () => true,
  clock: systemClock,
  log: { info: () => undefined, warn: console.error, error: console.error },
  // Small, so that the kill also lands in compactions, and a killed holder's lease is soon over.
  limits: { compactAfterRows: 20, leaseMs: 500, projectionPauseMs: 1 },
});

const server = createServer((req, res) => {
  void (async () => {
    const id = (req.url ?? '').slice(1);
    // Reading opens the document, and opening it must bring a projection up to date that the kill cut short.
    const live = await collab.read(docName('tune-log', id), (doc) => doc.getMap('entries').toJSON());
    const until = Date.now() + 10_000;
    let row = await projected.findOne({ _id: id });
    while (!isDeepStrictEqual(row?.entries, live) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      row = await projected.findOne({ _id: id });
    }
    res.end(JSON.stringify({ projected: row?.entries, live }));
  })();
});
server.on('upgrade', (req, socket, head) => collab.handleUpgrade(req, socket, head));
server.listen(0, '127.0.0.1', () => console.log(`ready ${(server.address() as AddressInfo).port}`));
