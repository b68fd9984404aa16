import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollabStore } from '../../../server/src/collab/index.ts';
import type { UpdateRow } from '../../../server/src/collab/store.ts';
import { docName } from '../../../shared/src/collab/index.ts';
import type { DocName } from '../../../shared/src/collab/index.ts';
import { STORES } from './stores.ts';
import type { OpenedStore } from './stores.ts';

let rows = 0;
const row = (doc: DocName, seq: number, ...updates: string[]): UpdateRow => ({
  id: `row-${process.pid}-${++rows}`,
  doc,
  seq,
  updates: updates.map((text) => new TextEncoder().encode(text)),
  at: 1_790_000_000_000,
  node: 'node-a',
});
const texts = (found: readonly UpdateRow[]): string[] =>
  found.flatMap(({ updates }) => updates.map((update) => new TextDecoder().decode(update)));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const snapshot = (doc: DocName, text: string, coversSeq: number) => ({
  doc,
  bytes: bytes(text),
  stateVector: bytes('sv'),
  coversSeq,
});

describe.each(STORES)('a collab store: %s', (_name, open) => {
  let opened: OpenedStore;
  let store: CollabStore;
  let docs = 0;
  const fresh = (): DocName => docName('tune-log', `doc${++docs}`);

  beforeAll(async () => {
    opened = await open();
    ({ store } = opened);
  });
  afterAll(async () => opened?.close());

  test('an unknown document is empty', async () => {
    expect(await store.load(fresh())).toEqual({
      snapshot: null,
      coversSeq: 0,
      projectedSeq: 0,
      erased: false,
      rows: [],
    });
  });

  test('rows of several documents are one write and come back whole and in order', async () => {
    const [a, b] = [fresh(), fresh()];
    expect(await store.append([row(a, 1, 'a1', 'a2'), row(b, 1, 'b1')])).toEqual(['stored', 'stored']);
    expect(await store.append([row(a, 2, 'a3', '')])).toEqual(['stored']);
    const loaded = await store.load(a);
    expect(texts(loaded.rows)).toEqual(['a1', 'a2', 'a3', '']);
    expect(loaded.rows.map(({ seq, node, at }) => ({ seq, node, at }))).toEqual(
      [1, 2].map((seq) => ({ seq, node: 'node-a', at: 1_790_000_000_000 })),
    );
    expect(texts((await store.load(a, 1)).rows)).toEqual(['a3', '']);
    expect(texts((await store.load(b)).rows)).toEqual(['b1']);
  });

  test('a name that begins another is another document', async () => {
    const short = fresh();
    const long = docName('tune-log', `${short.split('/')[1]}0`);
    await store.append([row(long, 1, 'long')]);
    expect((await store.load(short)).rows).toEqual([]);
  });

  test('a number that is taken is refused, and the rest of the write stands', async () => {
    const [a, b] = [fresh(), fresh()];
    await store.append([row(a, 1, 'first')]);
    expect(await store.append([row(a, 1, 'second'), row(b, 1, 'other')])).toEqual(['behind', 'stored']);
    expect(texts((await store.load(a)).rows)).toEqual(['first']);
    expect(texts((await store.load(b)).rows)).toEqual(['other']);
  });

  test('of many that want the same number one gets it', async () => {
    const doc = fresh();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => store.append([row(doc, 1, `w${i}`)])),
    );
    expect(outcomes.flat().filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect((await store.load(doc)).rows).toHaveLength(1);
  });

  test('large rows and every byte survive', async () => {
    const doc = fresh();
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7) & 255);
    await store.append([{ ...row(doc, 1), updates: [large] }]);
    const [found] = (await store.load(doc)).rows;
    expect(Buffer.compare(found?.updates[0] ?? new Uint8Array(), large)).toBe(0);
  });

  test('a snapshot takes the place of the rows it covers', async () => {
    const doc = fresh();
    await store.append([row(doc, 1, 'one')]);
    await store.append([row(doc, 2, 'two')]);
    expect(await store.saveSnapshot(snapshot(doc, 'both', 2), 1)).toBe(true);
    // As after a crash between the two steps: all is there, some of it twice.
    const between = await store.load(doc);
    expect([between.coversSeq, texts(between.rows)]).toEqual([2, ['one', 'two']]);
    await store.dropRows(doc, 2);
    await store.append([row(doc, 3, 'three')]);
    const loaded = await store.load(doc);
    expect(new TextDecoder().decode(loaded.snapshot ?? new Uint8Array())).toBe('both');
    expect([loaded.coversSeq, texts(loaded.rows)]).toEqual([2, ['three']]);
    expect((await store.load(doc, 2)).snapshot).toBeNull();
    expect((await store.load(doc, 1)).snapshot).not.toBeNull();
  });

  test('a number that was compacted away is not free', async () => {
    const doc = fresh();
    await store.append([row(doc, 1, 'one')]);
    await store.append([row(doc, 2, 'two')]);
    await store.saveSnapshot(snapshot(doc, 'both', 2), 1);
    await store.dropRows(doc, 2);
    expect(await store.append([row(doc, 2, 'late')])).toEqual(['behind']);
    expect((await store.load(doc)).rows).toEqual([]);
  });

  test('a lease has one holder, runs out, and its token rises', async () => {
    const name = `lease-${++docs}`;
    const first = await store.acquireLease(name, 'a', 1_000, 100);
    expect(first).not.toBeNull();
    expect(await store.acquireLease(name, 'b', 1_050, 100)).toBeNull();
    const second = await store.acquireLease(name, 'b', 1_100, 100);
    expect(second ?? 0).toBeGreaterThan(first ?? Infinity);
    await store.releaseLease(name, first ?? 0);
    expect(await store.acquireLease(name, 'a', 1_150, 100)).toBeNull();
    await store.releaseLease(name, second ?? 0);
    expect((await store.acquireLease(name, 'a', 1_150, 100)) ?? 0).toBeGreaterThan(second ?? Infinity);
  });

  test('of many that ask for a lease at once one gets it', async () => {
    const name = `lease-${++docs}`;
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.acquireLease(name, `n${i}`, 1_000, 100)),
    );
    expect(tokens.filter((token) => token !== null)).toHaveLength(1);
  });

  test('a stale holder can neither move the marks nor the snapshot', async () => {
    const doc = fresh();
    await store.append([row(doc, 1, 'one')]);
    expect(await store.markProjected(doc, 1, 7)).toBe(true);
    expect(await store.saveSnapshot(snapshot(doc, 'stale', 1), 6)).toBe(false);
    expect(await store.markProjected(doc, 1, 6)).toBe(false);
    expect(await store.saveSnapshot(snapshot(doc, 'good', 1), 8)).toBe(true);
    expect(await store.saveSnapshot(snapshot(doc, 'older', 0), 9)).toBe(false);
    const loaded = await store.load(doc);
    expect([loaded.projectedSeq, loaded.coversSeq]).toEqual([1, 1]);
    expect(await store.markProjected(doc, 0, 9)).toBe(true);
    expect((await store.load(doc)).projectedSeq).toBe(1);
  });

  test('an erased document is gone, and nothing late brings it back', async () => {
    const doc = fresh();
    await store.append([row(doc, 1, 'secret')]);
    await store.saveSnapshot(snapshot(doc, 'secret', 1), 1);
    await store.erase(doc);
    expect(await store.load(doc)).toEqual({
      snapshot: null,
      coversSeq: 0,
      projectedSeq: 0,
      erased: true,
      rows: [],
    });
    expect(await store.append([row(doc, 2, 'late')])).toEqual(['erased']);
    expect(await store.saveSnapshot(snapshot(doc, 'late', 2), 9)).toBe(false);
    expect(await store.markProjected(doc, 2, 9)).toBe(false);
    expect((await store.load(doc)).rows).toEqual([]);
  });
});
