import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActiveEvent, ClientEvents, ServerEvents, WatchRequest, WatchSnapshot } from '@ensemble/shared';
import { type InstanceChange, LiveClient } from './live-client.ts';

const EVENING = 'a'.repeat(24);
const OTHER = 'b'.repeat(24);
const SESSION = 'c'.repeat(24);

/** A real socket.io server that answers watches with what it was told to. */
async function stage() {
  const http = createServer();
  const io = new Server<ClientEvents, ServerEvents>(http);
  const asked: WatchRequest[] = [];
  const left: WatchRequest[] = [];
  let snapshot: WatchSnapshot = { instances: [], active: [], seats: [] };
  io.of('/live').on('connection', (socket) => {
    socket.on('watch', (request, answer) => {
      asked.push(request);
      answer({ ok: true, snapshot });
    });
    socket.on('unwatch', (request) => void left.push(request));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const client = new LiveClient(`http://127.0.0.1:${(http.address() as AddressInfo).port}/live`);
  return {
    client,
    live: io.of('/live'),
    asked,
    left,
    answerWith: (next: Partial<WatchSnapshot>) =>
      void (snapshot = { instances: [], active: [], seats: [], ...next }),
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
