import { MemoryCollabStore } from '../../server/src/collab/index.ts';
import type { CollabStore } from '../../server/src/collab/index.ts';
import type { AppendOutcome, Snapshot, StoredDocument, UpdateRow } from '../../server/src/collab/store.ts';
import type { DocName } from '../../shared/src/collab/index.ts';

export type Fault = 'none' | 'before' | 'after';
type Call = 'append' | 'load' | 'saveSnapshot' | 'dropRows' | 'markProjected' | 'acquireLease';

/** A store in front of another that fails on demand: before the work is done, or after, when only the answer is lost. */
export class FaultyStore implements CollabStore {
  readonly inner: CollabStore;
  faultOf: (call: Call) => Fault = () => 'none';
  failures = 0;
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  constructor(inner: CollabStore = new MemoryCollabStore()) {
    this.inner = inner;
  }

  /** Appends wait until `letThrough`. */
  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }
  letThrough(): void {
    this.#open();
  }

  async #call<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const fault = this.faultOf(call);
    if (fault !== 'none') this.failures++;
    if (fault === 'before') throw new Error(`the store is away: ${call}`);
    const result = await work();
    if (fault === 'after') throw new Error(`the answer got lost: ${call}`);
    return result;
  }

  append(rows: readonly UpdateRow[]): Promise<AppendOutcome[]> {
    return this.#call('append', async () => {
      await this.#gate;
      return this.inner.append(rows);
    });
  }
  load(doc: DocName, afterSeq?: number): Promise<StoredDocument> {
    return this.#call('load', () => this.inner.load(doc, afterSeq));
  }
  saveSnapshot(snapshot: Snapshot, fence: number): Promise<boolean> {
    return this.#call('saveSnapshot', () => this.inner.saveSnapshot(snapshot, fence));
  }
  dropRows(doc: DocName, upToSeq: number): Promise<void> {
    return this.#call('dropRows', () => this.inner.dropRows(doc, upToSeq));
  }
  markProjected(doc: DocName, seq: number, fence: number): Promise<boolean> {
    return this.#call('markProjected', () => this.inner.markProjected(doc, seq, fence));
  }
  erase(doc: DocName): Promise<void> {
    return this.inner.erase(doc);
  }
  acquireLease(name: string, holder: string, now: number, ttlMs: number): Promise<number | null> {
    return this.#call('acquireLease', () => this.inner.acquireLease(name, holder, now, ttlMs));
  }
  releaseLease(name: string, token: number): Promise<void> {
    return this.inner.releaseLease(name, token);
  }
}
