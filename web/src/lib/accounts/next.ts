/** An address with a query, a page's own or a plain URL. */
type Asking = Pick<URL, 'origin'> & { searchParams: Pick<URLSearchParams, 'get'> };

/**
 * Where to go after signing in: the page that asked for it. Only a path of this site counts, or a
 * link could send people who just signed in to somebody else's copy of the page.
 */
export function nextPath(url: Asking, fallback = '/'): string {
  const wanted = url.searchParams.get('next');
  if (wanted === null || !wanted.startsWith('/')) return fallback;
  const target = new URL(wanted, url.origin);
  return target.origin === url.origin ? target.pathname + target.search + target.hash : fallback;
}
