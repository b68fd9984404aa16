import type { LogRow } from '@ensemble/shared/music/log.schema';
import type { TuneLogEntry } from '@ensemble/shared/music/tune-log';

/** One set on the screen; its id is its first tune's. */
export interface SetView {
  id: string;
  entries: readonly TuneLogEntry[];
}

/** Fields a person sees; what the server stamps a moment later does not count as a change. */
const SEEN = ['tuneId', 'name', 'key', 'settingId', 'playedAt', 'order', 'continuesSet', 'deleted'] as const;
const STAMPED = ['loggedBy', 'insertedAt'] as const;

const same = (a: TuneLogEntry, b: TuneLogEntry, fields: readonly (keyof TuneLogEntry)[]): boolean =>
  fields.every((field) => a[field] === b[field]);

/**
 * The new entries, with every object that did not change kept as it was, so that a list of 200
 * draws only the rows that did.
 */
export function keepUnchanged(
  known: ReadonlyMap<string, TuneLogEntry>,
  entries: readonly TuneLogEntry[],
): TuneLogEntry[] {
  return entries.map((entry) => {
    const before = known.get(entry.id);
    return before && same(before, entry, [...SEEN, ...STAMPED]) ? before : entry;
  });
}

/** Which entries look different from before, or are new. */
export function changedIds(
  known: ReadonlyMap<string, TuneLogEntry>,
  entries: readonly TuneLogEntry[],
): string[] {
  return entries
    .filter((entry) => {
      const before = known.get(entry.id);
      return !before || !same(before, entry, SEEN);
    })
    .map(({ id }) => id);
}

/** As `keepUnchanged`, for whole sets. */
export function viewSets(known: readonly SetView[], sets: readonly TuneLogEntry[][]): SetView[] {
  const before = new Map(known.map((set) => [set.id, set]));
  return sets.map((entries) => {
    const id = entries[0]?.id ?? '';
    const old = before.get(id);
    const unchanged =
      old?.entries.length === entries.length && entries.every((entry, at) => entry === old.entries[at]);
    return old && unchanged ? old : { id, entries };
  });
}

/** A row of the API as an entry, for the first drawing: before the document itself is here. */
export const entryOfRow = (row: LogRow): TuneLogEntry => ({
  id: row.id,
  order: '',
  tuneId: row.tuneId,
  name: row.name,
  key: row.key,
  settingId: row.settingId,
  playedAt: row.playedTimestamp,
  loggedBy: row.loggedBy?.id ?? null,
  insertedAt: row.insertedTimestamp,
  continuesSet: row.continuesSet,
  deleted: false,
});
