/**
 * Keeps the app at hand where there is no signal: this build's scripts, styles and fonts, and the last
 * copy of each page somebody saw. What was logged is not kept here: it lives in the page's own storage
 * (lib/collab), and an evening's copy comes up from it. Answers of the API are never kept.
 */
import { dev, version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { isEveningPath, isKeepablePath, isSeenMessage } from '../lib/offline/kept-page.ts';
import { KeptPages } from './kept-pages.ts';
import { offlinePage } from './offline-page.ts';

const BUILD_CACHE = `ensemble-build-${version}`;
const PAGES_CACHE = 'ensemble-pages';
/** A page that has not begun to answer after this long, ms, is taken from its copy, if there is one. */
const PATIENCE_MS = 3_000;
/** What stands before the app says so when the app is away. */
const OUT_OF_REACH = [502, 503, 504];

const pathOf = ({ path }: { path: string }): string => new URL(path, self.location.href).pathname;
const BUILT = immutable.map(pathOf);
const ASSETS = assets.map(pathOf);
/** Named by content. A page of a newer build may ask the worker of an older one for them. */
const isBuilt = (path: string): boolean => path.startsWith('/_app/immutable/');
/** Fonts of other scripts come when a name is written in them. */
const isForEverybody = (path: string): boolean => !path.endsWith('.woff2') || /-latin(?:-ext)?-/.test(path);
const fontLike = (pattern: RegExp): string | undefined => BUILT.find((path) => pattern.test(path));

const pages = new KeptPages(PAGES_CACHE);

async function install(): Promise<void> {
  const cache = await caches.open(BUILD_CACHE);
  await cache.addAll([
    ...BUILT.filter(isForEverybody),
    ...ASSETS.map((path) => new Request(path, { cache: 'no-cache' })),
  ]);
  // There is a connection now; when this build takes over, there may be none.
  await pages.renew(version).catch(() => undefined);
}

/** Runs once no page of an older build is open, so nothing that is on a screen loses its scripts. */
async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('ensemble-build-') && name !== BUILD_CACHE) await caches.delete(name);
  }
  await pages.dropOtherBuilds(version);
  await self.clients.claim();
}

async function builtFile(request: Request): Promise<Response> {
  const options = { ignoreVary: true };
  const known =
    (await caches.match(request, { ...options, cacheName: BUILD_CACHE })) ??
    (await caches.match(request, options)); // of another build whose page is open
  if (known) return known;
  const answer = await fetch(request);
  if (answer.status === 200) {
    const copy = answer.clone();
    const cache = await caches.open(BUILD_CACHE);
    await cache.put(request, copy).catch(() => undefined); // a full device still shows the page
  }
  return answer;
}

async function fromServer(request: Request): Promise<{ answer: Response; kept: Promise<void> }> {
  const { moment } = pages;
  const answer = await fetch(request);
  return { answer, kept: pages.keep(request.url, answer.clone(), moment) };
}

const afterPatience = (): Promise<null> => new Promise((done) => setTimeout(() => done(null), PATIENCE_MS));

async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const copy = isKeepablePath(new URL(request.url).pathname) ? await pages.find(request.url) : undefined;
  const asked = fromServer(request);
  event.waitUntil(asked.then(({ kept }) => kept).catch(() => undefined));
  try {
    const first = await (copy ? Promise.race([asked, afterPatience()]) : asked);
    if (first && !(copy && OUT_OF_REACH.includes(first.answer.status))) return first.answer;
  } catch {
    // No connection.
  }
  if (copy) return copy;
  return offlinePage(await pages.evenings(), {
    sans: fontLike(/source-sans-3-latin-wght/),
    serif: fontLike(/fraunces-latin-opsz/),
  });
}

/** Signing in, out or up, and joining as a guest: who looks at the pages may be another one now. */
async function whoOneIs(request: Request): Promise<Response> {
  const answer = await fetch(request);
  if (answer.ok) await pages.forget();
  return answer;
}

/** A page that was reached by a link within the app never came as a document: its copy is fetched. */
async function seen(viewer: string, path: string | null): Promise<void> {
  await pages.seen(viewer);
  if (path === null || !isKeepablePath(path)) return;
  if (!isEveningPath(path) && (await pages.find(path))) return;
  await (
    await fromServer(new Request(path))
  ).kept;
}

function answerFor(event: FetchEvent): Promise<Response> | null {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return null;
  if (request.method === 'POST') {
    return /^\/api\/(?:auth|join)\//.test(pathname) ? whoOneIs(request) : null;
  }
  if (request.method !== 'GET') return null;
  if (isBuilt(pathname) || ASSETS.includes(pathname)) return builtFile(request);
  if (request.mode === 'navigate' && !pathname.startsWith('/api/')) return page(event);
  return null;
}

if (dev) {
  // In development nothing is kept, also not what a built app left behind at this address.
  self.addEventListener('install', () => void self.skipWaiting());
  self.addEventListener('activate', (event) => {
    const ours = (name: string) => name.startsWith('ensemble-');
    event.waitUntil(
      caches.keys().then((names) => Promise.all(names.filter(ours).map((name) => caches.delete(name)))),
    );
  });
} else {
  self.addEventListener('install', (event) => event.waitUntil(install()));
  self.addEventListener('activate', (event) => event.waitUntil(activate()));
  self.addEventListener('fetch', (event) => {
    const answer = answerFor(event);
    if (answer) event.respondWith(answer);
  });
  self.addEventListener('message', (event) => {
    const { data } = event as { data: unknown };
    if (isSeenMessage(data)) event.waitUntil(seen(data.viewer, data.path).catch(() => undefined));
  });
}
