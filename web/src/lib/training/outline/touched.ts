import type * as Y from 'yjs';

/** What a transaction touched of the outline's document: what has to be read again. */
export interface Touched {
  metadata: boolean;
  prompt: boolean;
  comments: boolean;
  /** Sections in whose fields or texts something changed. */
  sections: Set<string>;
}

type Shared = Y.AbstractType<unknown>;

/** The root that a type lies in, and the key right under it; null for the root itself. */
function placeOf(type: Shared): { root: Shared; key: string | null } {
  let root = type;
  let key: string | null = null;
  for (let item = root._item; item !== null; item = root._item) {
    key = item.parentSub;
    root = item.parent as Shared;
  }
  return { root, key };
}

export function touchedBy(doc: Y.Doc, { changed }: Y.Transaction): Touched {
  const touched: Touched = { metadata: false, prompt: false, comments: false, sections: new Set() };
  const sections = doc.getMap('sections') as unknown as Shared;
  for (const [type, keys] of changed as Map<Shared, Set<string | null>>) {
    const { root, key } = placeOf(type);
    if (root === (doc.getMap('metadata') as unknown)) touched.metadata = true;
    else if (root === (doc.getText('prompt') as unknown)) touched.prompt = true;
    else if (root === (doc.getMap('comments') as unknown)) touched.comments = true;
    else if (type === sections) for (const id of keys) touched.sections.add(id ?? '');
    else if (root === sections && key !== null) touched.sections.add(key);
  }
  return touched;
}
