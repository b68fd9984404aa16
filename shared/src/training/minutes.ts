/** Sharing whole minutes out. */

/**
 * `total` whole minutes shared out by weight, none below `least` where there are enough for that (else none without any, if it can be), in steps of
 * `unit`; what is left over by rounding goes to the largest part. The parts sum to `total`.
 */
export function shareMinutes(
  total: number,
  weights: readonly number[],
  { least = 1, unit = 1 }: { least?: number; unit?: number } = {},
): number[] {
  if (weights.length === 0) return [];
  const roomFor = (each: number): boolean => weights.length * each <= total;
  const step = roomFor(Math.max(least, unit)) ? unit : 1;
  const floor = [Math.max(least, step), 1].find(roomFor) ?? 0;
  const free = total - floor * weights.length;
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (sum > 0 ? (free * weight) / sum : free / weights.length));
  const parts = exact.map((minutes) => floor + Math.floor(minutes / step) * step);
  let left = total - parts.reduce((all, part) => all + part, 0);
  const byRest = [...weights.keys()].sort((a, b) => restOf(exact, b, step) - restOf(exact, a, step) || a - b);
  for (const at of byRest) {
    if (left < step) break;
    parts[at] = (parts[at] ?? 0) + step;
    left -= step;
  }
  const largest = parts.indexOf(Math.max(...parts));
  parts[largest] = (parts[largest] ?? 0) + left;
  return parts;
}

const restOf = (exact: readonly number[], at: number, step: number): number => (exact[at] ?? 0) % step;

/** People plan in fives, unless the whole is short. */
export const unitFor = (totalMinutes: number, parts: number): number =>
  totalMinutes >= 45 && totalMinutes >= parts * 10 ? 5 : 1;
