import { beforeEach, expect, test, vi } from 'vitest';
import { BUILD_HEADER, VIEWER_HEADER } from '../lib/offline/kept-page.ts';
import { KeptPages } from './kept-pages.ts';

/** What the pages need of the browser's CacheStorage, which Node does not have. */
class MemoryCaches {
  readonly #stored = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const entries = this.#stored.get(name) ?? new Map<string, Response>();
    this.#stored.set(name, entries);
    const keyOf = (key: string | { url: string }) =>
      new URL(typeof key === 'string' ? key : key.url, location.href).href;
    return {
      match: async (key: string) => entries.get(keyOf(key))?.clone(),
      put: async (key: string, value: Response) => void entries.set(keyOf(key), value),
      delete: async (key: string | { url: string }) => entries.delete(keyOf(key)),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
    };
  }

  async delete(name: string) {
    return this.#stored.delete(name);
  }
}

const SITE = 'https://ensemble.test';
let pages: KeptPages;
beforeEach(() => {
  vi.stubGlobal('location', { href: `${SITE}/service-worker.js` });
  vi.stubGlobal('caches', new MemoryCaches());
  pages = new KeptPages('pages');
  return () => vi.unstubAllGlobals();
});

interface Drawn {
  status?: number;
  viewer?: string | null;
  build?: string;
  type?: string;
}
function drawn(
  body: string,
  { status = 200, viewer = 'maire', build = '1', type = 'text/html' }: Drawn = {},
) {
  const headers = new Headers({ 'content-type': type, [BUILD_HEADER]: build });
  if (viewer !== null) headers.set(VIEWER_HEADER, viewer);
  return new Response(`<html lang="en"><title>${body}</title></html>`, { status, headers });
}
const keep = (path: string, answer: Response) => pages.keep(SITE + path, answer, pages.moment);
const title = async (path: string) =>
  /<title>(.*)<\/title>/.exec((await (await pages.find(path))?.text()) ?? '')?.[1];

test('the last copy of a page comes back, marked as one', async () => {
  await keep('/instances/a', drawn('first'));
  await keep('/instances/a', drawn('second'));
  expect(await title('/instances/a')).toBe('second');
  expect(await (await pages.find('/instances/a'))?.text()).toContain('<html data-kept="');
});

test('errors, other paths, other kinds and pages of nobody in particular are not kept', async () => {
  await keep('/instances/a', drawn('x', { status: 500 }));
  await keep('/instances/b', drawn('x', { viewer: null }));
  await keep('/instances/c', drawn('x', { type: 'application/json' }));
  await keep('/account', drawn('x'));
  for (const path of ['/instances/a', '/instances/b', '/instances/c', '/account']) {
    expect(await pages.find(path)).toBeUndefined();
  }
});

test('a page one may not see any more loses its copy; a server in trouble takes nothing away', async () => {
  await keep('/instances/a', drawn('a'));
  await keep('/instances/a', drawn('trouble', { status: 503, viewer: null }));
  expect(await title('/instances/a')).toBe('a');
  await keep('/instances/a', drawn('gone', { status: 404, viewer: null }));
  expect(await pages.find('/instances/a')).toBeUndefined();
});

test('another viewer, by a page or by word, ends the copies of the one before', async () => {
  await keep('/instances/a', drawn('a'));
  await keep('/', drawn('now', { viewer: 'tom' }));
  expect(await pages.find('/instances/a')).toBeUndefined();
  expect(await title('/')).toBe('now');
  await pages.seen('tom');
  expect(await title('/')).toBe('now');
  await pages.seen('visitor');
  expect(await pages.find('/')).toBeUndefined();
});

test('a page asked for before a sign-out is not kept after it, in whatever order the answers come', async () => {
  await keep('/', drawn('now'));
  const { moment } = pages;
  const forgotten = pages.forget();
  await pages.keep(`${SITE}/instances/a`, drawn('late'), moment);
  await forgotten;
  await pages.keep(`${SITE}/instances/b`, drawn('later'), moment);
  for (const path of ['/', '/instances/a', '/instances/b']) expect(await pages.find(path)).toBeUndefined();
});

test('a new build draws copies anew, never for another person, and drops what it could not', async () => {
  await keep('/instances/a', drawn('old a'));
  await keep('/instances/b', drawn('old b'));
  vi.stubGlobal('fetch', async (path: string) =>
    path === '/instances/a' ? drawn('new a', { build: '2' }) : drawn('b', { build: '2', viewer: 'tom' }),
  );
  await pages.renew('2');
  await pages.dropOtherBuilds('2');
  expect(await title('/instances/a')).toBe('new a');
  expect(await pages.find('/instances/b')).toBeUndefined();
  expect(await pages.evenings()).toEqual([{ path: '/instances/a', title: 'new a' }]);
});

test('forty pages are kept, the oldest goes first', async () => {
  for (let n = 0; n < 42; n++) await keep(`/tunes/${n}`, drawn(`tune ${n}`));
  expect(await pages.find('/tunes/1')).toBeUndefined();
  expect(await title('/tunes/2')).toBe('tune 2');
  expect(await title('/tunes/41')).toBe('tune 41');
});
