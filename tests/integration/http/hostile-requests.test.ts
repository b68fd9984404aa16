import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';

/** What no browser sends and every scanner does. A request may be refused; the node goes on. */
describe('hostile requests', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  /** The status line and what follows, once the server has closed the connection; null when it answered nothing. */
  function send(raw: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(app.origin).port), '127.0.0.1', () => socket.write(raw));
      let heard = '';
      socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(heard === '' ? null : heard);
      });
    });
  }

  const upgrade = (target: string): string =>
    [
      `GET ${target} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n');
  const get = (target: string): string =>
    `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;

  const TARGETS = [
    '//',
    '///x',
    'http://[',
    '/%',
    '/collab/%E0%A4%A',
    '/collab/../..',
    '/\\',
    '*',
    '/collab//',
    '/socket.iox',
  ];

  it.each(TARGETS)('refuses an upgrade to %s and goes on', async (target) => {
    expect(await send(upgrade(target))).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
  });

  it.each(TARGETS)('refuses a request for %s and goes on', async (target) => {
    expect(await send(get(`/api${target}`))).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
  });
});
