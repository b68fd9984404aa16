import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ActiveEvent,
  type ClientEvents,
  liveKey,
  type ServerEvents,
  type StateEvents,
  type WatchRequest,
  type WatchSnapshot,
} from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { idleRun } from '@ensemble/shared/training';
import { type InstanceChange, LiveClient } from './live-client.ts';

const EVENING = 'a'.repeat(24);
const OTHER = 'b'.repeat(24);
const SESSION = 'c'.repeat(24);
const DRAFT = 'd'.repeat(24);

/** A real socket.io server that answers watches with what it was told to. */
async function stage() {
  const http = createServer();
  const io = new Server<ClientEvents, ServerEvents>(http);
  const asked: WatchRequest[] = [];
  const left: WatchRequest[] = [];
  let held: (() => void)[] | null = null;
  let snapshot: WatchSnapshot = { instances: [], active: [], seats: [] };
  io.of('/live').on('connection', (socket) => {
    socket.on('watch', (request, answer) => {
      asked.push(request);
      const tell = () => answer({ ok: true, snapshot });
      if (held) held.push(tell);
      else tell();
    });
    socket.on('unwatch', (request) => void left.push(request));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const client = new LiveClient(`http://127.0.0.1:${(http.address() as AddressInfo).port}/live`, {
    spreadMs: 0,
  });
  return {
    client,
    live: io.of('/live'),
    asked,
    left,
    answerWith: (next: Partial<WatchSnapshot>) =>
      void (snapshot = { instances: [], active: [], seats: [], ...next }),
    holdAnswers: () => void (held = []),
    releaseAnswers: () => {
      for (const tell of held ?? []) tell();
      held = null;
    },
    close: async () => {
      client.close();
      await io.close();
    },
  };
}

const active = (version: number, isActive = true, instanceId = EVENING): ActiveEvent => ({
  instanceId,
  sessionId: SESSION,
  isActive,
  version,
});

const seats = (version: number, instanceId = EVENING): SeatCountsView => ({
  instanceId,
  version,
  capacityMin: 2,
  capacityMax: 9,
  taken: version,
  held: 0,
  left: 9 - version,
  waitlisted: 0,
  status: 'scheduled',
});
const draftState = (version: number): StateEvents['draft'] => ({
  id: DRAFT,
  version,
  status: 'draft',
  readinessScore: 0,
  lastAutosaveAt: null,
  isDirty: false,
  acceptedVersionId: null,
  selectedVersionId: null,
  publishedSessionId: null,
  hasUnpublishedChanges: false,
  publishProblem: null,
  versionCount: 0,
});
const variantsState = (version: number): StateEvents['variants'] => ({
  draftId: DRAFT,
  version,
  jobId: null,
  state: 'idle',
  progress: 0,
  stage: '',
  steps: [],
});
const instance = (id: string, version: number) =>
  ({ id, version, citySlug: 'porto' }) as WatchSnapshot['instances'][number];

describe('the live client', () => {
  let s: Awaited<ReturnType<typeof stage>>;
  beforeEach(async () => void (s = await stage()));
  afterEach(() => s.close());

  test('hands over the snapshot, then newer states, never older ones', async () => {
    s.answerWith({ active: [active(3)] });
    const seen: number[] = [];
    s.client.watch({ instances: [EVENING] }, { onActive: (event) => void seen.push(event.version) });
    await expect.poll(() => seen).toEqual([3]);
    s.live.emit('active', active(2));
    s.live.emit('active', active(5, false));
    s.live.emit('active', active(4));
    s.live.emit('active', active(9, true, OTHER));
    s.live.emit('active', active(6));
    await expect.poll(() => seen).toEqual([3, 5, 6]);
  });

  test('asks again after a reconnect, for everything still watched', async () => {
    s.client.watch({ instances: [EVENING] }, {});
    const unwatch = s.client.watch({ instances: [OTHER] }, {});
    await expect.poll(() => s.asked.flatMap((r) => r.instances ?? [])).toContain(OTHER);
    unwatch();
    await expect.poll(() => s.left).toEqual([{ instances: [OTHER] }]);
    s.asked.length = 0;
    s.live.disconnectSockets(true);
    await expect.poll(() => s.asked, { timeout: 10_000 }).toEqual([{ instances: [EVENING] }]);
  });

  test('a digest with a newer version makes it ask; a known version does not', async () => {
    s.answerWith({ active: [active(3)] });
    let seen = 0;
    s.client.watch({ instances: [EVENING] }, { onActive: (event) => void (seen = event.version) });
    await expect.poll(() => seen).toBe(3);
    s.asked.length = 0;
    s.live.emit('digest', { [EVENING]: 3 });
    s.answerWith({ active: [active(7)] });
    s.live.emit('digest', { [EVENING]: 7 });
    await expect.poll(() => seen).toBe(7);
    expect(s.asked).toEqual([{ instances: [EVENING] }]);
  });

  test('a draft, what is made for it and a day’s run each have versions of their own', async () => {
    const [draft, progress] = [draftState(4), variantsState(1)];
    s.answerWith({ drafts: [draft], variants: [progress] });
    const seen: string[] = [];
    const unwatch = s.client.watch(
      { drafts: [DRAFT], runs: [OTHER] },
      {
        onDraft: ({ version }) => void seen.push(`draft ${version}`),
        onVariants: ({ version }) => void seen.push(`variants ${version}`),
        onRun: ({ version }) => void seen.push(`run ${version}`),
      },
    );
    await expect.poll(() => seen).toEqual(['draft 4', 'variants 1']);
    s.live.emit('draft', draftState(3));
    s.live.emit('variants', variantsState(2));
    s.live.emit('run', { ...idleRun(OTHER), version: 1 });
    s.live.emit('run', { ...idleRun(DRAFT), version: 9 });
    await expect.poll(() => seen.slice(2)).toEqual(['variants 2', 'run 1']);

    s.asked.length = 0;
    s.answerWith({ drafts: [draftState(5)] });
    s.live.emit('digest', { [liveKey('draft', DRAFT)]: 4, [liveKey('variants', DRAFT)]: 2 });
    s.live.emit('digest', { [liveKey('draft', DRAFT)]: 5, [liveKey('run', OTHER)]: 1, [EVENING]: 3 });
    await expect.poll(() => seen.slice(4)).toEqual(['draft 5']);
    expect(s.asked).toEqual([{ drafts: [DRAFT] }]);
    unwatch();
    await expect.poll(() => s.left).toEqual([{ drafts: [DRAFT], runs: [OTHER] }]);
  });

  test('two watchers of one evening share it: the server hears unwatch with the last', async () => {
    const first = s.client.watch({ instances: [EVENING] }, {});
    const second = s.client.watch({ instances: [EVENING] }, {});
    await expect.poll(() => s.asked.length).toBeGreaterThan(0);
    first();
    first(); // releasing twice counts once
    const third = s.client.watch({ instances: [OTHER] }, {});
    third();
    await expect.poll(() => s.left).toEqual([{ instances: [OTHER] }]);
    second();
    await expect.poll(() => s.left).toEqual([{ instances: [OTHER] }, { instances: [EVENING] }]);
  });

  test('a watched session brings the evenings that belong to it', async () => {
    const seen: InstanceChange[] = [];
    s.client.watch({ sessions: [SESSION] }, { onInstance: (change) => void seen.push(change) });
    await expect.poll(() => s.asked.length).toBe(1);
    s.live.emit('instance', { id: OTHER, version: 1, sessionId: 'd'.repeat(24) });
    s.live.emit('instance', { id: EVENING, version: 1, sessionId: SESSION });
    s.live.emit('instance', { id: EVENING, version: 2, comments: 'The snug' });
    await expect
      .poll(() => seen.map((change) => [change.id, change.version]))
      .toEqual([
        [EVENING, 1],
        [EVENING, 2],
      ]);
  });
});

describe('seats', () => {
  let s: Awaited<ReturnType<typeof stage>>;
  let heard: [id: string, version: number][];
  beforeEach(async () => {
    s = await stage();
    heard = [];
  });
  afterEach(() => s.close());
  const onSeats = ({ instanceId, version }: SeatCountsView) => void heard.push([instanceId, version]);

  test('come with the snapshot and then as they change, never older ones, each to who watches it', async () => {
    s.answerWith({ seats: [seats(3)] });
    s.client.watch({ instances: [EVENING] }, { onSeats });
    await expect.poll(() => heard).toEqual([[EVENING, 3]]);
    s.live.emit('seats', seats(2));
    s.live.emit('seats', seats(5));
    s.live.emit('seats', seats(9, OTHER));
    s.live.emit('seats', seats(6));
    await expect
      .poll(() => heard.slice(1))
      .toEqual([
        [EVENING, 5],
        [EVENING, 6],
      ]);
  });

  test('of a city are those of all its sessions, also of a date that was never shown', async () => {
    s.answerWith({ instances: [instance(EVENING, 1)], seats: [seats(1)] });
    s.client.watch({ city: 'porto' }, { onSeats });
    const elsewhere: string[] = [];
    s.client.watch({ sessions: [SESSION] }, { onSeats: ({ instanceId }) => void elsewhere.push(instanceId) });
    await expect.poll(() => heard).toEqual([[EVENING, 1]]);
    s.live.emit('seats', seats(2, OTHER));
    s.live.emit('seats', seats(3));
    await expect
      .poll(() => heard.slice(1))
      .toEqual([
        [OTHER, 2],
        [EVENING, 3],
      ]);
    expect(elsewhere).not.toContain(EVENING);
  });

  test('that were lost are asked for again as they are watched, and so is a new day', async () => {
    s.answerWith({ instances: [instance(EVENING, 1)], seats: [seats(1)] });
    s.client.watch({ city: 'porto' }, { onSeats });
    await expect.poll(() => heard.length).toBe(1);
    s.asked.length = 0;
    s.live.emit('digest', { [EVENING]: 1 });
    s.answerWith({ instances: [instance(EVENING, 4)], seats: [seats(4)] });
    s.live.emit('digest', { [EVENING]: 4 });
    await expect.poll(() => heard.at(-1)).toEqual([EVENING, 4]);
    expect(s.asked).toEqual([{ city: 'porto' }]);
    // Past midnight the city's digest names sessions that nobody has told of yet.
    s.answerWith({ instances: [instance(OTHER, 1)], seats: [seats(1, OTHER)] });
    s.live.emit('digest', { [EVENING]: 4, [OTHER]: 1 });
    await expect.poll(() => heard.at(-1)).toEqual([OTHER, 1]);
    expect(s.asked).toEqual([{ city: 'porto' }, { city: 'porto' }]);
  });

  test('that came do not hide that the rest of the instance was lost', async () => {
    s.answerWith({ instances: [instance(EVENING, 1)], seats: [seats(1)] });
    const titles: number[] = [];
    s.client.watch(
      { instances: [EVENING] },
      { onSeats, onInstance: ({ version }) => void titles.push(version) },
    );
    await expect.poll(() => titles).toEqual([1]);
    s.live.emit('seats', seats(3));
    s.answerWith({ instances: [instance(EVENING, 3)], seats: [seats(3)] });
    s.live.emit('digest', { [EVENING]: 3 });
    await expect.poll(() => titles).toEqual([1, 3]);
  });

  test('of two cities come again after a reconnect, and so many ids in questions the server takes', async () => {
    for (const city of ['porto', 'braga']) s.client.watch({ city }, { onSeats });
    const ids = Array.from({ length: 700 }, (_, i) => i.toString(16).padStart(24, '0'));
    s.client.watch({ instances: ids.slice(0, 400) }, {});
    s.client.watch({ instances: ids.slice(400) }, {});
    await expect.poll(() => s.asked.flatMap(({ instances = [] }) => instances).length).toBe(700);
    s.asked.length = 0;
    s.live.disconnectSockets(true);
    await expect.poll(() => s.asked.length, { timeout: 10_000 }).toBe(2);
    expect(s.asked.map(({ city }) => city)).toEqual(['porto', 'braga']);
    expect(s.asked.map(({ instances = [] }) => instances.length)).toEqual([500, 200]);
  });
});

describe('the connection', () => {
  test('is lost until everything watched was told anew, and says when it last heard', async () => {
    const s = await stage();
    try {
      const states: boolean[] = [];
      const stop = s.client.onConnection(() => void states.push(s.client.connected));
      expect([s.client.connected, s.client.heardMs]).toEqual([true, null]);
      const heard: number[] = [];
      s.answerWith({ seats: [seats(1)] });
      s.client.watch({ instances: [EVENING] }, { onSeats: ({ version }) => void heard.push(version) });
      await expect.poll(() => heard).toEqual([1]);
      const before = s.client.heardMs;
      expect(before).toBeLessThanOrEqual(Date.now());
      s.holdAnswers();
      s.live.disconnectSockets(true);
      await expect.poll(() => s.asked.length, { timeout: 10_000 }).toBe(2);
      expect([s.client.connected, s.client.heardMs]).toEqual([false, before]);
      s.answerWith({ seats: [seats(2)] });
      s.releaseAnswers();
      await expect.poll(() => s.client.connected).toBe(true);
      expect(heard).toEqual([1, 2]);
      expect(states).toEqual([false, true]);
      stop();
    } finally {
      await s.close();
    }
  });
});
