import * as Y from 'yjs';
import { breaksOf, entriesOf, isComplete, isEntry, metaOf, readSequence } from './sequence.ts';

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

/** Origin of what an undo leaves for others' sake: not the person's own, so that it is not a step of theirs. */
const UNDO_LEAVES = Symbol('left by an undo');

/**
 * Goes one step back or forth. Where that took away the first tune of a set, leaves a break for what others put behind
 * it. Where it took away what a tune is called although somebody else had named it at the same time (Yjs then
 * has no earlier name to go back to), what it was called stays: a tune without a name would be gone from the log.
 */
function travel(doc: Y.Doc, step: () => boolean): boolean {
  const before = readSequence(doc).filter(isEntry);
  const done = step();
  const gone = before.filter((entry) => entry.begins && !entriesOf(doc).has(entry.id));
  const after = new Map(
    readSequence(doc)
      .filter(isEntry)
      .map((entry) => [entry.id, entry]),
  );
  const nameless = before.filter(({ id, fields }) => {
    const now = after.get(id);
    return now !== undefined && isComplete(fields) && !isComplete(now.fields);
  });
  if (gone.length > 0 || nameless.length > 0) {
    doc.transact(() => {
      for (const { id, order } of gone) breaksOf(doc).set(id, order);
      for (const { id, fields } of nameless) {
        for (const said of ['tuneId', 'name'] as const) {
          if (fields[said] !== null) after.get(id)?.map.set(said, fields[said]);
        }
      }
    }, UNDO_LEAVES);
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
    undo: () => travel(doc, () => manager.undo() !== null),
    redo: () => travel(doc, () => manager.redo() !== null),
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
