import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

/** Clients of `/live` that want more than their share. */
describe('a greedy client of /live', () => {
  let app: TestApp;
  let ada: Person;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_READS_PER_MINUTE: '120' } });
    ada = await app.signUp('Ada');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await app.close();
  });

  function open(namespace: string, person?: Person): Socket {
    const socket = io(app.origin + namespace, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { origin: app.origin, ...(person ? { cookie: person.cookie } : {}) },
    });
    sockets.push(socket);
    return socket;
  }

  /** How it went: connected, refused (at the door or in the namespace), or cut at once. */
  const outcome = (socket: Socket): Promise<'stays' | 'refused'> =>
    new Promise((resolve) => {
      socket.once('connect_error', () => {
        resolve('refused');
      });
      socket.once('disconnect', () => {
        resolve('refused');
      });
      // A server that cuts does so before it answers anything else.
      socket.once('connect', () =>
        socket.emit('watch', {}, () => {
          resolve('stays');
        }),
      );
    });

  it('finds nothing outside /live', async () => {
    expect(await outcome(open('/'))).toBe('refused');
  });

  it('has forty connections and no more, even when they come all at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => outcome(open('/live', ada))));
    expect(outcomes.filter((each) => each === 'stays')).toHaveLength(40);
  });

  it('gets one answer about a session it names five hundred times', async () => {
    const bob = await app.signUp('Bob');
    const { body } = await bob.post('/api/sessions', { name: 'Cobblestone' });
    const { id } = body as { id: string };
    await bob.post(`/api/sessions/${id}/instances`, {
      date: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
      startTime: '20:00',
    });
    const socket = open('/live', bob);
    const answer: unknown = await socket.emitWithAck('watch', {
      sessions: Array.from({ length: 500 }, () => id),
    });
    expect(answer).toMatchObject({ ok: true, snapshot: { instances: [{ sessionId: id }] } });
    expect((answer as { snapshot: { instances: unknown[] } }).snapshot.instances).toHaveLength(1);
  });

  it('is cut when it does not stop to ask, and the others are served', async () => {
    const socket = open('/live', await app.signUp('Eve'));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const cut = new Promise<void>((resolve) =>
      socket.once('disconnect', () => {
        resolve();
      }),
    );
    for (let i = 0; i < 1000; i++) socket.emit('unwatch', {});
    await cut;
    expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
  });

  it('cannot open connections faster than it may read', async () => {
    const outcomes = await Promise.all(Array.from({ length: 120 }, () => outcome(open('/live'))));
    expect(outcomes).toContain('refused');
  });
});
