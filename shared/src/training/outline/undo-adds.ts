import * as Y from 'yjs';
import { liveItems } from '../rich-text/growth.ts';
import { readSequence, type Item } from './sequence.ts';

/** What the server says of a new section is not somebody's writing. */
const STAMPED = new Set(['origin', 'sources']);

/** Whether somebody else has written anything in it. */
function hasOthersWriting({ map }: Item, ownClient: number): boolean {
  for (const item of liveItems(map as unknown as Y.AbstractType<unknown>)) {
    const isStamp = (item.parent as unknown) === map && STAMPED.has(item.parentSub ?? '');
    if (item.id.client !== ownClient && !isStamp) return true;
  }
  return false;
}

/**
 * Where the latest step added sections in which somebody else has written since, undoes it by putting them into the
 * bin: taken away, their words would be lost with it. A redo brings them back. False where it is not so.
 */
export function undoAdds(doc: Y.Doc, manager: Y.UndoManager): boolean {
  const step = manager.undoStack.at(-1);
  if (!step) return false;
  const added = readSequence(doc).filter(
    ({ map }) => map._item && Y.isDeleted(step.insertions, map._item.id),
  );
  if (!added.some((item) => hasOthersWriting(item, doc.clientID))) return false;
  manager.undoStack.pop();
  // As the manager does it: what is changed while it undoes can be redone.
  manager.undoing = true;
  try {
    doc.transact(() => added.forEach(({ map }) => map.set('deleted', true)), manager);
  } finally {
    manager.undoing = false;
  }
  return true;
}
