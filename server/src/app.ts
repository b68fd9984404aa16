import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type express from 'express';
import { Redis } from 'ioredis';
import { AppError, type Clock, systemClock } from '@ensemble/shared';
import { backup } from './backup/backup.ts';
import { AUTH_OPERATIONS, createAccounts } from './accounts/index.ts';
import { createAgenda } from './agenda/index.ts';
import { createCollab, MongoCollabStore, openRedisBus } from './collab/index.ts';
import { type Config, ensureAuthSecret } from './config.ts';
import { connectStore } from './db.ts';
import { createDocuments } from './documents/index.ts';
import { createHttpApp } from './http/app-http.ts';
import { clientAddress, countedAs } from './http/client-address.ts';
import { idempotencyStore } from './http/idempotency.ts';
import { openApiDocument } from './http/openapi.ts';
import { isBearer, originRule } from './http/origin.ts';
import { rateLimit } from './http/rate-limit.ts';
import { mountRoutes } from './http/registry.ts';

import type { RouteDefinition } from './http/route.ts';
import type { Viewer } from './http/viewer.ts';
import {
  activeJob,
  InstanceOwners,
  InstancesRepo,
  instanceRoutes,
  instanceWatchable,
  InstancesService,
} from './instances/index.ts';
import { createKnowledge } from './knowledge/index.ts';
import { Live } from './live/live.ts';
import { createEmbedder, createLlm } from './llm/index.ts';
import { setInternal } from './internal-address.ts';
import { type Log, subject } from './log.ts';
import { mailLimitsOf } from './mail/mail-limits.ts';
import { createMailer, type Mailer } from './mail/mailer.ts';
import { createMetrics } from './metrics.ts';
import { createMusic } from './music/index.ts';
import { Paced } from './paced.ts';
import { builtPages, developmentPages } from './pages.ts';
import { Leases } from './scheduler/leases.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { migrate, MIGRATIONS } from './schema-version/schema-version.ts';
import { createSeats } from './seats/index.ts';
import { setupRoutes } from './setup/setup.routes.ts';
import { type AroundStep, createTraining } from './training/index.ts';
import { createTrips } from './trips/index.ts';

const VERSION = '0.1.0';
/** What may concern anybody's rights is looked at for everybody who is connected: not for each such change. */
const RECHECK_ALL_PAUSE_MS = 500;
const HOUR_S = 3600;

export interface AppOptions {
  config: Config;
  log: Log;
  /** Listening already, so that its port is known; requests wait until the app is there. */
  server: HttpServer;
  /** As people's browsers see this node; others that lead here too follow. */
  origins: readonly [string, ...string[]];
  clock?: Clock;
  /** Instead of SMTP_URL's. */
  mailer?: Mailer;
  /** How often `/live` tells watchers the versions of what they watch; 30 s unless told. */
  digestMs?: number;
  /** Around each step of publishing a training session; for tests that stop it there. */
  aroundPublishing?: AroundStep | undefined;
}

export interface App {
  handler: express.Express;
  /** Every route of the API but better-auth's own. */
  routes: readonly RouteDefinition[];
  /** Resolves when the scheduled work that is due by the clock is done, if this node is the one that does it. */
  settleSchedule(): Promise<void>;
  /** Flushes every document, closes sockets with a code that says "come back", closes the store. */
  close(): Promise<void>;
}

/** The composition root: the only file that knows every domain. */
export async function createApp({
  config,
  log,
  server,
  origins,
  clock = systemClock,
  digestMs,
  aroundPublishing,
  mailer = createMailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from, log }),
}: AppOptions): Promise<App> {
  const [publicOrigin] = origins;
  const store = await connectStore(config);
  const { connection } = store;
  const redis =
    config.redisUrl === undefined ? null : new Redis(config.redisUrl, { maxRetriesPerRequest: null });
  redis?.on('error', (error) => log.error({ err: error }, 'redis'));
  await migrate(connection, MIGRATIONS, async () => {
    const name = `before-update-${new Date(clock.now()).toISOString().replace(/[:.]/g, '-')}`;
    const { folder } = await backup(connection, join(config.dataDir, 'backups'), name);
    log.info({ folder }, 'backup before migrating');
  });

  const limits = config.rateLimits;
  const secret = config.authSecret ?? (await ensureAuthSecret(config.dataDir));
  const accounts = await createAccounts({
    connection,
    clock,
    log,
    mailer,
    secret,
    origins,
    signUps: rateLimit('sign-up', limits.signUpsPerMinute, redis),
    signIns: rateLimit('sign-in', limits.signInsPerMinute, redis),
  });

  const instancesRepo = new InstancesRepo(connection, clock);
  await instancesRepo.init();
  const instances = new InstancesService(instancesRepo, new InstanceOwners(), clock);
  const music = await createMusic({ connection, clock, accounts, instances, publicOrigin });
  const agenda = await createAgenda({
    connection,
    clock,
    accounts,
    instances,
    milestonesToken: config.milestonesToken,
    publicOrigin,
  });
  const documents = await createDocuments({ connection, clock, instances, plans: agenda.plans });
  const knowledge = await createKnowledge({
    connection,
    clock,
    accounts,
    embed: createEmbedder(config.llm),
    log,
  });
  knowledge.register(documents.publicNotes);
  const mailLimits = mailLimitsOf(limits.mailsPerHour, redis);
  const training = await createTraining({
    connection,
    clock,
    log,
    accounts,
    instances,
    llm: createLlm(config.llm),
    knowledge: knowledge.service,
    runLimit: rateLimit('generation', limits.generationsPerHour, redis, HOUR_S),
    publicOrigin,
    mailer,
    mailLimits,
    isOnlyNode: store.kind === 'embedded',
    aroundPublishing,
  });
  const seats = await createSeats({
    connection,
    clock,
    accounts,
    instances,
    mailer,
    publicOrigin,
    mailLimits,
    cityName: (slug) => agenda.plans.cityName(slug),
  });
  const trips = await createTrips({
    connection,
    clock,
    accounts,
    plans: agenda.plans,
    instances,
    seats: seats.service,
    mailer,
    mailLimits,
    publicOrigin,
    secret,
  });

  const reads = rateLimit('read', limits.readsPerMinute, redis);
  const addressOf = (req: IncomingMessage): string => clientAddress(req, config.trustProxy);
  const origin = originRule(origins);
  const live = new Live({
    server,
    origin,
    log,
    redis,
    viewerOf: (headers) => accounts.viewerOf(headers),
    addressOf,
    take: (address) => reads.take(`address ${address}`),
    perAddress: config.liveConnectionsPerAddress,
    ...(digestMs === undefined ? {} : { digestMs }),
  });
  const collabStore = new MongoCollabStore(requireDb(connection.db));
  const metrics = createMetrics({
    collab_documents: () => collab.stats().documents,
    collab_connections: () => collab.stats().connections,
    collab_pending_bytes: () => collab.stats().pendingBytes,
  });
  const collab = createCollab({
    store: collabStore,
    kinds: [...music.kinds, ...training.kinds],
    clock,
    addressOf,
    admit: (req) => reads.take(`address ${addressOf(req)}`),
    log: subject(log, 'collab'),
    ...(config.redisUrl === undefined
      ? {}
      : { bus: openRedisBus(config.redisUrl, subject(log, 'collab bus')) }),
    onMetric: (name, value) => {
      metrics.collab(name, value);
    },
    allowOrigin: (requestOrigin, viaBearer) =>
      viaBearer || (requestOrigin !== undefined && origins.includes(requestOrigin)),
    async identify(req) {
      const token = new URLSearchParams((req.url ?? '').split('?', 2)[1]).get('token');
      const bearer = token === null ? null : await accounts.viewerOf({ authorization: `Bearer ${token}` });
      const viewer = bearer ?? (await accounts.viewerOf(req.headers));
      const viaBearer = bearer !== null || isBearer(req.headers) || req.headers.cookie === undefined;
      if (!viewer) return { principal: null, viaBearer };
      const { userId, name, isGuest, authSessionId } = viewer;
      return { principal: { userId, name, isGuest }, viaBearer, sessionId: authSessionId };
    },
  });

  const leases = new Leases(connection, clock);
  const scheduler = new Scheduler({
    jobs: [
      ...music.jobs,
      ...agenda.jobs,
      ...seats.jobs,
      ...trips.jobs,
      ...knowledge.jobs,
      ...training.jobs,
      activeJob(instances),
    ],
    leases,
    clock,
    log,
  });
  const background = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      log.error({ err: error }, 'background work failed');
    });
  };
  const reschedule = (): void => {
    scheduler.poke();
  };
  live.register(instanceWatchable(instances));
  knowledge.connect({ reschedule });
  const musicRoutes = music.connect({ collab, live, reschedule, background });
  const recheckAll = new Paced(async () => {
    const both = Promise.all([live.recheck({}), collab.recheckAccess({})]);
    background(both);
    await Promise.allSettled([both]);
  }, RECHECK_ALL_PAUSE_MS);
  accounts.rights.onChange((userId) => {
    if (userId === null) {
      recheckAll.request();
      return;
    }
    background(live.recheck({ userId }));
    background(collab.recheckAccess({ userId }));
  });

  const idempotency = idempotencyStore(connection, clock);
  await idempotency.init();
  const definitions = [
    ...setupRoutes({ accounts, music, connection, storeKind: store.kind, version: VERSION, clock, log }),
    ...accounts.routes,
    ...musicRoutes,
    ...agenda.connect({ live, seats: seats.service, reschedule, background }),
    ...instanceRoutes(instances),
    ...documents.routes,
    ...knowledge.routes,
    ...training.connect({ collab, live, reschedule, background }),
    ...seats.connect({ live, background }),
    ...trips.connect({ background }),
  ];
  const viewers = new WeakMap<express.Request, Promise<Viewer | null>>();
  const viewerOf = (req: express.Request): Promise<Viewer | null> => {
    const known = viewers.get(req) ?? accounts.viewerOf(req.headers);
    viewers.set(req, known);
    return known;
  };
  const internalKey = randomBytes(24).toString('base64url');
  const secure = publicOrigin.startsWith('https:');
  setInternal(server, internalKey);
  const pages = config.mode === 'development' ? await developmentPages(server) : await builtPages({ secure });
  if (!pages) log.warn('the pages are not built: only the API is served (npm start builds them)');

  let closing = false;
  const handler = createHttpApp({
    log,
    origin,
    trustProxy: config.trustProxy,
    secure,
    internalKey,
    isReady: async () => {
      if (closing) return false;
      const answer = await requireDb(connection.db)
        .command({ ping: 1 })
        .catch(() => null);
      return answer !== null;
    },
    metrics: () => metrics.render(),
    authRouter: accounts.authRouter,
    apiRouter: mountRoutes(definitions, { viewerOf, idempotency }),
    openApi: () =>
      openApiDocument([...AUTH_OPERATIONS, ...definitions], {
        version: VERSION,
        serverUrl: publicOrigin,
      }),
    reads,
    writes: rateLimit('write', limits.writesPerMinute, redis),
    countFor: async (req) => (await viewerOf(req))?.userId ?? `address ${countedAs(req.ip ?? 'unknown')}`,
    pages: pages?.handler ?? null,
  });

  /** A kill may have come between a save and the rows made from it; opening the document makes them. */
  const projectWhatIsBehind = async (): Promise<void> => {
    for (const name of await collabStore.unprojected()) {
      if (closing) return;
      await collab.read(name, () => undefined);
    }
  };

  const onUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Compared as it came: a target that is no URL must be refused here, not thrown at the whole process.
    const target = req.url ?? '/';
    if (target.startsWith('/socket.io/') || pages?.ownsUpgrade(req)) return;
    if (target.startsWith('/collab/') && !closing) collab.handleUpgrade(req, socket, head);
    else refuseUpgrade(socket, closing ? '503 Service Unavailable' : '404 Not Found');
  };
  server.on('upgrade', onUpgrade);

  if (store.kind === 'embedded') await Promise.all([leases.clear(), collabStore.expireLeases()]);
  await accounts.guestLinks.resume();
  scheduler.start();
  background(projectWhatIsBehind());

  return {
    handler,
    routes: definitions,
    settleSchedule: () => scheduler.settle(),
    async close() {
      closing = true;
      recheckAll.stop();
      await scheduler.stop();
      await knowledge.close();
      await collab.shutdown();
      await training.close();
      await live.close();
      await pages?.close();
      redis?.disconnect();
      await store.close();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function requireDb<Db>(db: Db | undefined): Db {
  if (!db) throw new AppError('unavailable', 'The store is not connected.');
  return db;
}
