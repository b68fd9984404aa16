import { diffWordsWithSpace } from 'diff';
import * as Y from 'yjs';

/** Makes a shared text read as wanted by the smallest change, so that others' carets and words beside it stay. */

/** Past this a difference by words takes long and helps nobody: what lies between equal ends is replaced. */
const WORDS_MAX = 20_000;

interface Splice {
  at: number;
  remove: number;
  insert: string;
}

/** What differs between equal beginnings and ends; never between the halves of a character. */
function middleOf(before: string, after: string): { head: number; tail: number } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  if (/[\uD800-\uDBFF]/.test(before[head - 1] ?? '')) head--;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (/[\uDC00-\uDFFF]/.test(before[before.length - tail] ?? '')) tail--;
  return { head, tail };
}

/** The changes that make `before` into `after`, by whole words; each `at` counts what those before it did. */
export function splices(before: string, after: string): Splice[] {
  if (before === after) return [];
  const { head, tail } = middleOf(before, after);
  const old = before.slice(head, before.length - tail);
  const wanted = after.slice(head, after.length - tail);
  if (old === '' || wanted === '' || old.length + wanted.length > WORDS_MAX)
    return [{ at: head, remove: old.length, insert: wanted }];
  const list: Splice[] = [];
  let at = head;
  for (const { value, added, removed } of diffWordsWithSpace(old, wanted)) {
    const last = list.at(-1);
    if (removed) list.push({ at, remove: value.length, insert: '' });
    else if (added) {
      if (last?.at === at && last.insert === '') last.insert = value;
      else list.push({ at, remove: 0, insert: value });
      at += value.length;
    } else at += value.length;
  }
  return list;
}

/** The characters alone: a rich text's own `toString` has its marks as tags. */
const plainOf = (text: Y.Text): string => Y.Text.prototype.toString.call(text);

/** To be called within a transaction. What is put in carries no marks. Returns whether anything changed. */
export function setText(text: Y.Text, wanted: string): boolean {
  const changes = splices(plainOf(text), wanted);
  for (const { at, remove, insert } of changes) {
    if (remove > 0) text.delete(at, remove);
    if (insert !== '') text.insert(at, insert, {});
  }
  return changes.length > 0;
}
