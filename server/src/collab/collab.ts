import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE, PresenceUser } from '@ensemble/shared/collab/index';
import type { DocName, Presence } from '@ensemble/shared/collab/index';
import { AppError } from '@ensemble/shared/core/errors';
import type * as Y from 'yjs';
import { decodeAwareness, presenceUser } from './awareness.ts';
import type { Connection } from './connection.ts';
import { allowed, Gate, refusalFor } from './gate.ts';
import type { GateHost } from './gate.ts';
import { GuestBook } from './guest-book.ts';
import type { Seat } from './guest-book.ts';
import { pause } from './lease-jobs.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { CollabLimits } from './limits.ts';
import { Nodes } from './nodes.ts';
import { ReadBudget } from './read-budget.ts';
import { Registry } from './registry.ts';
import type { Room } from './room.ts';
import type { AccessFilter, Collab, CollabOptions, CollabStats, Principal } from './types.ts';

const SOME_BYTES = 64 * 1024;
/** A client may close with any code; only these are counted each by itself. */
const KNOWN_CODES: ReadonlySet<number> = new Set([
  1000,
  1001,
  1002,
  1005,
  1006,
  1007,
  ...Object.values(CLOSE),
]);

/** The sync server of one node: the parts, wired. */
export class CollabServer implements Collab, GateHost {
  readonly options: CollabOptions;
  readonly limits: CollabLimits;
  readonly clock;
  readonly registry: Registry;
  readonly guests = new GuestBook();
  readonly budget = new ReadBudget();
  readonly #nodes: Nodes;
  readonly #gate: Gate;
  readonly #beat: NodeJS.Timeout;
  #sweptAt: number;
  #closing = false;

  constructor(options: CollabOptions) {
    this.options = options;
    this.clock = options.clock;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#nodes = new Nodes(
      options.bus,
      () => this.registry,
      (filter) => void this.#recheckHere(filter),
    );
    const { store, kinds, clock, log } = options;
    this.registry = new Registry({
      store,
      kinds,
      clock,
      log,
      limits: this.limits,
      node: randomUUID(),
      metric: (name, value) => options.onMetric?.(name, value),
      listen: (room) => this.#nodes.listen(room),
      onCommitted: (room, row) => this.#nodes.committed(room, row),
    });
    this.#gate = new Gate(this);
    this.#nodes.start().catch((error: unknown) => log.error('the bus could not be joined', { error }));
    this.#sweptAt = clock.now();
    this.#beat = setInterval(() => this.#heartbeat(), this.limits.heartbeatMs);
    this.#beat.unref();
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#gate.handleUpgrade(req, socket, head);
  }

  async edit<T>(name: DocName, author: Principal | null, fn: (doc: Y.Doc) => T): Promise<T> {
    return this.registry.using(name, async (room) => {
      if (this.isOverloaded(room)) throw new AppError('unavailable', 'edits cannot be stored just now');
      const { result, version } = room.edit(author, fn);
      if (version !== null) await this.#inTime(this.#settled(room, version));
      return result;
    });
  }

  async #settled(room: Room, version: number): Promise<void> {
    await room.edits.whenDurable(version);
    await this.registry.projector.whenProjected(room, room.lastSeq);
  }

  /** The promise goes on after the time is up: what is accepted is not lost, only late. */
  async #inTime(settled: Promise<void>): Promise<void> {
    const late = pause(this.limits.editTimeoutMs).then(() => {
      throw new AppError('unavailable', 'the edit is accepted but not yet stored and visible');
    });
    late.catch(() => undefined);
    settled.catch(() => undefined);
    await Promise.race([settled, late]);
  }

  read<T>(name: DocName, fn: (doc: Y.Doc) => T): Promise<T> {
    return this.registry.using(name, (room) => {
      room.integrate();
      return fn(room.doc);
    });
  }

  async recheckAccess(filter: AccessFilter): Promise<void> {
    this.#nodes.accessChanged(filter);
    await this.#recheckHere(filter);
  }

  async #recheckHere(filter: AccessFilter): Promise<void> {
    await Promise.all(this.guests.matching(filter).map((seat) => this.#recheck(seat)));
  }

  async #recheck(seat: Seat): Promise<void> {
    const { guest, connection } = seat;
    const { room } = connection;
    seat.checkedAt = this.clock.now();
    try {
      const { principal } = await this.options.identify(guest.req);
      const answer = await room.kind.authorize(principal, room.id, guest.token);
      const access = allowed(answer, principal);
      const refusal = refusalFor(access, principal);
      if (refusal) connection.close(refusal, 'no access any more');
      else if (access !== connection.access || principal?.userId !== connection.principal?.userId) {
        connection.close(CLOSE.restarting, 'your rights changed');
      }
    } catch (error) {
      // A store that hiccups must not empty the pub; the next check is a minute away.
      this.options.log.warn('rights could not be checked again', { doc: room.name, error });
    }
  }

  present(name: DocName): Presence[] {
    const room = this.registry.find(name);
    if (!room) return [];
    const people = new Map<string, Presence>();
    for (const connection of room.connections) {
      if (connection.principal === null || connection.access === 'absent' || connection.access === 'none')
        continue;
      const user = presenceUser(connection.principal);
      const known = people.get(user.id);
      const clientIds = [...(known?.clientIds ?? []), ...room.awareness.ownedBy(connection)];
      people.set(user.id, { user, access: connection.access, clientIds });
    }
    for (const { clientId, state } of room.awareness.entries()) {
      const user = PresenceUser.safeParse(state?.['user']);
      if (!user.success) continue;
      const known = people.get(user.data.id) ?? { user: user.data, clientIds: [] };
      if (!known.clientIds.includes(clientId)) known.clientIds.push(clientId);
      people.set(user.data.id, known);
    }
    return [...people.values()];
  }

  async erase(name: DocName): Promise<void> {
    const room = this.registry.find(name);
    if (room) this.registry.onErased(room);
    await this.options.store.erase(name);
    // Opened again between the two lines above: that room finds the mark or is told here.
    const reopened = this.registry.find(name);
    if (reopened) this.registry.onErased(reopened);
    this.#nodes.erased(name);
  }

  async compact(name: DocName, options: { withoutHistory?: boolean } = {}): Promise<void> {
    if (!options.withoutHistory) return void (await this.registry.compact(name));
    await this.registry.using(name, async (room) => {
      const { version } = room.edits;
      await this.#inTime(room.edits.whenDurable(version));
      const upTo = room.lastSeq;
      const coversSeq = await this.registry.compact(name);
      const left = await this.options.store.load(name);
      if (coversSeq < upTo || left.rows.some(({ seq }) => seq <= upTo)) {
        throw new AppError('unavailable', 'the history could not be removed; try again');
      }
    });
  }

  stats(): CollabStats {
    const { committer, pendingBytes } = this.registry;
    const documents = [...this.registry.rooms()].length;
    const { saves, saveFailures } = committer;
    return { documents, connections: this.guests.size, pendingBytes, saves, saveFailures };
  }

  async shutdown(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#beat);
    for (const room of this.registry.rooms()) room.integrate();
    for (const { connection } of this.guests.seats())
      connection.close(CLOSE.restarting, 'the server restarts');
    const stored = await this.registry.flush(this.limits.shutdownMs);
    if (!stored) {
      const { pendingBytes } = this.registry;
      this.options.log.error('not everything could be stored or projected before the end', { pendingBytes });
    }
    this.registry.dispose();
  }

  isOverloaded(room: Room): boolean {
    const { pendingBytes, totalPendingBytes } = this.limits;
    // The sum over all documents is only worth asking for by one that has a part in it.
    const bytes = room.unstoredBytes;
    return bytes > pendingBytes || (bytes > SOME_BYTES && this.registry.pendingBytes > totalPendingBytes);
  }

  onAwareness(room: Room, states: Uint8Array): void {
    const entries = decodeAwareness(states);
    this.#nodes.show(room, entries);
    this.#nodes.tell(room, entries);
  }

  onClosed(connection: Connection, code: number): void {
    const { room } = connection;
    this.guests.unseat(connection);
    const left = room.awareness.leave(connection, this.clock.now());
    this.#nodes.show(room, left);
    this.#nodes.tell(room, left);
    this.options.onMetric?.(`closed_${KNOWN_CODES.has(code) ? code : 'other'}`, 1);
    this.registry.release(room);
  }

  #heartbeat(): void {
    const now = this.clock.now();
    for (const seat of this.guests.seats()) {
      seat.connection.heartbeat();
      if (now - seat.checkedAt >= this.limits.recheckMs) void this.#recheck(seat);
    }
    if (now - this.#sweptAt < this.limits.recheckMs) return;
    this.#sweptAt = now;
    this.#nodes.sweep();
  }
}
