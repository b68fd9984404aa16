import * as Y from 'yjs';
import type { Origin, SourceRef } from '../outline.schema.ts';
import { tidyTouched, touchedBy } from './guard-bounds.ts';
import { commentsOf, isUsableId, metadataOf, OUTLINE_VERSION, sectionsOf, promptText } from './shape.ts';
import { idOf, originOf, sameValue, sourcesOf } from './values.ts';

/**
 * What only the server may say: where a section's words come from, the comments, the version. Clients can write these
 * like anything else, so within each transaction of a client's updates the server puts right what it touched.
 */
interface Stamp {
  origin: Origin;
  sources: SourceRef[];
}

type Comment = Readonly<Record<string, unknown>>;

export interface OutlineGuardOptions {
  /** Origin of the guard's own transactions. */
  serverOrigin: unknown;
}

export interface OutlineGuard {
  /**
   * To be called for each transaction of the document, right after it, before anything else changes the document. `author` is the user whose updates the transaction holds, so it must hold one user's only. Null is the
   * server itself, or another node that has put things right already: its values are believed, and nothing is added.
   */
  onTransaction(doc: Y.Doc, transaction: Y.Transaction, author: unknown): void;
}

/** Ids of a root's entries that a transaction touched, at any depth. */
function touchedIds(root: Y.Map<unknown>, transaction: Y.Transaction): Set<string> {
  const ids = new Set<string>();
  for (const [type, keys] of transaction.changed) {
    if ((type as unknown) === root) {
      for (const key of keys) if (key !== null) ids.add(key);
      continue;
    }
    let at = type as Y.AbstractType<unknown>;
    while (at._item && (at._item.parent as unknown) !== root) at = at._item.parent as Y.AbstractType<unknown>;
    const key = at._item?.parentSub;
    if (key != null && (at._item?.parent as unknown) === root) ids.add(key);
  }
  return ids;
}

const readStamp = (map: Y.Map<unknown>): Stamp => ({
  origin: originOf(map.get('origin')),
  sources: sourcesOf(map.get('sources')),
});

const isStamped = (map: Y.Map<unknown>, stamp: Stamp): boolean =>
  map.get('origin') === stamp.origin && sameValue(map.get('sources'), stamp.sources);

function writeStamp(map: Y.Map<unknown>, stamp: Stamp): void {
  if (map.get('origin') !== stamp.origin) map.set('origin', stamp.origin);
  if (!sameValue(map.get('sources'), stamp.sources)) map.set('sources', stamp.sources);
}

/** Origins and sources of sections as the server knows them; outlives the section, so that a redo keeps its first. */
class Stamps {
  readonly #sections: Y.Map<unknown>;
  readonly #known = new Map<string, Stamp>();

  constructor(doc: Y.Doc) {
    this.#sections = sectionsOf(doc);
    this.believe([...this.#sections.keys()]);
  }

  believe(ids: Iterable<string>): void {
    for (const id of ids) {
      const value = this.#sections.get(id);
      if (value instanceof Y.Map) this.#known.set(id, readStamp(value as Y.Map<unknown>));
    }
  }

  /** Of what a client made: a copy says what its original does, anything else is the person's own. */
  #fresh(map: Y.Map<unknown>): Stamp {
    const seen = new Set<string>();
    let id = idOf(map.get('copyOf'));
    while (id !== null && !seen.has(id)) {
      const known = this.#known.get(id);
      if (known) return known;
      seen.add(id);
      const original = this.#sections.get(id);
      id = original instanceof Y.Map ? idOf(original.get('copyOf')) : null;
    }
    return { origin: 'user', sources: [] };
  }

  /** What the touched sections must say. */
  check(ids: Iterable<string>): [Y.Map<unknown>, Stamp][] {
    const wrong: [Y.Map<unknown>, Stamp][] = [];
    const fresh: [string, Stamp][] = [];
    for (const id of ids) {
      const value = this.#sections.get(id);
      if (!(value instanceof Y.Map) || !isUsableId(id)) continue;
      const map = value as Y.Map<unknown>;
      const stamp = this.#known.get(id) ?? this.#fresh(map);
      fresh.push([id, stamp]);
      if (!isStamped(map, stamp)) wrong.push([map, stamp]);
    }
    for (const [id, stamp] of fresh) this.#known.set(id, stamp);
    return wrong;
  }
}

const plainComment = (value: unknown): Comment | null => (value instanceof Y.Map ? value.toJSON() : null);

/** The comments as the server wrote them. */
class Comments {
  readonly #map: Y.Map<unknown>;
  readonly #known = new Map<string, Comment>();

  constructor(doc: Y.Doc) {
    this.#map = commentsOf(doc);
    this.believe([...this.#map.keys()]);
  }

  believe(ids: Iterable<string>): void {
    for (const id of ids) {
      const comment = plainComment(this.#map.get(id));
      if (comment) this.#known.set(id, comment);
      else this.#known.delete(id);
    }
  }

  putBack(ids: Iterable<string>): void {
    for (const id of ids) {
      const known = this.#known.get(id);
      const present = this.#map.get(id);
      if (!known) this.#map.delete(id);
      else if (!sameFields(plainComment(present), known)) this.#map.set(id, new Y.Map(Object.entries(known)));
    }
  }
}

const sameFields = (a: Comment | null, b: Comment): boolean =>
  a !== null &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(b).every(([field, value]) => sameValue(a[field], value));

/**
 * The guard of one document on the server. Make it after the stored state is loaded and before any client joins: what
 * is there then is taken as said by the server.
 */
export function createOutlineGuard(doc: Y.Doc, { serverOrigin }: OutlineGuardOptions): OutlineGuard {
  // A root that nobody named yet is another object once somebody does: it would not be known for what it is.
  metadataOf(doc);
  promptText(doc);
  const stamps = new Stamps(doc);
  const comments = new Comments(doc);

  return {
    onTransaction(target, transaction, author) {
      const sectionIds = touchedIds(sectionsOf(target), transaction);
      const commentIds = touchedIds(commentsOf(target), transaction);
      if (author === null) {
        stamps.believe(sectionIds);
        comments.believe(commentIds);
        return;
      }
      target.transact((writing) => {
        const touched = touchedBy(transaction, writing);
        for (const [map, stamp] of stamps.check(sectionIds)) writeStamp(map, stamp);
        comments.putBack(commentIds);
        if (touched.types.has(metadataOf(target)) && metadataOf(target).get('version') !== OUTLINE_VERSION)
          metadataOf(target).set('version', OUTLINE_VERSION);
        tidyTouched(target, touched);
      }, serverOrigin);
    },
  };
}
