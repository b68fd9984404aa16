import type * as Y from 'yjs';
import { readSequence } from './sequence.ts';
import { sectionsOf } from './shape.ts';

/** Sections in the bin that are kept. Past it those that were made first are gone for good. */
export const BIN_MAX = 600;

/** To be called within a transaction that adds or bins. */
export function trimBin(doc: Y.Doc): void {
  const binned = readSequence(doc).filter((item) => item.deleted);
  if (binned.length <= BIN_MAX) return;
  const over = new Set(binned.map(({ id }) => id));
  const oldest = [...sectionsOf(doc).keys()].filter((id) => over.has(id)).slice(0, binned.length - BIN_MAX);
  for (const id of oldest) sectionsOf(doc).delete(id);
}
