/** All clients of the bench, in a process of their own: they book, watch, and measure by one clock. */
import { io, type Socket } from 'socket.io-client';
import { Connection } from './connection.ts';

/** Where bookings go: the paths are taken in turn. `headers` go with each. */
export interface Target {
  url: string;
  paths: readonly string[];
  headers: Readonly<Record<string, string>>;
}

export type Ask =
  /** So many bookings by so many clients that each wait for their answer. */
  | { kind: 'rush'; target: Target; bookings: number; clients: number }
  /** So many sockets that watch; `instanceId` null for the bare server, which tells everybody. */
  | { kind: 'watch'; name: string; url: string; instanceId: string | null; sockets: number }
  /** So many bookings, one every `everyMs`, seen by the sockets of that name. */
  | { kind: 'tell'; name: string; target: Target; bookings: number; everyMs: number };

export interface Figures {
  seconds: number;
  /** From sending a booking to a socket that shows it, over all bookings and sockets (ms). */
  p50: number;
  p99: number;
}

const BODY = JSON.stringify({ kind: 'fit', seats: 1, partyName: 'Rosa' });
const PATIENCE_MS = 30_000;
let keys = 0;

async function book(connection: Connection, { paths, headers }: Target, nth: number): Promise<void> {
  const path = paths[nth % paths.length] ?? '';
  const heard = await connection.post(path, { ...headers, 'idempotency-key': `bench-${++keys}` }, BODY);
  if (heard.status !== 201) throw new Error(`${path}: ${heard.status} ${heard.body}`);
}

async function rush({ target, bookings, clients }: Extract<Ask, { kind: 'rush' }>): Promise<Figures> {
  const connections = Array.from({ length: clients }, () => new Connection(target.url));
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      while (next < bookings) await book(connection, target, next++);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) connection.close();
  return { seconds, p50: 0, p99: 0 };
}

/** What the sockets of one server have seen: `taken` rises by one with every booking. */
class Watchers {
  readonly #sockets: { socket: Socket; seen: number }[] = [];
  /** When the booking that makes so many taken was sent. */
  readonly sentAt = new Map<number, number>();
  readonly delays: number[] = [];
  taken = 0;

  async add(url: string, instanceId: string | null): Promise<void> {
    const socket = io(instanceId === null ? url : `${url}/live`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { origin: url },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('connect_error', reject);
    });
    if (instanceId !== null)
      await socket.timeout(PATIENCE_MS).emitWithAck('watch', { instances: [instanceId] });
    const one = { socket, seen: this.taken };
    this.#sockets.push(one);
    socket.on('seats', ({ taken }: { taken: number }) => {
      const now = performance.now();
      for (; one.seen < taken; one.seen++) {
        const sentAt = this.sentAt.get(one.seen + 1);
        if (sentAt !== undefined) this.delays.push(now - sentAt);
      }
    });
  }

  get isUpToDate(): boolean {
    return this.#sockets.every(({ seen }) => seen >= this.taken);
  }
}

const watchers = new Map<string, Watchers>();

async function watch({ name, url, instanceId, sockets }: Extract<Ask, { kind: 'watch' }>): Promise<void> {
  const all = new Watchers();
  watchers.set(name, all);
  for (let made = 0; made < sockets; made += 50) {
    const some = Math.min(50, sockets - made);
    await Promise.all(Array.from({ length: some }, () => all.add(url, instanceId)));
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function tell({ name, target, bookings, everyMs }: Extract<Ask, { kind: 'tell' }>): Promise<Figures> {
  const all = watchers.get(name);
  if (!all) throw new Error(`nobody watches ${name}`);
  all.delays.length = 0;
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  const free: Connection[] = [];
  for (let nth = 0; nth < bookings; nth++) {
    await sleep(Math.max(0, startedAt + nth * everyMs - performance.now()));
    const connection = free.pop() ?? new Connection(target.url);
    all.sentAt.set(++all.taken, performance.now());
    answers.push(book(connection, target, nth).then(() => void free.push(connection)));
  }
  await Promise.all(answers);
  for (const since = performance.now(); !all.isUpToDate; await sleep(5))
    if (performance.now() - since > PATIENCE_MS) throw new Error('some sockets were never told');
  for (const connection of free) connection.close();
  const sorted = all.delays.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { seconds: (performance.now() - startedAt) / 1000, p50: at(0.5), p99: at(0.99) };
}

function answerTo(ask: Ask): Promise<Figures | void> {
  if (ask.kind === 'rush') return rush(ask);
  return ask.kind === 'watch' ? watch(ask) : tell(ask);
}

process.on('message', (ask: Ask) => {
  answerTo(ask).then(
    (figures) => process.send?.({ figures }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
