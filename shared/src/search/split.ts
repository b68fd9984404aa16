/** A stretch of a text: `source.slice(start, end)`. */
export interface Span {
  start: number;
  end: number;
}

/** Where a stretch may be cut, best first: after a line, after a sentence, between words. */
const BREAKS = [/\n+/g, /[.!?…]["'”’)\]]*\s+/g, /\s+/g];

/** Cuts what is longer than `max` UTF-16 units into parts that are not, at the best place in the second half of each. */
export function splitLong(source: string, start: number, end: number, max: number): Span[] {
  const parts: Span[] = [];
  let from = start;
  while (end - from > max) {
    const cut = from + cutOf(source.slice(from, from + max));
    parts.push({ start: from, end: cut });
    from = cut;
  }
  if (end > from) parts.push({ start: from, end });
  return parts;
}

function cutOf(text: string): number {
  for (const pattern of BREAKS) {
    let last = 0;
    for (const match of text.matchAll(pattern)) last = match.index + match[0].length;
    if (last > text.length / 2) return last;
  }
  // One endless word: never between the halves of a surrogate pair.
  const isHigh = /[\uD800-\uDBFF]$/.test(text);
  return isHigh ? text.length - 1 : text.length;
}
