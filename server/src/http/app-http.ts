import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import { AppError } from '@ensemble/shared';
import type { Log } from '../log.ts';
import { type OriginRule, refuseForeignWrites } from './origin.ts';
import { problemHandler } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';

export interface HttpDeps {
  log: Log;
  origin: OriginRule;
  trustProxy: number;
  /** People's browsers come by https. */
  secure: boolean;
  /** True while the node takes requests and its store answers. */
  isReady(): Promise<boolean>;
  metrics(): Promise<{ type: string; text: string }>;
  authRouter: RequestHandler;
  apiRouter: RequestHandler;
  /** The OpenAPI document; made when it is first asked for, since that takes longer than the rest of a start. */
  openApi: () => object;
  reads: RateLimit;
  writes: RateLimit;
  /** Who to count a request for: the user if known, else the address. */
  countFor(req: express.Request): Promise<string>;
  /** The pages; null while they are not built (tests of the API alone). */
  pages: RequestHandler | null;
  /** Requests of our own pages' server side, which speak for the visitor's address. */
  internalKey: string;
}

/** The order of the house: health, safety headers, limits, API, pages, one error handler. */
export function createHttpApp(deps: HttpDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  app.set('query parser', 'simple');
  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    const ready = await deps.isReady();
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
  app.get('/metrics', async (_req, res) => {
    const { type, text } = await deps.metrics();
    res.type(type).send(text);
  });
  app.use(
    '/api',
    helmet({
      strictTransportSecurity: deps.secure,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
    }),
    noStore,
    actForVisitor(deps.internalKey),
  );
  app.use('/api', refuseForeignWrites(deps.origin));
  app.use('/api', limitRequests(deps));
  let openApi: object | undefined;
  app.get('/api/openapi.json', (_req, res) => {
    res.json((openApi ??= deps.openApi()));
  });
  app.use('/api/auth', deps.authRouter);
  app.use('/api', deps.apiRouter);
  app.use('/api', () => {
    throw new AppError('not-found', 'There is no such address in the API. See /api/openapi.json.');
  });
  app.use('/api', problemHandler(deps.log));
  if (deps.pages) {
    // The pages bring their own Content-Security-Policy with hashes; the rest of the headers are the same.
    app.use(
      helmet({ strictTransportSecurity: deps.secure, contentSecurityPolicy: false }),
      forPages(limitRequests(deps)),
      forPages(notForOthers),
      deps.pages,
    );
  }
  app.use(problemHandler(deps.log));
  return app;
}

const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

/** A page shows what its visitor may see: no cache between us keeps it, and one's own asks again. */
const notForOthers: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'private, no-cache');
  next();
};

/** Drawing a page is work; its scripts and styles are files, the same for everybody. */
const forPages =
  (handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    if (req.path.startsWith('/_app/')) next();
    else return handler(req, res, next);
  };

/** Our own pages render on the server and ask the API over loopback: the limits are the visitor's. */
const actForVisitor =
  (internalKey: string): RequestHandler =>
  (req, _res, next) => {
    const address = req.get('x-ensemble-address');
    if (address !== undefined && isSame(req.get('x-ensemble-internal') ?? '', internalKey)) {
      Object.defineProperty(req, 'ip', { value: address, configurable: true });
    }
    next();
  };

/** How long it takes says nothing of how much was right. */
const isSame = (given: string, key: string): boolean => timingSafeEqual(digest(given), digest(key));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const limitRequests =
  ({ reads, writes, countFor }: HttpDeps): RequestHandler =>
  async (req, _res, next) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    await (isRead ? reads : writes).take(await countFor(req));
    next();
  };
