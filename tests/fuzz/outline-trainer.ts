import * as Y from 'yjs';
import { createOutlineUndo, type Adding, type OutlineUndo } from '../../shared/src/training/outline/index.ts';

/** One person's page, which knows what it may take back. */

const REMOTE = 'remote';
/** Origin of what an editor bound to a text writes. */
export const TYPING = 'typing';

type Raw = Record<string, Record<string, unknown>>;
export const rawSections = (doc: Y.Doc): Raw => doc.getMap('sections').toJSON();

/** `id.field` of everything that differs. */
function differences(before: Raw, after: Raw): string[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids].flatMap((id) => {
    const fields = new Set([...Object.keys(before[id] ?? {}), ...Object.keys(after[id] ?? {})]);
    return [...fields]
      .filter((field) => JSON.stringify(before[id]?.[field]) !== JSON.stringify(after[id]?.[field]))
      .map((field) => `${id}.${field}`);
  });
}

/** Each word typed is another one, so that a lost one is noticed. */
export const tokensOf = (text: string): string[] => text.match(/\bw\d+x\b/g) ?? [];

export const textOf = (fields: Record<string, unknown> | undefined): string =>
  `${String(fields?.['title'])} ${String(fields?.['description'])}`;

export class Trainer {
  readonly userId: string;
  readonly doc = new Y.Doc();
  readonly undo: OutlineUndo;
  readonly adding: Adding;
  readonly toServer: Uint8Array[] = [];
  readonly fromServer: Uint8Array[] = [];
  readonly words = new Set<string>();
  /** `id word` of what came into a copy with its making: it goes with it too. */
  readonly copied = new Set<string>();
  readonly #touched = new Set<string>();
  online = true;
  /** Breaks the sync on purpose: the next update for this one is lost. */
  losesNext = false;

  constructor(index: number, random: () => number, newId: () => string, now: () => number) {
    this.userId = `${index}`.repeat(24);
    this.doc.clientID = 100 + index;
    this.adding = { origin: this.userId, random, newId };
    this.undo = createOutlineUndo(this.doc, this.userId, { alsoTrack: [TYPING], now });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== REMOTE) this.toServer.push(update);
    });
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, REMOTE);
  }

  /** Does something of one's own and remembers what it touched. */
  act(action: () => void): void {
    const before = rawSections(this.doc);
    action();
    for (const change of differences(before, rawSections(this.doc))) this.#touched.add(change);
  }

  /** Undoes or redoes. Returns the ids that went and came; throws when it reached beyond one's own. */
  travel(direction: 'undo' | 'redo'): { gone: string[]; back: string[] } {
    const before = rawSections(this.doc);
    this.undo[direction]();
    const after = rawSections(this.doc);
    const gone = Object.keys(before).filter((id) => !(id in after));
    const back = Object.keys(after).filter((id) => !(id in before));
    for (const change of differences(before, after)) {
      const [id = '', field = ''] = change.split('.');
      const isMine = this.#touched.has(change) || (field === 'deleted' && this.#touched.has(`${id}.kind`));
      if (gone.includes(id) ? !this.#touched.has(`${id}.kind`) : !back.includes(id) && !isMine)
        throw new Error(`${direction} of ${this.userId} changed ${change}, which was not theirs`);
    }
    for (const id of Object.keys(before)) {
      const lost = tokensOf(textOf(before[id])).filter((word) => !textOf(after[id]).includes(word));
      const others = lost.filter((word) => !this.words.has(word) && !this.copied.has(`${id} ${word}`));
      if (others.length > 0)
        throw new Error(`${direction} of ${this.userId} took ${others.join()} of somebody else out of ${id}`);
    }
    return { gone, back };
  }
}
