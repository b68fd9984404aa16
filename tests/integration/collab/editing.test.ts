import { isDeepStrictEqual } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { docName } from '../../../shared/src/collab/index.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openStage, principalOf } from '../../support/collab-server.ts';
import type { Stage, StageOptions } from '../../support/collab-server.ts';

const stages: Stage[] = [];
const stage = async (options?: StageOptions): Promise<Stage> => {
  const opened = await openStage(options);
  stages.push(opened);
  return opened;
};
afterEach(async () => {
  await Promise.all(stages.splice(0).map((opened) => opened.stop()));
});

test('what one musician logs, the other sees, and both are told when it is stored', async () => {
  const { url } = await stage();
  const ada = await new CollabClient(url, 'n1', { as: 'ada' }).ready();
  const ben = await new CollabClient(url, 'n1', { as: 'ben' }).ready();
  ada.tunes.set('t1', 'The Kesh');
  await ben.until(() => ben.tunes.get('t1') === 'The Kesh', 'the tune at ben');
  await ada.whenSaved();
  ben.tunes.delete('t1');
  await ada.until(() => !ada.tunes.has('t1'), 'the deletion at ada');
  // A deletion moves no state vector; the count of frames still says when it is stored.
  await ben.whenSaved();
});

test('a plain y-websocket provider works, and is not sent messages it does not know', async () => {
  const { url, collab } = await stage();
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  const providers = docs.map(
    (doc, i) =>
      new WebsocketProvider(url, 'n2', doc, {
        params: { as: `p${i}` },
        WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
        disableBc: true,
      }),
  );
  try {
    await Promise.all(
      providers.map((p) => new Promise<void>((done) => (p.synced ? done() : p.once('sync', () => done())))),
    );
    const seen = new Promise<void>((done) => docs[1].getText('notes').observe(() => done()));
    docs[0].getText('notes').insert(0, 'Late start');
    await seen;
    expect(docs[1].getText('notes').toJSON()).toBe('Late start');
    const present = new Promise<unknown>((done) => {
      providers[1]?.awareness.on('change', () => {
        const state = providers[1]?.awareness.getStates().get(docs[0].clientID);
        if (state?.['cursor'] === 3) done(state['user']);
      });
    });
    providers[0]?.awareness.setLocalState({ cursor: 3, user: { name: 'somebody else' } });
    expect(await present).toMatchObject({ id: 'p0', name: 'P0', guest: false });
    expect(
      collab
        .present(docName('tune-log', 'n2'))
        .map(({ user }) => user.id)
        .toSorted(),
    ).toEqual(['p0', 'p1']);
  } finally {
    for (const provider of providers) provider.destroy();
  }
});

test('a document is seeded once, however many open it at the same time', async () => {
  let seeds = 0;
  const { url } = await stage({
    kind: {
      seed: async (doc) => {
        seeds++;
        doc.getMap('entries').set('first', 'Seeded');
      },
    },
  });
  const clients = await Promise.all(['a', 'b', 'c'].map((as) => new CollabClient(url, 'n3', { as }).ready()));
  expect(clients.map((client) => client.tunes.toJSON())).toEqual(Array(3).fill({ first: 'Seeded' }));
  expect(seeds).toBe(1);
});

test('an edit by REST reaches everybody, is projected when it returns, and leaves no trace when it throws', async () => {
  const projected: string[] = [];
  const { url, collab } = await stage({
    kind: {
      project: async (_id, doc) => void projected.push(JSON.stringify(doc.getMap('entries').toJSON())),
    },
  });
  const name = docName('tune-log', 'n4');
  const ada = await new CollabClient(url, 'n4', { as: 'ada' }).ready();
  const answer = await collab.edit(name, null, (doc) => {
    doc.getMap('entries').set('t1', 'Tam Lin');
    return 'done';
  });
  expect(answer).toBe('done');
  expect(projected.at(-1)).toBe('{"t1":"Tam Lin"}');
  await ada.until(() => ada.tunes.get('t1') === 'Tam Lin', 'the tune at ada');
  await expect(
    collab.edit(name, null, (doc) => {
      doc.getMap('entries').set('t2', 'half');
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await collab.read(name, (doc) => doc.getMap('entries').toJSON())).toEqual({ t1: 'Tam Lin' });
});

test('edits of the server that follow each other find what all before them left, refused ones nothing', async () => {
  const { url, collab } = await stage({
    limits: { documentBytes: 40_000 },
    kind: {
      onTransaction: (doc, _transaction, author) => {
        if (author !== null) doc.getMap('by').set('last', author.userId);
      },
    },
  });
  const name = docName('tune-log', 'n9');
  const ada = await new CollabClient(url, 'n9', { as: 'ada' }).ready();
  const seen = (doc: Y.Doc): unknown => [doc.getMap('entries').toJSON(), doc.getText('words').toJSON()];
  const expected: [Record<string, string>, string] = [{}, ''];
  for (let i = 0; i < 60; i++) {
    const key = `t${i % 7}`;
    if (i % 5 === 1) {
      ada.tunes.set(key, `ada ${i}`);
      expected[0][key] = `ada ${i}`;
      await ada.whenSaved();
    }
    const before = structuredClone(expected);
    const refused = i % 5 === 2 ? /changed my mind/ : i % 5 === 3 ? /is full/ : null;
    const edit = collab.edit(name, i % 2 === 0 ? null : principalOf('ben'), (doc) => {
      expect(seen(doc)).toEqual(before);
      doc.getText('words').insert(0, refused ? 'lost ' : `${i} `);
      if (i % 5 === 0) doc.getMap('entries').delete(key);
      else doc.getMap('entries').set(key, i % 5 === 3 ? 'y'.repeat(50_000) : `server ${i}`);
      if (i % 5 === 2) throw new Error('changed my mind');
    });
    if (refused) await expect(edit).rejects.toThrow(refused);
    else {
      await edit;
      expected[1] = `${i} ${expected[1]}`;
      if (i % 5 === 0) delete expected[0][key];
      else expected[0][key] = `server ${i}`;
    }
  }
  const eve = await new CollabClient(url, 'n9', { as: 'eve' }).ready();
  expect(seen(eve.doc)).toEqual(expected);
  await ada.until(() => isDeepStrictEqual(seen(ada.doc), expected), 'the same at ada');
});

test('what the server alone may say is stamped with the author, together with the edit', async () => {
  const { url } = await stage({
    kind: {
      onTransaction: (doc, transaction, author) => {
        for (const key of transaction.changed.get(doc.getMap('entries') as never) ?? []) {
          doc.getMap('by').set(key ?? '', author?.userId ?? 'server');
        }
      },
    },
  });
  const ada = await new CollabClient(url, 'n5', { as: 'ada' }).ready();
  const ben = await new CollabClient(url, 'n5', { as: 'ben' }).ready();
  ada.tunes.set('t1', 'Banish Misfortune');
  ben.tunes.set('t2', 'Morrisons');
  const both = { t1: 'ada', t2: 'ben' };
  for (const client of [ada, ben]) {
    await client.until(
      () =>
        JSON.stringify(Object.entries(client.doc.getMap('by').toJSON()).toSorted()) ===
        JSON.stringify(Object.entries(both)),
      'both stamps',
    );
  }
});

test('a document unloads when nobody uses it and comes back whole', async () => {
  const { url, collab } = await stage({ limits: { idleMs: 1 } });
  const ada = await new CollabClient(url, 'n6', { as: 'ada' }).ready();
  ada.tunes.set('t1', 'Out on the Ocean');
  await ada.whenSaved();
  await ada.leave();
  await expect.poll(() => collab.stats().documents).toBe(0);
  const again = await new CollabClient(url, 'n6', { as: 'ada' }).ready();
  expect(again.tunes.toJSON()).toEqual({ t1: 'Out on the Ocean' });
});
