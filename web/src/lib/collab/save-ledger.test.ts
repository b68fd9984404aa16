import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { SaveLedger, mergeVectors } from './save-ledger.ts';

const added = (client: number, clock: number) => ({ client, clock, deletes: false });
const deleted = (client: number, clock: number) => ({ client, clock, deletes: true });

describe('the ledger of unsaved actions', () => {
  test('an action is saved only when the durable vector reaches its own client’s clock', () => {
    const ledger = new SaveLedger();
    ledger.record(added(1, 4), 1);
    ledger.record(added(1, 9), 2);
    expect(ledger.confirm(new Map([[2, 100]]), 2)).toBe(0);
    expect(ledger.confirm(new Map([[1, 3]]), 2)).toBe(0);
    expect(ledger.confirm(new Map([[1, 8]]), 2)).toBe(1);
    expect(ledger.count).toBe(1);
    expect(ledger.confirm(new Map([[1, 9]]), 2)).toBe(1);
    expect(ledger.count).toBe(0);
  });

  test('a pure deletion waits for its frame: the vector reached its clock long ago', () => {
    const ledger = new SaveLedger();
    ledger.record(deleted(1, 9), 3);
    expect(ledger.confirm(new Map([[1, 9]]), 2)).toBe(0);
    expect(ledger.confirm(new Map([[1, 9]]), 3)).toBe(1);
  });

  test('a deletion made offline waits for the frame with the whole state of the next connection', () => {
    const ledger = new SaveLedger();
    ledger.record(deleted(1, 9), 7);
    ledger.disconnected();
    ledger.record(deleted(1, 9), null);
    expect(ledger.confirm(new Map([[1, 9]]), 50)).toBe(0); // a count of the old connection means nothing
    ledger.stateSent(1);
    expect(ledger.confirm(new Map([[1, 9]]), 0)).toBe(0);
    expect(ledger.confirm(new Map([[1, 9]]), 1)).toBe(2);
  });

  test('typing on and on is one action, saved only with its last letter', () => {
    const ledger = new SaveLedger();
    for (let clock = 1; clock <= 40; clock++) ledger.record(added(1, clock), clock, { joinLast: true });
    expect(ledger.count).toBe(1);
    ledger.confirm(new Map([[1, 39]]), 39);
    expect(ledger.count).toBe(1);
    ledger.confirm(new Map([[1, 40]]), 40);
    expect(ledger.count).toBe(0);
  });

  test('what was left over from before a reload counts, under the client id of that time', () => {
    const ledger = new SaveLedger();
    ledger.record(added(7, 2), null);
    ledger.restore([added(5, 3), added(5, 6), added(5, 6)]);
    expect(ledger.count).toBe(3);
    ledger.confirm(new Map([[5, 6]]), 0);
    expect(ledger.unsaved).toEqual([added(7, 2)]);
  });

  test('agrees with Yjs about what a vector covers', () => {
    const mine = new Y.Doc();
    const server = new Y.Doc();
    const ledger = new SaveLedger();
    const list = mine.getMap('entries');
    mine.on('afterTransaction', (t) =>
      ledger.record(added(mine.clientID, t.afterState.get(mine.clientID) ?? 0), null),
    );
    list.set('a', 1);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
    list.set('b', 2);
    list.set('a', 3);
    ledger.confirm(Y.decodeStateVector(Y.encodeStateVector(server)), 0);
    expect(ledger.count).toBe(2);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
    ledger.confirm(Y.decodeStateVector(Y.encodeStateVector(server)), 0);
    expect(ledger.count).toBe(0);
  });
});

test('durable vectors of two tabs say together what each says alone', () => {
  const first = new Map([
    [1, 5],
    [2, 1],
  ]);
  const second = new Map([
    [2, 7],
    [3, 2],
  ]);
  expect([...mergeVectors(first, second)]).toEqual([
    [1, 5],
    [2, 7],
    [3, 2],
  ]);
});
