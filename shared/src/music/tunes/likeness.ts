/** Pairs of neighbouring letters with how often each occurs; word ends count as letters. */
function pairs(text: string): Map<string, number> {
  const padded = ` ${text} `;
  const counts = new Map<string, number>();
  for (let i = 0; i + 1 < padded.length; i++) {
    const pair = padded.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/**
 * How alike two keys are, 0 to 1: the Dice coefficient of their letter pairs (L. R. Dice, Ecology 26, 1945:
 * twice what is shared, divided by the sizes of both).
 */
export function likeness(a: string, b: string): number {
  const [first, second] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const [pair, count] of first) shared += Math.min(count, second.get(pair) ?? 0);
  return (2 * shared) / (a.length + 1 + b.length + 1);
}
