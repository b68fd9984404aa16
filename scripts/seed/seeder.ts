import { AppError } from '@ensemble/shared';
import type { StoredRow } from '../../server/src/records/index.ts';
import { type SeedKind, type SeedReferences, type SeedRow, seedId } from './content.ts';
import { decideSeed, type SeedDecision } from './decide.ts';
import type { SeedStore } from './store.ts';

export type SeedOutcome =
  | SeedDecision
  /** People have made one under the same slug: it is theirs, and stands in for the seed's. */
  | { kind: 'theirs' }
  /** Something that refers to it does not let it go back. */
  | { kind: 'refused'; why: string };

export interface SeedResult {
  row: SeedRow;
  outcome: SeedOutcome;
}

const SLUGGED: ReadonlySet<SeedKind> = new Set(['city', 'stack', 'path']);
/** Somebody may write in between; more often than this something else is wrong. */
const ATTEMPTS = 5;

/**
 * Brings every row to where it belongs, in order, and says what became of each. Safe to repeat and to run twice at
 * once; cut short, the next run completes it. With `dryRun` nothing is written.
 */
export async function seed(
  store: SeedStore,
  rows: readonly SeedRow[],
  { reset, dryRun }: { reset: boolean; dryRun: boolean },
): Promise<SeedResult[]> {
  const places = new Map<string, string>();
  const citySlugs = new Map<string, string>();
  const refs: SeedReferences = {
    id: (kind, key) => places.get(`${kind} ${key}`) ?? seedId(kind, key),
    citySlug: (key) => citySlugs.get(key) ?? key,
  };
  const results: SeedResult[] = [];
  for (const row of rows) {
    const { outcome, stored } = await bring(store, row, refs, { reset, dryRun });
    results.push({ row, outcome });
    if (!stored) continue;
    places.set(`${row.kind} ${row.key}`, stored._id.toHexString());
    if (row.kind === 'city') citySlugs.set(row.key, String(Reflect.get(stored, 'slug')));
  }
  return results;
}

interface Brought {
  outcome: SeedOutcome;
  stored: StoredRow | null;
}

async function bring(
  store: SeedStore,
  row: SeedRow,
  refs: SeedReferences,
  options: { reset: boolean; dryRun: boolean },
): Promise<Brought> {
  const records = store.records[row.kind];
  const id = seedId(row.kind, row.key);
  for (let attempt = 1; ; attempt++) {
    const wanted = row.fields(refs);
    const current = await records.repo.find(id);
    if (!current && SLUGGED.has(row.kind)) {
      const theirs = await records.repo.findOne({ slug: row.key });
      if (theirs) return { outcome: { kind: 'theirs' }, stored: theirs };
    }
    const marked = (await store.mark(id))?.fields ?? null;
    const decision = decideSeed(current as Record<string, unknown> | null, marked, wanted, options.reset);
    if (options.dryRun || decision.kind === 'kept') return { outcome: decision, stored: current };
    try {
      let stored = current;
      if (!current) stored = await records.create(id, wanted);
      else if (decision.kind !== 'unchanged') stored = await records.patch(id, wanted, current.version);
      await store.setMark({ _id: id, kind: row.kind, key: row.key, fields: wanted });
      return { outcome: decision, stored };
    } catch (error) {
      if (isLostRace(error) && attempt < ATTEMPTS) continue;
      const refused = error instanceof AppError && (error.code === 'conflict' || error.code === 'invalid');
      if (refused) return { outcome: { kind: 'refused', why: error.message }, stored: current };
      throw error;
    }
  }
}

/** Another run made the same row, or somebody changed it since we looked. */
const isLostRace = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 11000 ||
  (error instanceof AppError && (error.code === 'stale-version' || error.code === 'duplicate'));
