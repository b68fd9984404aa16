/** What the pages, their server side and the service worker agree on about copies of pages. */

/** Response headers of a page: whose page it is, and which build drew it. */
export const VIEWER_HEADER = 'x-ensemble-viewer';
export const BUILD_HEADER = 'x-ensemble-build';

/** The viewer of a page that nobody is signed in for. */
export const VISITOR = 'visitor';

/** A page says to the worker who looks at what. Copies of anybody else's pages go. */
export interface SeenMessage {
  type: 'seen';
  /** A user's id, or VISITOR. */
  viewer: string;
  /** Path of a page worth a copy that did not come through the worker; null: nothing to copy. */
  path: string | null;
}

export function isSeenMessage(data: unknown): data is SeenMessage {
  if (typeof data !== 'object' || data === null) return false;
  const { type, viewer, path } = data as Partial<Record<keyof SeenMessage, unknown>>;
  return type === 'seen' && typeof viewer === 'string' && (path === null || typeof path === 'string');
}

const EVENING = /^\/instances\/[^/]+\/?$/;
const READABLE = /^\/(?:sessions|tunes)(?:\/|$)/;
const A_FORM = /^\/sessions\/(?:new|.*\/edit)\/?$/;

export const isEveningPath = (path: string): boolean => EVENING.test(path);

/** Pages that are of use without a connection. Not who one is, not ways in, not forms. */
export const isKeepablePath = (path: string): boolean =>
  path === '/' || path === '/bookings' || isEveningPath(path) || (READABLE.test(path) && !A_FORM.test(path));

/** A copy says on itself when it was made (ISO 8601), so that the page can say it too. */
export const markKept = (html: string, keptAt: string): string =>
  html.replace('<html ', `<html data-kept="${keptAt}" `);

/** What a page's title calls it, still escaped for HTML; null without one. */
export const titleOf = (html: string): string | null =>
  /<title>([^<]+?)(?: · Ensemble)?<\/title>/.exec(html)?.[1]?.trim() ?? null;
