/** One part of a path: lower case, without accents, words joined by hyphens. Empty when nothing is left. */
export function slug(words: string): string {
  return words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
}

/** Words of our own addresses (`/sessions/new`, `/sessions/<path>/edit`) that would hide a session of that path. */
export const isReservedPath = (path: string): boolean =>
  path === 'new' || path === 'edit' || path.endsWith('/edit');

/** `austin/mueller-monday-night` of a session's city and name. Names in other scripts become `session`. */
export function pathOf(session: { name: string; city: string | null }): string {
  const parts = [slug(session.city ?? ''), slug(session.name) || 'session'];
  const path = parts.filter(Boolean).join('/');
  return isReservedPath(path) ? `${path}-session` : path;
}
