import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { ConfigError, originOf, readConfig, unknownLimits } from './config.ts';
import { createLog } from './log.ts';

const SHUTDOWN_MS = 15_000;

/** Starts one app node, prints its address, and stops it in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  for (const warning of unknownLimits(process.env)) log.warn(warning);
  const server = createServer();
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
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const hurry = setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, SHUTDOWN_MS);
    hurry.unref();
    server.close();
    app.close().then(
      () => {
        server.closeAllConnections();
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
