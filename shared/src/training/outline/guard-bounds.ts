import type * as Y from 'yjs';

export function tidyTouched(
  _doc: Y.Doc,
  _transaction: Y.Transaction,
  _sectionIds: ReadonlySet<string>,
): void {}
