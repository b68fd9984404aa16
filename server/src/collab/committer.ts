import { randomUUID } from 'node:crypto';
import type { Clock } from '@ensemble/shared/core/clock';
import type { CollabLimits } from './limits.ts';
import type { Cut } from './pending-edits.ts';
import type { Room } from './room.ts';
import type { AppendOutcome, CollabStore, UpdateRow } from './store.ts';
import type { CollabLog } from './types.ts';

export interface CommitterHost {
  readonly store: CollabStore;
  readonly clock: Clock;
  readonly limits: CollabLimits;
  readonly log: CollabLog;
  readonly node: string;
  /** Brings in the rows of other nodes that this room has not seen. */
  catchUp(room: Room): Promise<void>;
  onCommitted(room: Room, row: UpdateRow): void;
  onErased(room: Room): void;
  metric(name: string, value: number): void;
}

interface Write {
  room: Room;
  cut: Cut;
  row: UpdateRow;
}

const MAX_ROWS = 500;
const MAX_BYTES = 12 * 1024 * 1024;

/**
 * Group commit over all documents: what gathers while one write is under way is the next write. Edits
 * stay in memory until the store has said yes; nobody is told they are durable before.
 */
export class Committer {
  readonly #host: CommitterHost;
  readonly #dirty = new Set<Room>();
  readonly #failures = new Map<Room, number>();
  #scheduled = false;
  #running = false;
  saves = 0;
  saveFailures = 0;

  constructor(host: CommitterHost) {
    this.#host = host;
  }

  wake(room: Room): void {
    if (this.#failures.has(room)) return; // its own timer brings it back
    this.#dirty.add(room);
    if (this.#running || this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      void this.#run();
    }, this.#host.limits.groupCommitMs);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#dirty.size > 0) {
      const writes = this.#take();
      if (writes.length > 0) await this.#write(writes);
    }
    this.#running = false;
  }

  #take(): Write[] {
    const writes: Write[] = [];
    let bytes = 0;
    for (const room of this.#dirty) {
      if (writes.length >= MAX_ROWS || (bytes > 0 && bytes + room.edits.bytes > MAX_BYTES)) break;
      this.#dirty.delete(room);
      const cut = room.erased ? null : room.cut();
      if (!cut) continue;
      bytes += room.edits.bytes;
      const { node, clock } = this.#host;
      const row = {
        id: randomUUID(),
        doc: room.name,
        seq: room.lastSeq + 1,
        updates: cut.updates,
        at: clock.now(),
        node,
      };
      writes.push({ room, cut, row });
    }
    return writes;
  }

  async #write(writes: Write[]): Promise<void> {
    const startedAt = performance.now();
    let outcomes: AppendOutcome[];
    try {
      outcomes = await this.#host.store.append(writes.map(({ row }) => row));
    } catch (cause) {
      const failed = new Error('the store did not acknowledge a write', { cause });
      outcomes = writes.map(() => failed);
    }
    this.#host.metric('save_ms', performance.now() - startedAt);
    for (const [index, write] of writes.entries()) {
      const outcome = write.room.erased ? 'erased' : (outcomes[index] ?? new Error('no outcome'));
      try {
        await this.#settle(write, outcome);
      } catch (error) {
        this.#failed(write, error);
      }
    }
  }

  async #settle(write: Write, outcome: AppendOutcome): Promise<void> {
    const { room, cut, row } = write;
    if (outcome === 'stored') {
      this.saves++;
      this.#host.metric('saves', 1);
      if (this.#failures.delete(room)) this.#host.log.info('edits are stored again', { doc: room.name });
      room.committed(cut, row.seq);
      this.#host.onCommitted(room, row);
    } else if (outcome === 'erased') {
      this.#failures.delete(room);
      this.#host.onErased(room);
    } else if (outcome === 'behind') {
      // Also the answer to a repeated write whose first answer got lost: then the edits are stored
      // twice, which a CRDT does not notice.
      await this.#host.catchUp(room);
      room.edits.putBack(cut);
      this.#failures.delete(room);
    } else {
      this.#failed(write, outcome);
    }
    if (!room.edits.isEmpty) this.wake(room);
  }

  #failed({ room, cut }: Write, error: unknown): void {
    room.edits.putBack(cut);
    const failures = (this.#failures.get(room) ?? 0) + 1;
    this.#failures.set(room, failures);
    this.saveFailures++;
    this.#host.metric('save_failures', 1);
    if (failures === 1)
      this.#host.log.error('edits could not be stored; kept and tried again', { doc: room.name, error });
    const { retryMs, retryMaxMs } = this.#host.limits;
    setTimeout(() => this.#retry(room), Math.min(retryMaxMs, retryMs * 2 ** Math.min(failures - 1, 16)));
  }

  #retry(room: Room): void {
    const failures = this.#failures.get(room);
    if (failures === undefined) return;
    // Let wake() take it, yet keep the count for the next pause.
    this.#failures.delete(room);
    this.wake(room);
    this.#failures.set(room, failures);
  }

  forget(room: Room): void {
    this.#dirty.delete(room);
    this.#failures.delete(room);
  }
}
