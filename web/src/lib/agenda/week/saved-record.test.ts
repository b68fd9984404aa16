import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ApiProblem } from '#lib/api/problem.ts';
import { SavedRecord, type RecordStore } from './saved-record.svelte.ts';
import { WriteQueue } from './write-queue.svelte.ts';

/** Without a page there is nobody to draw for: what the page would follow is a plain field here. */
beforeAll(() => {
  const plain = <Value>(value: Value): Value => value;
  vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
  const events = new EventTarget();
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
  vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
});
afterAll(() => vi.unstubAllGlobals());

interface Fields {
  start: string;
  seats: number;
}
interface View extends Fields {
  id: string;
  version: number;
}

/** A store with one record, as the API guards it; `answer` lets the next call through. */
function stage() {
  let row: View = { id: 'one', version: 1, start: '18:00', seats: 8 };
  const sent: Partial<Fields>[] = [];
  let failure: ApiProblem | null = null;
  const store: RecordStore<View, Fields> = {
    create: (fields) => Promise.resolve((row = { ...row, ...fields })),
    patch(_id, changes, version) {
      if (failure) return Promise.reject(failure);
      if (version !== row.version) return Promise.reject(new ApiProblem(412, 'stale-version', 'stale'));
      sent.push(changes);
      return Promise.resolve((row = { ...row, ...changes, version: version + 1 }));
    },
    get: () => Promise.resolve(row),
    fieldsOf: ({ start, seats }) => ({ start, seats }),
  };
  const queue = new WriteQueue();
  return {
    sent,
    queue,
    record: new SavedRecord<View, Fields>({ view: row }, store, queue),
    row: () => row,
    other: (changes: Partial<Fields>) => (row = { ...row, ...changes, version: row.version + 1 }),
    fail: (problem: ApiProblem | null) => (failure = problem),
  };
}

test('a change shows at once and is sent with its version; as stored it is not sent', async () => {
  const { record, queue, sent, row } = stage();
  record.change({ start: '19:00', seats: 8 });
  expect(record.fields).toEqual({ start: '19:00', seats: 8 });
  expect(record.isSaved).toBe(false);
  await queue.drained();
  expect(record.isSaved).toBe(true);
  expect(sent).toEqual([{ start: '19:00' }]);
  record.change({ start: '19:00' });
  await queue.drained();
  expect(sent).toHaveLength(1);
  expect(row()).toMatchObject({ start: '19:00', version: 2 });
});

test('changed again while the first is on its way: the last one stands', async () => {
  const { record, queue, row } = stage();
  record.change({ start: '19:00' });
  await Promise.resolve();
  record.change({ start: '20:00' });
  expect(record.fields.start).toBe('20:00');
  await queue.drained();
  expect(record.isSaved).toBe(true);
  expect(row().start).toBe('20:00');
});

test('others changed something else: both hold, and it is said', async () => {
  const { record, queue, other, row } = stage();
  other({ seats: 6 });
  record.change({ start: '19:00' });
  await queue.drained();
  expect(row()).toMatchObject({ start: '19:00', seats: 6 });
  expect(record.met).toEqual(['seats']);
  expect(record.clashes).toEqual([]);
});

test('others changed the same: theirs stands until the person says so', async () => {
  const { record, queue, other, row } = stage();
  other({ start: '21:00' });
  record.change({ start: '19:00', seats: 7 });
  await queue.drained();
  expect(record.fields).toEqual({ start: '21:00', seats: 7 });
  expect(record.clashes).toEqual([{ field: 'start', mine: '19:00', theirs: '21:00' }]);
  record.change({ start: '19:00' });
  await queue.drained();
  expect(record.clashes).toEqual([]);
  expect(row()).toMatchObject({ start: '19:00', seats: 7 });
});

test('what the server refuses is shown as it is stored, with the reason', async () => {
  const { record, queue, fail } = stage();
  fail(new ApiProblem(422, 'invalid', 'No.', { fields: [{ path: 'seats', message: 'too many' }] }));
  record.change({ seats: 900 });
  await queue.drained();
  expect(record.fields.seats).toBe(8);
  expect(record.refusal?.detail).toBe('No.');
  fail(null);
  record.change({ seats: 9 });
  await queue.drained();
  expect(record.refusal).toBe(null);
  expect(record.fields.seats).toBe(9);
});

test('signed out, the change waits; once back in, it is saved', async () => {
  const { record, queue, fail, row } = stage();
  fail(new ApiProblem(401, 'not-signed-in', 'Sign in.'));
  record.change({ seats: 9 });
  await expect.poll(() => queue.state).toMatchObject({ kind: 'held', kept: 1 });
  expect(record.fields.seats).toBe(9);
  fail(null);
  queue.retry();
  await queue.drained();
  expect(row().seats).toBe(9);
  expect(queue.state).toEqual({ kind: 'saved' });
});
