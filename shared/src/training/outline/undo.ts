import * as Y from 'yjs';
import { undoAdds } from './undo-adds.ts';
import { keepFields } from './undo-fields.ts';
import { metadataOf, promptText, sectionsOf } from './shape.ts';

export interface OutlineUndo {
  /** Takes back my latest action or stretch of typing; false when there is none. */
  undo(): boolean;
  redo(): boolean;
  canUndo(): boolean;
  canRedo(): boolean;
  /** Calls back whenever what can be undone or redone changes; returns how to stop. */
  onChange(listener: () => void): () => void;
  /** The next typing is a step of its own: a field was left. */
  endStep(): void;
  destroy(): void;
}

export interface OutlineUndoOptions {
  /** Origins of my typing: the rich text editor's and the text fields'. */
  alsoTrack?: readonly unknown[];
  /** Typing goes on being one step until nothing was typed for so long. */
  pauseMs?: number;
  /** Milliseconds of a clock that never goes back; the platform's own unless told. */
  now?: () => number;
}

const PAUSE_MS = 800;

/** Which text a transaction typed in; two places never make one step. */
function placeOf(transaction: Y.Transaction): string {
  for (const type of transaction.changed.keys()) {
    let at: Y.AbstractType<unknown> | null = type as Y.AbstractType<unknown>;
    while (at) {
      const item: Y.Item | null = at._item;
      if (item === null) return at instanceof Y.Text ? 'prompt' : 'root';
      // A title, a description, a text of the metadata: the value of a map's key.
      if (item.parentSub !== null) return `${item.id.client} ${item.id.clock}`;
      at = item.parent as Y.AbstractType<unknown> | null;
    }
  }
  return 'nothing';
}

/**
 * Undo for the person whose actions carry `origin`: only theirs, one action a step. Typing (by `alsoTrack`) in one text
 * is one step until a pause, an action, or typing elsewhere. Where others have changed the same thing since, theirs
 * stays. A section added and then written in by somebody else goes into the bin instead of away.
 */
export function createOutlineUndo(
  doc: Y.Doc,
  origin: unknown,
  { alsoTrack = [], pauseMs = PAUSE_MS, now = () => performance.now() }: OutlineUndoOptions = {},
): OutlineUndo {
  const typing = new Set(alsoTrack);
  let lastPlace = '';
  let lastMs = -Infinity;

  const divide = (transaction: Y.Transaction): void => {
    const { origin: by } = transaction as { origin: unknown };
    // An editor opens one for every move of its caret, too.
    if (transaction.changed.size === 0) return;
    if (by !== origin && !typing.has(by)) return;
    const place = by === origin ? '' : placeOf(transaction);
    const nowMs = now();
    if (place === '' || place !== lastPlace || nowMs - lastMs > pauseMs) manager.stopCapturing();
    lastPlace = place;
    lastMs = nowMs;
  };
  // Listens before the manager does, so that it divides before the manager captures.
  doc.on('afterTransaction', divide);
  const manager: Y.UndoManager = new Y.UndoManager([sectionsOf(doc), metadataOf(doc), promptText(doc)], {
    trackedOrigins: new Set([origin, ...typing]),
    // How steps are divided is said above: the manager's own clock may be set back.
    captureTimeout: Infinity,
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  });

  const endStep = (): void => {
    lastPlace = '';
    manager.stopCapturing();
  };
  const travel = (direction: 'undo' | 'redo'): boolean => {
    endStep();
    return keepFields(doc, () =>
      direction === 'undo' ? undoAdds(doc, manager) || manager.undo() !== null : manager.redo() !== null,
    );
  };
  return {
    undo: () => travel('undo'),
    redo: () => travel('redo'),
    canUndo: () => manager.canUndo(),
    canRedo: () => manager.canRedo(),
    endStep,
    onChange(listener) {
      const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
      for (const event of events) manager.on(event, listener);
      return () => {
        for (const event of events) manager.off(event, listener);
      };
    },
    destroy() {
      doc.off('afterTransaction', divide);
      manager.destroy();
    },
  };
}
