import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * The address a connection is counted by: the socket's, or behind `proxies` reverse proxies the one that the
 * outermost of them saw (each appends to X-Forwarded-For, so counted from the right).
 */
export function clientAddress(req: IncomingMessage, proxies: number): string {
  return countedAs(seenFrom(req, proxies));
}

/**
 * Whom an address is counted as: itself, or of an IPv6 one its network of 64 bits, since whoever has one such
 * address has 2^64 of them.
 */
export function countedAs(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = bare.toLowerCase().split('::', 2);
  const front = before.split(':').filter(Boolean);
  const back = (after ?? '').split(':').filter(Boolean);
  const gap = after === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(Math.max(0, gap)).fill('0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

function seenFrom(req: IncomingMessage, proxies: number): string {
  const own = req.socket.remoteAddress ?? '';
  if (proxies === 0) return own;
  const forwarded = [req.headers['x-forwarded-for'] ?? []].flat().join(',');
  const seen = forwarded
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return seen.at(-proxies) ?? seen[0] ?? own;
}
