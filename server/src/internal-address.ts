import type { Server as HttpServer } from 'node:http';

/** How the pages' server side reaches the API: over loopback, in the visitor's name (see web/src/hooks.server.ts). */
export function setInternal(server: HttpServer, key: string): void {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server must be listening');
  // Only where we listen ourselves: on another of the machine's addresses somebody else might, and get the cookies.
  const isAny = address.address === '0.0.0.0' || address.address === '::';
  const host = isAny ? '127.0.0.1' : address.address;
  process.env['ENSEMBLE_INTERNAL_URL'] = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  process.env['ENSEMBLE_INTERNAL_KEY'] = key;
}
