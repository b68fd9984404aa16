/** What becomes of one row of the seed: decided on plain data, carried out elsewhere. */

type Fields = Readonly<Record<string, unknown>>;

export type SeedDecision =
  | { kind: 'made' }
  /** As the seed has it now. */
  | { kind: 'unchanged' }
  /** Nobody had changed it, and the seed has newer words. */
  | { kind: 'updated'; changes: string[] }
  /** Gone, or changed by people, and now again as the seed has it. */
  | { kind: 'restored'; changes: string[] }
  /** People changed these fields; they stay. */
  | { kind: 'kept'; changes: string[] };

/**
 * `current` is what is stored (null: nothing), `marked` what the seed wrote last (null: it never did). What people
 * changed since is theirs, unless `reset`; what they deleted comes back.
 */
export function decideSeed(
  current: Fields | null,
  marked: Fields | null,
  wanted: Fields,
  reset: boolean,
): SeedDecision {
  if (!current) return marked ? { kind: 'restored', changes: [] } : { kind: 'made' };
  const changes = differences(current, wanted);
  if (changes.length === 0) return { kind: 'unchanged' };
  if (marked && differences(current, marked).length === 0) return { kind: 'updated', changes };
  return { kind: reset ? 'restored' : 'kept', changes };
}

/** Names of the fields of `wanted` that are stored otherwise. */
export const differences = (current: Fields, wanted: Fields): string[] =>
  Object.keys(wanted).filter((name) => canonical(current[name]) !== canonical(wanted[name]));

/** JSON with sorted keys: a store may hand an object back with its fields in another order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
