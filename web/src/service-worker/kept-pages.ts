import {
  BUILD_HEADER,
  VIEWER_HEADER,
  isEveningPath,
  isKeepablePath,
  markKept,
  titleOf,
} from '../lib/offline/kept-page.ts';

/** More copies than this push out the oldest. */
const MOST = 40;
/** Where the cache notes whose pages it holds; no page has this address. */
const WHOSE = '/~whose';

const keyOf = (url: string): string => {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
};

/**
 * The last copies of pages, all of one person: whoever else is seen to look at a page, or to sign in or
 * out, ends them all. Changes happen one after another; a page that was asked for before such an end is
 * not kept after it, whoever's it is (`moment`).
 */
export class KeptPages {
  readonly #name: string;
  #moment = 0;
  #changes: Promise<unknown> = Promise.resolve();

  constructor(cacheName: string) {
    this.#name = cacheName;
  }

  /** To be taken before a page is asked for, and handed to `keep` with the answer. */
  get moment(): number {
    return this.#moment;
  }

  async find(url: string): Promise<Response | undefined> {
    const cache = await caches.open(this.#name);
    const copy = await cache.match(keyOf(url));
    const whose = await whoseIs(cache);
    return copy && whose === copy.headers.get(VIEWER_HEADER) ? copy : undefined;
  }

  /**
   * Keeps this answer where it is a page to keep; forgets the copy of one that is not there any more.
   * `mayBegin` false: only beside copies of the same person.
   */
  async keep(url: string, answer: Response, moment: number, mayBegin = true): Promise<void> {
    const key = keyOf(url);
    if (!isKeepablePath(new URL(url, location.href).pathname)) return;
    if ([401, 403, 404, 410].includes(answer.status)) {
      return this.#change(async () => void (await (await caches.open(this.#name)).delete(key)));
    }
    const viewer = answer.headers.get(VIEWER_HEADER);
    const isHtml = answer.headers.get('content-type')?.startsWith('text/html') === true;
    if (answer.status !== 200 || answer.redirected || viewer === null || !isHtml) return;
    const copy = await copyOf(answer);
    await this.#change(async () => {
      if (moment !== this.#moment) return;
      if (!mayBegin && (await whoseIs(await caches.open(this.#name))) !== viewer) return;
      const cache = await this.#cacheFor(viewer);
      await cache.delete(key); // the newest stands last
      await cache.put(key, copy);
      const keys = (await cache.keys()).filter(({ url }) => keyOf(url) !== WHOSE);
      for (const oldest of keys.slice(0, Math.max(0, keys.length - MOST))) await cache.delete(oldest);
    });
  }

  /** This person looks at our pages now. */
  seen(viewer: string): Promise<void> {
    return this.#change(async () => void (await this.#cacheFor(viewer)));
  }

  /** Somebody signed in or out: nothing kept, and nothing under way, is for whoever comes. */
  forget(): Promise<void> {
    this.#moment++;
    return this.#change(async () => void (await caches.delete(this.#name)));
  }

  /** Fetches the copies of other builds anew. The worker in charge may forget them meanwhile: so be it. */
  async renew(build: string): Promise<void> {
    for (const url of await this.#ofOtherBuilds(build)) {
      const moment = this.#moment;
      await this.keep(url, await fetch(url), moment, false);
    }
  }

  /** Copies of other builds go with the scripts they need. */
  async dropOtherBuilds(build: string): Promise<void> {
    const cache = await caches.open(this.#name);
    for (const url of await this.#ofOtherBuilds(build)) await cache.delete(url);
  }

  /** Evenings that can be opened without a connection, the latest first; titles as escaped in HTML. */
  async evenings(): Promise<{ path: string; title: string }[]> {
    const cache = await caches.open(this.#name);
    const found: { path: string; title: string }[] = [];
    for (const { url } of await cache.keys()) {
      const path = keyOf(url);
      if (!isEveningPath(path)) continue;
      const copy = await this.find(path);
      if (copy) found.unshift({ path, title: titleOf(await copy.text()) ?? 'An evening' });
    }
    return found;
  }

  async #ofOtherBuilds(build: string): Promise<string[]> {
    const cache = await caches.open(this.#name);
    const urls: string[] = [];
    for (const { url } of await cache.keys()) {
      const copy = await cache.match(url);
      if (keyOf(url) !== WHOSE && copy?.headers.get(BUILD_HEADER) !== build) urls.push(keyOf(url));
    }
    return urls;
  }

  async #cacheFor(viewer: string): Promise<Cache> {
    let cache = await caches.open(this.#name);
    if ((await whoseIs(cache)) === viewer) return cache;
    this.#moment++;
    await caches.delete(this.#name);
    cache = await caches.open(this.#name);
    await cache.put(WHOSE, new Response(viewer));
    return cache;
  }

  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changes.then(work);
    this.#changes = done.catch(() => undefined);
    return done;
  }
}

const whoseIs = async (cache: Cache): Promise<string | undefined> => (await cache.match(WHOSE))?.text();

async function copyOf(answer: Response): Promise<Response> {
  const headers = new Headers(answer.headers);
  // The body is kept unpacked.
  for (const name of ['content-encoding', 'content-length', 'etag']) headers.delete(name);
  return new Response(markKept(await answer.text(), new Date().toISOString()), { headers });
}
