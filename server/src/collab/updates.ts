import * as Y from 'yjs';

/** Bytes that are no update we accept: the sender is cut with 4400, the room never sees them. */
export class MalformedUpdate extends Error {
  override name = 'MalformedUpdate';
}

type Struct = Y.Item | Y.GC | Y.Skip;

/** An update taken apart, before any document has met it. */
export interface DecodedUpdate {
  readonly bytes: Uint8Array;
  readonly byClient: ReadonlyMap<number, readonly Struct[]>;
  readonly deleted: ReadonlyMap<number, readonly { clock: number; len: number }[]>;
}

/** `known`: nothing new. `early`: builds on something the document does not hold yet. */
export type Fit = 'known' | 'ready' | 'early';

/** Past this, clocks would lose precision in sums; no person types as much. */
const MAX_CLOCK = 2 ** 40;
/** Deeper values and types overflow the stack of whoever encodes or prints them later. */
const MAX_DEPTH = 64;

/**
 * Decodes and checks what can be checked without the document. Yjs itself trusts updates: a struct
 * whose left neighbour is "later by the same client" throws in the middle of integration, and one
 * client listed twice silently loses structs. Throws MalformedUpdate.
 */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(bytes);
  } catch (cause) {
    throw new MalformedUpdate('the update does not decode', { cause });
  }
  const byClient = new Map<number, Struct[]>();
  let previous: Struct | undefined;
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id;
    if (struct.length < 1 || clock + struct.length > MAX_CLOCK)
      throw new MalformedUpdate('clock out of range');
    if (previous?.id.client === client && previous.id.clock + previous.length === clock) {
      byClient.get(client)?.push(struct);
    } else {
      if (byClient.has(client)) throw new MalformedUpdate('one client in two places');
      byClient.set(client, [struct]);
    }
    if (struct instanceof Y.Item) checkItem(struct);
    previous = struct;
  }
  for (const ranges of decoded.ds.clients.values()) {
    for (const { clock, len } of ranges) {
      if (clock + len > MAX_CLOCK) throw new MalformedUpdate('deletion out of range');
    }
  }
  return { bytes, byClient, deleted: decoded.ds.clients };
}

function checkItem(item: Y.Item): void {
  for (const id of dependencies(item)) {
    if (id.client === item.id.client && id.clock >= item.id.clock) {
      throw new MalformedUpdate('a struct depends on a later one of its own client');
    }
  }
  const { content } = item;
  if (content instanceof Y.ContentDoc)
    throw new MalformedUpdate('documents inside documents are not used here');
  if (content instanceof Y.ContentEmbed) checkDepth(content.embed);
  else if (content instanceof Y.ContentFormat) checkDepth(content.value);
  else if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) checkDepth(content.arr);
}

/** Breadth first, so that the check itself cannot overflow. */
function checkDepth(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new MalformedUpdate('a value is nested too deeply');
    level = level.flatMap((item): unknown[] => (isObject(item) ? Object.values(item) : [])).filter(isObject);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function dependencies(item: Y.Item): Y.ID[] {
  return [item.origin, item.rightOrigin, parentId(item)].filter((id) => id !== null);
}

const parentId = (item: Y.Item): Y.ID | null => (item.parent instanceof Y.ID ? item.parent : null);

/**
 * What would happen if `update` were applied now. Only `ready` ones may be applied: then no struct or
 * deletion is left waiting inside the document, where it could not be counted or told from what is
 * stored. Throws MalformedUpdate when types would be nested too deeply.
 */
export function fitUpdate(doc: Y.Doc, update: DecodedUpdate): Fit {
  const ends = new Map<number, number>();
  let anyNew = false;
  for (const [client, structs] of update.byClient) {
    let end = Y.getState(doc.store, client);
    const before = end;
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue;
      if (struct.id.clock > end) return 'early';
      end = Math.max(end, struct.id.clock + struct.length);
    }
    ends.set(client, end);
    anyNew ||= end > before;
  }
  const endOf = (client: number): number => ends.get(client) ?? Y.getState(doc.store, client);
  if (anyNew) {
    for (const struct of itemsOf(update)) {
      if (dependencies(struct).some((id) => id.clock >= endOf(id.client))) return 'early';
    }
    checkNesting(doc, update);
  }
  let anyDeleted = false;
  for (const [client, ranges] of update.deleted) {
    for (const { clock, len } of ranges) {
      if (clock + len > endOf(client)) return 'early';
      anyDeleted ||= !anyNew && !isDeleted(doc, client, clock, len);
    }
  }
  return anyNew || anyDeleted ? 'ready' : 'known';
}

/** True when the update adds no content, so that a full document can still be made smaller. */
export const onlyDeletes = (update: DecodedUpdate): boolean => update.byClient.size === 0;

function* itemsOf(update: DecodedUpdate): Generator<Y.Item> {
  for (const structs of update.byClient.values()) {
    for (const struct of structs) if (struct instanceof Y.Item) yield struct;
  }
}

function isDeleted(doc: Y.Doc, client: number, clock: number, len: number): boolean {
  const structs = doc.store.clients.get(client);
  if (!structs || len === 0) return len === 0;
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= clock + len) break;
    if (!struct.deleted) return false;
  }
  return true;
}

/** Follows each new type up to its root, through the update and the document. */
function checkNesting(doc: Y.Doc, update: DecodedUpdate): void {
  const containers = new Map<Y.Item, Y.Item | null>();
  for (const item of itemsOf(update)) {
    if (!(item.content instanceof Y.ContentType)) continue;
    let outer: Y.Item | null = item;
    for (let depth = 0; outer; depth++) {
      if (depth > MAX_DEPTH) throw new MalformedUpdate('types are nested too deeply');
      outer = containerOf(doc, update, outer, containers);
    }
  }
}

/** The item that holds the type `item` sits in, or null at a root. New items may only name a sibling: follow it. */
function containerOf(
  doc: Y.Doc,
  update: DecodedUpdate,
  item: Y.Item,
  known: Map<Y.Item, Y.Item | null>,
): Y.Item | null {
  const path = new Set<Y.Item>();
  let at: Y.Item | null = item;
  let container: Y.Item | null = null;
  while (at && !path.has(at)) {
    const remembered = known.get(at);
    if (remembered !== undefined) {
      container = remembered;
      break;
    }
    path.add(at);
    const { parent } = at;
    if (parent instanceof Y.AbstractType) {
      container = parent._item;
      break;
    }
    const id = parentId(at);
    if (id || parent !== null) {
      container = id ? find(doc, update, id) : null;
      break;
    }
    const sibling: Y.ID | null = at.origin ?? at.rightOrigin;
    at = sibling ? find(doc, update, sibling) : null;
  }
  for (const member of path) known.set(member, container);
  return container;
}

function find(doc: Y.Doc, update: DecodedUpdate, id: Y.ID): Y.Item | null {
  const stored = doc.store.clients.get(id.client);
  const inDoc = id.clock < Y.getState(doc.store, id.client);
  const structs: readonly Struct[] | undefined = inDoc ? stored : update.byClient.get(id.client);
  if (!structs) return null;
  let low = 0;
  let high = structs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = structs[middle];
    if (!struct) return null;
    if (id.clock < struct.id.clock) high = middle - 1;
    else if (id.clock >= struct.id.clock + struct.length) low = middle + 1;
    else return struct instanceof Y.Item ? struct : null;
  }
  return null;
}
