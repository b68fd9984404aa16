import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { CLOSE, docName } from '../../../shared/src/collab/index.ts';
import { MemoryCollabStore } from '../../../server/src/collab/index.ts';
import type { CollabBus } from '../../../server/src/collab/index.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openStage } from '../../support/collab-server.ts';
import type { Stage, StageOptions } from '../../support/collab-server.ts';

export interface Line {
  bus: CollabBus;
  /** Cuts this node off the bus, and brings it back. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

const pub = docName('tune-log', 'pub');

/** What two nodes on one store must do, whatever carries their messages. */
export function nodesBehave(openLines: () => Promise<[Line, Line]>): void {
  async function twoNodes(
    options: StageOptions = {},
  ): Promise<{ a: Stage; b: Stage; lines: [Line, Line]; stop: () => Promise<void> }> {
    const lines = await openLines();
    const store = options.store ?? new MemoryCollabStore();
    const access = new Map();
    const [a, b] = await Promise.all(lines.map(({ bus }) => openStage({ ...options, store, access, bus })));
    if (!a || !b) throw new Error('two stages were asked for');
    const stop = async (): Promise<void> => {
      await Promise.all([a.stop(), b.stop()]);
      await Promise.all(lines.map(({ bus }) => bus.close()));
    };
    return { a, b, lines, stop };
  }

  test('two nodes show each other edits and presence, and one seed', async () => {
    let seeds = 0;
    const seed = (doc: Y.Doc): void => {
      seeds++;
      doc.getArray('seeded').push([1]);
    };
    const { a, b, stop } = await twoNodes({ kind: { seed } });
    const [ada, ben] = await Promise.all([
      new CollabClient(a.url, 'pub', { as: 'ada' }).ready(),
      new CollabClient(b.url, 'pub', { as: 'ben' }).ready(),
    ]);
    ada.tunes.set('t1', 'The Kesh');
    ben.tunes.set('t2', 'Tam Lin');
    for (const client of [ada, ben]) await client.until(() => client.tunes.size === 2, 'both tunes');
    await Promise.all([ada.whenSaved(), ben.whenSaved()]);
    expect(ada.doc.getArray('seeded').toJSON()).toEqual([1]);
    expect(ben.doc.getArray('seeded').toJSON()).toEqual([1]);
    expect(seeds).toBeGreaterThan(0);
    ada.sendAwareness(1, 1, { at: 'a' });
    await ben.until(() => ben.heard.get(1)?.state != null, 'ada at ben');
    expect(ben.heard.get(1)?.state).toMatchObject({ at: 'a', user: { id: 'ada' } });
    expect(
      b.collab
        .present(pub)
        .map(({ user }) => user.id)
        .toSorted(),
    ).toEqual(['ada', 'ben']);
    await ada.leave();
    await ben.until(() => ben.heard.get(1)?.state === null, 'ada gone');
    await stop();
  });

  test('a node that was cut off misses nothing once it is back', async () => {
    const { a, b, lines, stop } = await twoNodes();
    const ada = await new CollabClient(a.url, 'pub', { as: 'ada' }).ready();
    const ben = await new CollabClient(b.url, 'pub', { as: 'ben' }).ready();
    await lines[1].cut();
    for (let i = 0; i < 5; i++) {
      ada.tunes.set(`a${i}`, 'x');
      await ada.whenSaved();
    }
    await a.collab.compact(pub); // and the rows it missed are no longer there
    ben.tunes.set('b0', 'y'); // under a number that was taken and compacted away
    await ben.whenSaved();
    await ben.until(() => ben.tunes.size === 6, 'what ben missed');
    await lines[1].mend();
    ben.tunes.set('b1', 'y');
    await ada.until(() => ada.tunes.size === 7, 'what ben wrote');
    expect(ada.tunes.toJSON()).toEqual(ben.tunes.toJSON());
    await stop();
  });

  test('edits on both nodes at once all get a place in the log', async () => {
    const { a, b, stop } = await twoNodes();
    const clients = await Promise.all(
      [a, b, a, b].map((node, i) => new CollabClient(node.url, 'pub', { as: `w${i}` }).ready()),
    );
    for (let round = 0; round < 20; round++) {
      for (const [i, client] of clients.entries()) client.tunes.set(`w${i}r${round}`, 'x');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(clients.map((client) => client.whenSaved()));
    for (const client of clients) await client.until(() => client.tunes.size === 80, 'all tunes everywhere');
    const rows = (await a.store.load(pub)).rows.map(({ seq }) => seq);
    expect(rows).toEqual(rows.map((_, i) => i + 1));
    await stop();
  });

  test('only one node projects at a time, and the last projection is the document', async () => {
    let running = 0;
    let most = 0;
    let last: unknown;
    const { a, b, stop } = await twoNodes({
      limits: { projectionPauseMs: 0 },
      kind: {
        project: async (_id, doc) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          last = doc.getMap('entries').toJSON();
          running--;
        },
      },
    });
    const write = (node: Stage, key: string): Promise<unknown> =>
      node.collab.edit(pub, null, (doc) => doc.getMap('entries').set(key, 'x'));
    for (let i = 0; i < 10; i++) await Promise.all([write(a, `a${i}`), write(b, `b${i}`)]);
    expect(most).toBe(1);
    expect(Object.keys(last as object)).toHaveLength(20);
    await stop();
  });

  test('rights and erasure reach the other node', async () => {
    const { a, b, stop } = await twoNodes();
    const ben = await new CollabClient(b.url, 'pub', { as: 'ben' }).ready();
    const cat = await new CollabClient(b.url, 'pub', { as: 'cat' }).ready();
    a.access.set('ben pub', 'none');
    await a.collab.recheckAccess({ userId: 'ben' });
    expect(await ben.whenClosed()).toBe(CLOSE.notAllowed);
    expect(cat.closed).toBeNull();
    await a.collab.erase(pub);
    expect(await cat.whenClosed()).toBe(CLOSE.absent);
    await stop();
  });
}
