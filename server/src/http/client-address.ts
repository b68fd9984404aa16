import type { IncomingMessage } from 'node:http';

/**
 * The address a connection is counted by: the socket's, or behind `proxies` reverse proxies the one that the
 * outermost of them saw (each appends to X-Forwarded-For, so counted from the right).
 */
export function clientAddress(req: IncomingMessage, proxies: number): string {
  const own = req.socket.remoteAddress ?? '';
  if (proxies === 0) return own;
  const forwarded = [req.headers['x-forwarded-for'] ?? []].flat().join(',');
  const seen = forwarded
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return seen.at(-proxies) ?? seen[0] ?? own;
}
