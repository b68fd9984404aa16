import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { createCollab, MemoryCollabStore } from '../../server/src/collab/index.ts';
import type {
  Collab,
  CollabAccess,
  CollabBus,
  CollabKind,
  CollabLimits,
  CollabLog,
  CollabStore,
  Principal,
} from '../../server/src/collab/index.ts';
import { systemClock } from '../../shared/src/core/clock.ts';
import type { Clock } from '../../shared/src/core/clock.ts';

/** Collects what the server logs, so that a test can say what must not be there. */
export class ListLog implements CollabLog {
  readonly lines: { level: 'info' | 'warn' | 'error'; message: string; facts: Record<string, unknown> }[] =
    [];
  info(message: string, facts = {}): void {
    this.lines.push({ level: 'info', message, facts });
  }
  warn(message: string, facts = {}): void {
    this.lines.push({ level: 'warn', message, facts });
  }
  error(message: string, facts = {}): void {
    this.lines.push({ level: 'error', message, facts });
  }
}

export interface StageOptions {
  store?: CollabStore;
  bus?: CollabBus;
  limits?: Partial<CollabLimits>;
  clock?: Clock;
  log?: CollabLog;
  kind?: Partial<CollabKind>;
  /** Rights by `<who> <id>`, or by id for everybody; `write` when nothing is said. */
  access?: Map<string, CollabAccess>;
}

/** A collab server on a port of its own. Who asks is said by the query: `?as=ada`; nobody without it. */
export interface Stage {
  collab: Collab;
  url: string;
  port: number;
  store: CollabStore;
  access: Map<string, CollabAccess>;
  log: ListLog | CollabLog;
  stop(): Promise<void>;
}

export const principalOf = (as: string): Principal => ({
  userId: as,
  name: as.toUpperCase(),
  isGuest: as.startsWith('guest'),
});

export const GOOD_ORIGIN = 'http://ensemble.test';

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const store = options.store ?? new MemoryCollabStore();
  const access = options.access ?? new Map<string, CollabAccess>();
  const log = options.log ?? new ListLog();
  const kind: CollabKind = {
    kind: 'tune-log',
    authorize: async (principal, id) =>
      access.get(`${principal?.userId ?? ''} ${id}`) ?? access.get(id) ?? (principal ? 'write' : 'none'),
    ...options.kind,
  };
  const collab = createCollab({
    store,
    kinds: [kind],
    identify: async (req: IncomingMessage) => {
      const as = new URL(req.url ?? '', 'http://x').searchParams.get('as');
      const bearer = req.headers.authorization !== undefined;
      return {
        principal: as ? principalOf(as) : null,
        viaBearer: bearer,
        ...(as ? { sessionId: `s-${as}` } : {}),
      };
    },
    allowOrigin: (origin, viaBearer) => viaBearer || origin === undefined || origin === GOOD_ORIGIN,
    clock: options.clock ?? systemClock,
    log,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.bus ? { bus: options.bus } : {}),
  });
  const server = createServer((_req, res) => res.end('ok'));
  server.on('upgrade', (req, socket, head) => collab.handleUpgrade(req, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    collab,
    port,
    store,
    access,
    log,
    url: `ws://127.0.0.1:${port}/collab/tune-log`,
    stop: async () => {
      await collab.shutdown();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
