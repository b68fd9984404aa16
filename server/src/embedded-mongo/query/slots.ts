import { getOwn, setOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import type { Scope } from './expression.ts';
import type { Matcher } from './match.ts';

export interface UpdateContext {
  scope: Scope;
  arrayFilters: ReadonlyMap<string, Matcher>;
  /** The position of the plain `$`; throws where the filter matched no array. */
  position(): number;
}

/** A place in the document: a container and the key in it. `exists` tells null from missing. */
export interface Slot {
  container: Doc | unknown[];
  key: string;
  path: string;
}

export function read(slot: Slot): unknown {
  return getOwn(slot.container, slot.key);
}

export function write(slot: Slot, value: unknown): void {
  if (!Array.isArray(slot.container)) {
    setOwn(slot.container, slot.key, value);
    return;
  }
  const index = Number(slot.key);
  if (index > slot.container.length + 1_500_000)
    throw new StoreError('BadValue', `can't backfill more than 1500000 elements`);
  while (slot.container.length < index) slot.container.push(null);
  slot.container[index] = value;
}
