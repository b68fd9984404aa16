import { existsSync } from 'node:fs';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RequestHandler } from 'express';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const VISITOR_HEADER = 'x-ensemble-visitor';
const BUILT_HANDLER = `${WEB}build/handler.js`;

export interface Pages {
  handler: RequestHandler;
  /** True for upgrades that belong to the development server's own reload channel. */
  ownsUpgrade(req: IncomingMessage): boolean;
  close(): Promise<void>;
}

/** The built SvelteKit handler. It reads the visitor's origin from these headers (see TRUST_PROXY). */
export async function builtPages(options: { secure: boolean }): Promise<Pages | null> {
  if (!existsSync(BUILT_HANDLER)) return null;
  // adapter-node takes https unless told, and a plain-HTTP form post would then be refused.
  process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
  process.env['ADDRESS_HEADER'] = VISITOR_HEADER;
  const { handler } = (await import(pathToFileURL(BUILT_HANDLER).href)) as { handler: RequestHandler };
  return {
    handler: (req, res, next) => {
      req.headers['x-forwarded-proto'] = options.secure ? 'https' : 'http';
      // Behind a proxy the socket's address is the proxy's: all visitors would share one limit.
      req.headers[VISITOR_HEADER] = req.ip ?? '';
      return handler(req, res, next);
    },
    ownsUpgrade: () => false,
    close: () => Promise.resolve(),
  };
}

/** Vite in the same process and on the same port, reloading pages as they are edited. */
export async function developmentPages(server: HttpServer): Promise<Pages> {
  const vite = await import('vite');
  const development = await vite.createServer({
    root: WEB,
    configFile: `${WEB}vite.config.ts`,
    server: { middlewareMode: true, hmr: { server } },
    appType: 'custom',
  });
  return {
    handler: development.middlewares as unknown as RequestHandler,
    ownsUpgrade: (req) => req.headers['sec-websocket-protocol']?.startsWith('vite-') ?? false,
    close: () => development.close(),
  };
}
