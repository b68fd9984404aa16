import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SpawnedApp } from '../../support/spawned-app.ts';

/** Mistakes that our code does not make as far as we know, made for it on a signal. */
const MISTAKES = `
process.on('SIGUSR2', () => { throw new Error('a mistake in some listener'); });
process.on('SIGPIPE', () => { Promise.reject(new Error('a promise nobody looked at')); });
`;

let app: SpawnedApp;
beforeAll(async () => {
  app = await SpawnedApp.start({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(MISTAKES)}`,
  });
});
afterAll(() => app.close());

const isUp = async (): Promise<boolean> => (await fetch(`${app.url}/healthz`)).ok;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('a promise that nobody looked at is written to the log, and the app serves on', async () => {
  app.signal('SIGPIPE');
  await until(() => app.output.includes('a promise nobody looked at'));
  expect(await isUp()).toBe(true);
});

it('a request that never ends its headers is let go, and others are served meanwhile', async () => {
  const { port } = new URL(app.url);
  const ended = new Promise<string>((resolve) => {
    let heard = '';
    const slow = connect(Number(port), '127.0.0.1', () =>
      slow.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    );
    const drip = setInterval(() => slow.write('a'), 500);
    slow.setEncoding('utf8').on('data', (text: string) => (heard += text));
    slow.on('error', () => undefined);
    slow.on('close', () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
  expect(await isUp()).toBe(true);
  expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
}, 60_000);

it('an exception from nowhere ends the app in order, with a code that a supervisor sees', async () => {
  expect(await app.endedBy('SIGUSR2')).toBe(1);
  expect(app.output).toContain('a mistake in some listener');
  await app.start();
  expect(await isUp()).toBe(true);
}, 60_000);
