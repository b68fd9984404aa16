import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { ConfigError, originOf, readConfig, unknownLimits } from './config.ts';
import { createLog } from './log.ts';

const SHUTDOWN_MS = 15_000;
/** How long a client may take to say what it wants: whoever sends a byte now and then must not hold a socket for ever. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;
/** Longer than the minute that reverse proxies keep a connection: they must be the first to let go of it. */
const KEEP_ALIVE_MS = 65_000;

/** Starts one app node, prints its address, and stops it in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  for (const warning of unknownLimits(process.env)) log.warn(warning);
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 5_000,
  });
  // Listening comes first: only then is the port known, which the public origin is made of.
  let handle: RequestListener = (_req, res) => {
    res.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' }).end('Starting.\n');
  };
  // One listener that stays: socket.io wraps those it finds when it attaches.
  server.on('request', (req, res) => {
    handle(req, res);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const origin = originOf(config, port);
  // Without a set origin the machine's own two names for itself both lead here.
  const local =
    config.publicOrigin === undefined ? [`http://localhost:${port}`, `http://127.0.0.1:${port}`] : [];
  const app = await createApp({
    config,
    log,
    server,
    origins: [origin, ...local.filter((other) => other !== origin)],
  });
  handle = app.handler;
  process.stdout.write(`Ensemble is ready at ${origin}\n`);

  let stopping = false;
  const stop = (exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    const hurry = setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, SHUTDOWN_MS);
    hurry.unref();
    server.close();
    app.close().then(
      () => {
        server.closeAllConnections();
        process.exit(exitCode);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      stop(0);
    });
  }
  // One request's mistake that nobody awaited: every write is whole by itself, so the others are served on.
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a failure that nobody waited for');
  });
  // Thrown where nobody can know what was left half done: save what there is, and let the supervisor start anew.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected failure; stopping');
    stop(1);
  });
}

main().catch((error: unknown) => {
  const message =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
