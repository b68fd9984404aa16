import * as Y from 'yjs';
import { breaksOf, entriesOf, isEntry, metaOf, readSequence } from './sequence.ts';

export interface TuneLogUndo {
  /** Takes back my latest action; false when there is none. */
  undo(): boolean;
  redo(): boolean;
  canUndo(): boolean;
  canRedo(): boolean;
  /** Calls back whenever what can be undone or redone changes; returns how to stop. */
  onChange(listener: () => void): () => void;
  destroy(): void;
}

/** Origin of the breaks an undo leaves: not the person's own, so that they are not a step of theirs. */
const UNDO_LEAVES = Symbol('break left by an undo');

/** Runs `undo`; where it took away the first tune of a set, leaves a break for what others put behind it. */
function undoLeavingBreaks(doc: Y.Doc, undo: () => boolean): boolean {
  const before = readSequence(doc).filter(isEntry);
  const done = undo();
  const gone = before.filter((entry) => entry.begins && !entriesOf(doc).has(entry.id));
  if (gone.length > 0) {
    doc.transact(() => gone.forEach(({ id, order }) => breaksOf(doc).set(id, order)), UNDO_LEAVES);
  }
  return done;
}

/**
 * Undo for the person whose actions carry `origin`: only theirs, one action a step. Where others have changed
 * the same thing since, their change stays and the step does nothing to it. Undoing an add removes the entry,
 * whatever others have done to it since; a redo brings that back too.
 */
export function createTuneLogUndo(doc: Y.Doc, origin: unknown): TuneLogUndo {
  const breaks = breaksOf(doc);
  const manager: Y.UndoManager = new Y.UndoManager([entriesOf(doc), breaks, metaOf(doc)], {
    trackedOrigins: new Set([origin]),
    captureTimeout: 0,
    // A break left by a move stays when the move is undone: others may have changed what it holds apart, and
    // before a tune that begins a set it changes nothing. A join redone does remove it again.
    deleteFilter: (item) => (item.parent as unknown) !== breaks || manager.redoing,
  });
  // A clock set back between two actions would merge them all the same.
  manager.on('stack-item-added', () => manager.stopCapturing());
  return {
    undo: () => undoLeavingBreaks(doc, () => manager.undo() !== null),
    redo: () => manager.redo() !== null,
    canUndo: () => manager.canUndo(),
    canRedo: () => manager.canRedo(),
    onChange(listener) {
      const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
      for (const event of events) manager.on(event, listener);
      return () => {
        for (const event of events) manager.off(event, listener);
      };
    },
    destroy: () => manager.destroy(),
  };
}
