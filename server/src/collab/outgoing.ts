import type { Peer } from './peer.ts';

/** Frames of one tick: each socket gets one write, and all who sent nothing share one buffer. */
export class Outgoing {
  readonly #frames: { frame: Buffer; except: Peer | null }[] = [];

  /** `except` has it already: it sent it. */
  add(frame: Buffer, except: Peer | null): void {
    this.#frames.push({ frame, except });
  }

  flush(connections: Iterable<Peer>): void {
    if (this.#frames.length === 0) return;
    const senders = new Set(this.#frames.map(({ except }) => except));
    let shared: Buffer | null = null;
    for (const connection of [...connections]) {
      if (!senders.has(connection)) {
        shared ??= join(this.#frames.map(({ frame }) => frame));
        connection.send(shared);
      } else {
        const others = this.#frames.filter(({ except }) => except !== connection);
        if (others.length > 0) connection.send(join(others.map(({ frame }) => frame)));
      }
    }
  }
}

const join = (frames: readonly Buffer[]): Buffer =>
  frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
