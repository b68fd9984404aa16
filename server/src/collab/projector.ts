import type { CollabLimits } from './limits.ts';
import { pause } from './lease-jobs.ts';
import type { LeaseJobs } from './lease-jobs.ts';
import type { Room } from './room.ts';
import type { CollabStore } from './store.ts';
import type { CollabLog } from './types.ts';

export interface ProjectorHost {
  readonly store: CollabStore;
  readonly limits: CollabLimits;
  readonly log: CollabLog;
  readonly jobs: LeaseJobs;
  catchUp(room: Room): Promise<void>;
}

/** How long the node that saved has, before the others make sure that its projection happened. */
const FOREIGN_GRACE_MS = 3_000;

/**
 * Keeps the rows made from documents up to date. `projectedSeq` in the store says: the projection
 * holds everything up to there, and nothing that might still be lost. A run therefore starts with a
 * mark that is behind, and moves it only once all that the document held while it was read is stored.
 */
export class Projector {
  readonly #host: ProjectorHost;
  readonly #running = new Map<Room, Promise<void>>();
  readonly #waiters = new Map<Room, { seq: number; resolve: () => void }[]>();

  constructor(host: ProjectorHost) {
    this.#host = host;
  }

  /** Call after a save, and at load. */
  wake(room: Room): void {
    if (!room.kind.project || this.#running.has(room) || !isBehind(room)) return;
    room.uses++;
    const run = this.#run(room).finally(() => {
      this.#running.delete(room);
      room.uses--;
      if (isBehind(room)) this.wake(room);
      else if (room.erased) this.#waiters.delete(room);
    });
    this.#running.set(room, run);
  }

  /** Another node saved: it projects, unless it died. */
  wakeLater(room: Room): void {
    if (!room.kind.project) return;
    setTimeout(() => this.wake(room), FOREIGN_GRACE_MS).unref();
  }

  /** Resolves when the projection holds row `seq`. */
  whenProjected(room: Room, seq: number): Promise<void> {
    if (!room.kind.project || room.projectedSeq >= seq) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.set(room, [...(this.#waiters.get(room) ?? []), { seq, resolve }]);
      this.wake(room);
    });
  }

  /** Resolves when no projection of this room is under way or due. */
  async idle(room: Room): Promise<void> {
    while (this.#running.has(room)) await this.#running.get(room);
  }

  async #run(room: Room): Promise<void> {
    const { limits, log, jobs } = this.#host;
    for (let failures = 0; isBehind(room);) {
      try {
        await jobs.run(room.name, (fence) => this.#project(room, fence));
        failures = 0;
        this.#tell(room);
        if (isBehind(room)) await pause(limits.projectionPauseMs);
      } catch (error) {
        failures++;
        if (failures === 1) log.error('a projection failed; it is tried again', { doc: room.name, error });
        await pause(Math.min(limits.retryMaxMs, limits.retryMs * 2 ** Math.min(failures, 16)));
      }
    }
  }

  async #project(room: Room, fence: number): Promise<void> {
    // With the lease in hand: what other nodes wrote must be in, or we would write over it.
    await this.#host.catchUp(room);
    if (!isBehind(room)) return;
    const seq = room.lastSeq;
    await room.kind.project?.(room.id, room.doc);
    await room.edits.whenDurable(room.edits.version);
    // Fenced: somebody may have projected an older state over ours, or ours over a newer. Once more.
    if (await this.#host.store.markProjected(room.name, seq, fence))
      room.projectedSeq = Math.max(room.projectedSeq, seq);
  }

  #tell(room: Room): void {
    const waiting = this.#waiters.get(room) ?? [];
    const left = waiting.filter(({ seq }) => seq > room.projectedSeq);
    if (left.length > 0) this.#waiters.set(room, left);
    else this.#waiters.delete(room);
    for (const { seq, resolve } of waiting) if (seq <= room.projectedSeq) resolve();
  }
}

const isBehind = (room: Room): boolean => !room.erased && room.lastSeq > room.projectedSeq;
