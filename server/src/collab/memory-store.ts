import type { DocName } from '@ensemble/shared/collab/index';
import type { AppendOutcome, CollabStore, Snapshot, StoredDocument, UpdateRow } from './store.ts';

interface Head {
  snapshot: Uint8Array | null;
  coversSeq: number;
  projectedSeq: number;
  fence: number;
  erased: boolean;
}

interface Lease {
  token: number;
  expiresAt: number;
}

const NEW_HEAD: Readonly<Head> = { snapshot: null, coversSeq: 0, projectedSeq: 0, fence: 0, erased: false };

/** The in-memory twin of the MongoDB store: same answers, gone with the process. Several registries may share one. */
export class MemoryCollabStore implements CollabStore {
  readonly #rows = new Map<DocName, Map<number, UpdateRow>>();
  readonly #heads = new Map<DocName, Head>();
  readonly #leases = new Map<string, Lease>();

  async append(rows: readonly UpdateRow[]): Promise<AppendOutcome[]> {
    return rows.map((row) => {
      const head = this.#heads.get(row.doc) ?? NEW_HEAD;
      if (head.erased) return 'erased';
      const log = this.#rows.get(row.doc) ?? new Map<number, UpdateRow>();
      if (row.seq <= head.coversSeq || log.has(row.seq)) return 'behind';
      log.set(row.seq, { ...row, updates: row.updates.map((update) => update.slice()) });
      this.#rows.set(row.doc, log);
      return 'stored';
    });
  }

  async load(doc: DocName, afterSeq = 0): Promise<StoredDocument> {
    const head = this.#heads.get(doc) ?? NEW_HEAD;
    const rows = [...(this.#rows.get(doc)?.values() ?? [])].filter((row) => row.seq > afterSeq);
    const { coversSeq, projectedSeq, erased } = head;
    const snapshot = coversSeq > afterSeq ? head.snapshot : null;
    return { snapshot, coversSeq, projectedSeq, erased, rows: rows.toSorted((a, b) => a.seq - b.seq) };
  }

  async saveSnapshot(snapshot: Snapshot, fence: number): Promise<boolean> {
    const head = this.#heads.get(snapshot.doc) ?? NEW_HEAD;
    if (head.erased || head.fence > fence || head.coversSeq > snapshot.coversSeq) return false;
    const { bytes, coversSeq } = snapshot;
    this.#heads.set(snapshot.doc, { ...head, snapshot: bytes.slice(), coversSeq, fence });
    return true;
  }

  async dropRows(doc: DocName, upToSeq: number): Promise<void> {
    const log = this.#rows.get(doc);
    for (const seq of [...(log?.keys() ?? [])]) if (seq <= upToSeq) log?.delete(seq);
  }

  async markProjected(doc: DocName, seq: number, fence: number): Promise<boolean> {
    const head = this.#heads.get(doc) ?? NEW_HEAD;
    if (head.erased || head.fence > fence) return false;
    this.#heads.set(doc, { ...head, projectedSeq: Math.max(seq, head.projectedSeq), fence });
    return true;
  }

  async erase(doc: DocName): Promise<void> {
    this.#heads.set(doc, { ...NEW_HEAD, erased: true });
    this.#rows.delete(doc);
  }

  async acquireLease(name: string, _holder: string, now: number, ttlMs: number): Promise<number | null> {
    const lease = this.#leases.get(name);
    if (lease && lease.expiresAt > now) return null;
    const token = (lease?.token ?? 0) + 1;
    this.#leases.set(name, { token, expiresAt: now + ttlMs });
    return token;
  }

  async releaseLease(name: string, token: number): Promise<void> {
    const lease = this.#leases.get(name);
    if (lease?.token === token) lease.expiresAt = 0;
  }
}
