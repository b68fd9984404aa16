/** Every bound of the sync server. Defaults fit a pub's worth of phones per document on one small machine. */
export interface CollabLimits {
  /** Bytes of one WebSocket message; larger closes 4413. */
  frameBytes: number;
  /** Bytes of a document's encoded state; growth past it closes 4413. Keep under 12 MB: a snapshot is one record of at most 16 MB. */
  documentBytes: number;
  /** Sustained frames a second per connection, and how many may come at once; more closes 4429. */
  framesPerSecond: number;
  frameBurst: number;
  /** Sustained bytes a second per connection, and at once; more closes 4429. */
  bytesPerSecond: number;
  byteBurst: number;
  /** Full state requests (step 1) a second, and at once: each costs an encoding of the document. */
  syncsPerSecond: number;
  syncBurst: number;
  connectionsPerUser: number;
  connectionsPerAddress: number;
  /** Unsent bytes held for a slow reader before it is cut with 4408. */
  bufferedBytes: number;
  /** Bytes of one awareness state as JSON. */
  awarenessBytes: number;
  /** Updates (and their bytes) kept per connection that build on something not received yet. */
  heldUpdates: number;
  heldBytes: number;
  /** Unstored bytes per document, and over all, past which editors are sent away with 1013. With `documentBytes` and a frame under 15 MB: one write is one record. */
  pendingBytes: number;
  totalPendingBytes: number;
  /** From the upgrade request to an open document. */
  handshakeMs: number;
  /** Ping interval; a connection that missed two is dropped. Under 30 s: plain providers hang up when nothing arrives. */
  heartbeatMs: number;
  recheckMs: number;
  /** How long edits gather before one write. */
  groupCommitMs: number;
  /** Pause between two projections of one document. */
  projectionPauseMs: number;
  /** How long an unused document stays in memory. */
  idleMs: number;
  /** Rows of the log past the snapshot that make a compaction worth while; at unload a tenth suffices. */
  compactAfterRows: number;
  leaseMs: number;
  /** First and longest pause between tries of a failing store or projection. */
  retryMs: number;
  retryMaxMs: number;
  editTimeoutMs: number;
  shutdownMs: number;
}

const MB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<CollabLimits> = Object.freeze({
  frameBytes: MB,
  documentBytes: 8 * MB,
  framesPerSecond: 100,
  frameBurst: 400,
  bytesPerSecond: 2 * MB,
  byteBurst: 16 * MB,
  syncsPerSecond: 1,
  syncBurst: 10,
  connectionsPerUser: 50,
  connectionsPerAddress: 500,
  bufferedBytes: 4 * MB,
  awarenessBytes: 8 * 1024,
  heldUpdates: 256,
  heldBytes: MB,
  pendingBytes: 4 * MB,
  totalPendingBytes: 128 * MB,
  handshakeMs: 10_000,
  heartbeatMs: 12_000,
  recheckMs: 60_000,
  groupCommitMs: 2,
  projectionPauseMs: 50,
  idleMs: 30_000,
  compactAfterRows: 500,
  leaseMs: 10_000,
  retryMs: 50,
  retryMaxMs: 5_000,
  editTimeoutMs: 15_000,
  shutdownMs: 10_000,
});

/** A token bucket: `rate` a second, at most `burst` saved up. Times are epoch milliseconds. */
export class TokenBucket {
  #tokens: number;
  #at: number;
  readonly #rate: number;
  readonly #burst: number;

  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** False, and nothing taken, when `amount` is more than what is there. */
  take(amount: number, now: number): boolean {
    // A clock set back must not drain the bucket.
    const elapsed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed / 1000) * this.#rate);
    this.#at = now;
    if (amount > this.#tokens) return false;
    this.#tokens -= amount;
    return true;
  }
}
