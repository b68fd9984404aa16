/**
 * Which of this device's edits the server has not yet called durable.
 *
 * An action is one thing a person did (a tune logged, a set moved). It is kept as the point its
 * edits reach in the document: the writing client's id and its clock after the edit. The server
 * says which state vector its store has acknowledged; an action is saved once that vector reaches
 * its point. A vector does not move for an edit that only deletes, so such an action also waits
 * until the frame that carried it is acknowledged. Everything the word "saved" means in the page is
 * decided here.
 */
export interface LocalAction {
  client: number;
  /** The client's clock after the edit: the durable vector's entry must be at least this. */
  clock: number;
  /** It only deleted, at least in part: the vector alone does not show it. */
  deletes: boolean;
}

interface Entry extends LocalAction {
  /** Which frame of the present connection carried it, counted from 1; null while none has. */
  frame: number | null;
}

/** Clock by client id, as Yjs writes it. */
export type StateVector = ReadonlyMap<number, number>;

export class SaveLedger {
  #unsaved: Entry[] = [];

  /** Actions left over from before a reload: what the device's own storage remembers. */
  restore(actions: readonly LocalAction[]): void {
    // Two tabs may both have noted what an earlier page load left behind.
    const known = new Map(
      actions.map((action) => [`${action.client}:${action.clock}:${action.deletes}`, action]),
    );
    this.#unsaved = [...[...known.values()].map((action) => ({ ...action, frame: null })), ...this.#unsaved];
  }

  /**
   * Notes one action, carried by `frame` of this connection, or by none yet. With `joinLast` it
   * grows the previous action of the same client instead: typing a sentence is one thing a person
   * did, not forty.
   */
  record(action: LocalAction, frame: number | null, options: { joinLast?: boolean } = {}): void {
    const last = this.#unsaved.at(-1);
    if (options.joinLast && last?.client === action.client) {
      const deletes = action.deletes || last.deletes;
      this.#unsaved[this.#unsaved.length - 1] = { ...action, deletes, frame };
    } else {
      this.#unsaved.push({ ...action, frame });
    }
  }

  /** The connection is gone, and with it the count of its frames. */
  disconnected(): void {
    for (const entry of this.#unsaved) entry.frame = null;
  }

  /** A frame with the whole local state went out: it carries whatever no frame had carried. */
  stateSent(frame: number): void {
    for (const entry of this.#unsaved) entry.frame ??= frame;
  }

  /** Drops what is durable; returns how many actions that saved. */
  confirm(durable: StateVector, acknowledgedFrames: number): number {
    const before = this.#unsaved.length;
    this.#unsaved = this.#unsaved.filter(({ client, clock, deletes, frame }) => {
      const reached = (durable.get(client) ?? 0) >= clock;
      const acknowledged = frame !== null && acknowledgedFrames >= frame;
      return !(reached && (acknowledged || !deletes));
    });
    return before - this.#unsaved.length;
  }

  /** As it is kept on the device: without what belongs to one connection. */
  get unsaved(): LocalAction[] {
    return this.#unsaved.map(({ client, clock, deletes }) => ({ client, clock, deletes }));
  }

  get count(): number {
    return this.#unsaved.length;
  }
}

/** The higher clock of each client: what two durable vectors say together. */
export function mergeVectors(a: StateVector, b: StateVector): Map<number, number> {
  const merged = new Map(a);
  for (const [client, clock] of b) merged.set(client, Math.max(clock, merged.get(client) ?? 0));
  return merged;
}
