import process from 'node:process';
import type { Handle, HandleFetch } from '@sveltejs/kit/hooks';
import { THEME_COOKIE, readTheme } from '#lib/viewer/theme.ts';

/** Draws the page in the chosen theme from its first byte, so nothing flashes and no script is needed for it. */
export const handle: Handle = ({ event, resolve }) => {
  const theme = readTheme(event.cookies.get(THEME_COOKIE));
  return resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%ensemble.theme%', theme),
    filterSerializedResponseHeaders: (name) => name === 'content-type',
    preload: ({ type, path }) =>
      type === 'js' || type === 'css' || (type === 'font' && /-latin-(opsz|wght)-normal/.test(path)),
  });
};

/**
 * The API lives beside Kit on the same port. While a page is drawn on the server its calls go there
 * directly, in the visitor's name: with their cookie, and their address for the rate limits. The key
 * proves that the address comes from us.
 */
export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
  const url = new URL(request.url);
  const internal = process.env['ENSEMBLE_INTERNAL_URL'];
  if (internal === undefined || url.origin !== event.url.origin || !url.pathname.startsWith('/api/')) {
    return fetch(request);
  }
  const forwarded = new Request(new URL(url.pathname + url.search, internal), request);
  const cookie = event.request.headers.get('cookie');
  if (cookie !== null) forwarded.headers.set('cookie', cookie);
  const language = event.request.headers.get('accept-language');
  if (language !== null) forwarded.headers.set('accept-language', language);
  forwarded.headers.set('x-ensemble-internal', process.env['ENSEMBLE_INTERNAL_KEY'] ?? '');
  forwarded.headers.set('x-ensemble-address', event.getClientAddress());

  // Not Kit's own fetch: where the visitor came by the same address it would look for a page named /api.
  const response = await globalThis.fetch(forwarded);
  // A session that the API renews while we draw must reach the browser, or it would lapse there.
  for (const header of response.headers.getSetCookie()) passCookie(event, header);
  return response;
};

/** Repeats one Set-Cookie header of the API on the page's own answer. */
function passCookie(event: Parameters<HandleFetch>[0]['event'], header: string): void {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const cut = pair.indexOf('=');
  if (cut < 1) return;
  const named = new Map(
    attributes.map((attribute) => {
      const [key = '', value = ''] = attribute.split('=', 2);
      return [key.toLowerCase(), value] as const;
    }),
  );
  const maxAge = Number(named.get('max-age'));
  const sameSite = named.get('samesite')?.toLowerCase();
  event.cookies.set(pair.slice(0, cut), pair.slice(cut + 1), {
    path: named.get('path') || '/',
    httpOnly: named.has('httponly'),
    secure: named.has('secure'),
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
    encode: (value) => value,
    ...(Number.isFinite(maxAge) ? { maxAge } : {}),
  });
}
