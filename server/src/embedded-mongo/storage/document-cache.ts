import type { Doc } from '../bson.ts';

export interface StoredDocument {
  /** Decoded; shared by all readers, so nobody may change it. */
  doc: Doc;
  bytes: Buffer;
}

/** Recently used documents, decoded, bounded by the bytes of their BSON; the oldest go first. */
export class DocumentCache {
  readonly #limit: number;
  readonly #entries = new Map<string, StoredDocument>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get(key: string): StoredDocument | undefined {
    return this.#entries.get(key);
  }

  set(key: string, entry: StoredDocument): void {
    this.delete(key);
    if (entry.bytes.length > this.#limit / 8) return;
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes.length;
    if (this.#bytes <= this.#limit) return;
    for (const [oldest, { bytes }] of this.#entries) {
      this.#entries.delete(oldest);
      this.#bytes -= bytes.length;
      if (this.#bytes <= this.#limit) return;
    }
  }

  delete(key: string): void {
    const known = this.#entries.get(key);
    if (!known) return;
    this.#entries.delete(key);
    this.#bytes -= known.bytes.length;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
