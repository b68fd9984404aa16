import * as Y from 'yjs';
import { readSequence, type Item } from './sequence.ts';

/** What the server says of a new section is not somebody's writing. */
const STAMPED = new Set(['origin', 'sources']);

/** Whether somebody else has written anything in it. Goes through all that was ever in it, however deep. */
function hasOthersWriting({ map }: Item, ownClient: number): boolean {
  const types = [map as unknown as Y.AbstractType<unknown>];
  for (let type = types.pop(); type; type = types.pop()) {
    const items: Y.Item[] = [];
    for (const [key, item] of type._map) if ((type as unknown) !== map || !STAMPED.has(key)) items.push(item);
    for (let item = type._start; item !== null; item = item.right) items.push(item);
    for (const item of items) {
      if (item.id.client !== ownClient && !item.deleted) return true;
      if (item.content instanceof Y.ContentType && !item.deleted)
        types.push(item.content.type as Y.AbstractType<unknown>);
    }
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
