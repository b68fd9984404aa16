/** One stretch of a text replaced by another: what typing, pasting or cutting does to a field. */
export interface TextEdit {
  /** Where it begins, in UTF-16 units as fields and Y.Text count them. */
  at: number;
  removed: number;
  inserted: string;
}

/** Yjs' way of saying what happened to a text. */
export type TextDelta = readonly { retain?: number; insert?: unknown; delete?: number }[];

const isLowSurrogate = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
};

/**
 * What was done to `before` to make it `after`; null where nothing was. Typing an "a" into "aaa" could
 * have happened at four places: `caret`, where the caret stands in `after`, says at which. Never cuts a
 * sign of two units in half, which would leave two broken ones for somebody who deletes one.
 */
export function editBetween(before: string, after: string, caret = after.length): TextEdit | null {
  if (before === after) return null;
  const grown = after.length - before.length;
  // All that changed ends at the caret, unless what was deleted lay behind it.
  let tail = 0;
  const mostTail = Math.min(after.length - Math.min(caret, after.length), before.length, after.length);
  while (tail < mostTail && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  let head = 0;
  const mostHead = Math.min(before.length, after.length) - tail;
  while (head < mostHead && before[head] === after[head]) head++;
  // The caret was no help (a script wrote the field): whatever is the same at the end is the tail.
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;

  if (head > 0 && (isLowSurrogate(before, head) || isLowSurrogate(after, head))) head--;
  const cutsTail = (): boolean =>
    tail > 0 && (isLowSurrogate(before, before.length - tail) || isLowSurrogate(after, after.length - tail));
  if (cutsTail()) tail--;
  const removed = before.length - tail - head;
  return { at: head, removed, inserted: after.slice(head, head + removed + grown) };
}

/** Where a place in a text is after `delta`. What is inserted right there goes behind it, unless `pushed`. */
export function placeAfter(delta: TextDelta, at: number, pushed = false): number {
  let place = at;
  let seen = 0;
  for (const { retain, insert, delete: deleted } of delta) {
    if (retain !== undefined) seen += retain;
    else if (typeof insert === 'string') {
      if (seen < place || (pushed && seen === place)) place += insert.length;
      seen += insert.length;
    } else if (deleted !== undefined && seen < place) {
      place -= Math.min(deleted, place - seen);
    }
    if (seen > place) break;
  }
  return place;
}
