import { generateKeyBetween, generateNKeysBetween } from 'jittered-fractional-indexing';

/**
 * Keys that put items in order: strings compared by code unit, between any two of which another fits.
 *
 * Jitter makes two people who insert into one gap at once get two different keys. A run keeps what one person
 * adds in a row together: keys of a run all begin with the key of its first item, so two people who each add
 * ten items offline merge as ten and ten, and not one from each in turn.
 */

/** Longer keys still sort, but are replaced when something is put next to them. */
export const ORDER_KEY_MAX = 200;
/** A run's keys grow by about one character in six; past this the next item begins a new run. */
const RUN_KEY_MAX = 64;
const JITTER_BITS = 30;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A source of floats in [0, 1). */
export type Random = () => number;

/** The jitter of keys in use; tests bring their own. */
export const cryptoRandom: Random = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** Whether a key can be a neighbour to new ones. Clients may have written anything at all. */
export function isOrderKey(key: string): boolean {
  if (key.length > ORDER_KEY_MAX || !/^[0-9A-Za-z]+$/.test(key)) return false;
  try {
    generateKeyBetween(key, null, { jitterBits: 0 });
    return true;
  } catch {
    return false;
  }
}

/** `count` ascending keys strictly between the bounds, or null where none fit. */
function keysBetween(
  lo: string | null,
  hi: string | null,
  count: number,
  jitterBits: number,
  random: Random,
): string[] | null {
  if (lo !== null && hi !== null && lo >= hi) return null;
  try {
    const keys = generateNKeysBetween(lo, hi, count, { jitterBits, getRandomBit: () => random() < 0.5 });
    const all = [lo, ...keys, hi].filter((key) => key !== null);
    const ascending = all.every((key, i) => i === 0 || (all[i - 1] as string) < key);
    return ascending && keys.every((key) => key.length <= ORDER_KEY_MAX) ? keys : null;
  } catch {
    return null;
  }
}

/** Length of the whole-number part of a valid key, told by its first letter. */
function headLength(key: string): number {
  const code = key.charCodeAt(0);
  return code >= 97 ? code - 97 + 2 : 90 - code + 2;
}

/** The smallest key above every key that begins with `prefix`; null where there is none. */
function abovePrefix(prefix: string): string | null {
  const whole = headLength(prefix);
  const trimmed = prefix.slice(0, whole) + prefix.slice(whole).replace(/z+$/, '');
  if (trimmed.length === whole) {
    const next = generateKeyBetween(trimmed, null, { jitterBits: 0 });
    return next.length === headLength(next) ? next : null;
  }
  const digit = DIGITS.indexOf(trimmed.at(-1) ?? '');
  return trimmed.slice(0, -1) + (DIGITS[digit + 1] ?? '');
}

/** `count` keys that nobody else's keys will fall between, the first of them anywhere in the gap. */
function runBetween(lo: string | null, hi: string | null, count: number, random: Random): string[] | null {
  const first = keysBetween(lo, hi, 1, JITTER_BITS, random)?.[0];
  if (first === undefined) return null;
  if (count === 1) return [first];
  const above = abovePrefix(first);
  const cap = above === null || (hi !== null && hi < above) ? hi : above;
  const rest = keysBetween(first, cap, count - 1, 0, random);
  return rest && [first, ...rest];
}

/** `count` more keys of the run that `head` began and `last` ended, below `hi`; null when it is better to begin anew. */
function continueRun(
  head: string,
  last: string,
  hi: string | null,
  count: number,
  random: Random,
): string[] | null {
  const above = abovePrefix(head);
  if (above === null || (hi !== null && hi < above)) return null;
  const keys = keysBetween(last, above, count, 0, random);
  return keys?.every((key) => key.length <= RUN_KEY_MAX) ? keys : null;
}

export interface Ordered {
  order: string;
  /** Made by this very client, so that what it adds next belongs to the same run. */
  own?: boolean;
}

export interface Placement {
  /** For the new items, ascending. */
  keys: string[];
  /** New keys for items of the sequence (by index) whose own left no room: equal, corrupt or grown too long. */
  rekeyed: Map<number, string>;
}

/** The key of the first item of the run that ends at `index`. */
function runHead(sequence: readonly Ordered[], index: number): string | null {
  const last = sequence[index];
  if (!last?.own) return null;
  let head = last.order;
  for (let i = index - 1; sequence[i]?.own; i--) {
    const order = (sequence[i] as Ordered).order;
    if (head.startsWith(order)) head = order;
  }
  return head;
}

/**
 * Keys for `count` new items at `index` of a sorted sequence. Never throws: where the neighbours' keys leave no
 * room, the fewest of them (those after the gap first) get new keys too, in the order they have.
 */
export function placeKeys(
  sequence: readonly Ordered[],
  index: number,
  count: number,
  random: Random,
): Placement {
  const usable = (i: number): boolean => isOrderKey(sequence[i]?.order ?? '');
  let left = index - 1;
  let right = index;
  let step = 1;
  for (;;) {
    if (left >= 0 && !usable(left)) left--;
    else if (right < sequence.length && !usable(right)) right++;
    else {
      const lo = sequence[left]?.order ?? null;
      const hi = sequence[right]?.order ?? null;
      const before = index - 1 - left;
      const after = right - index;
      const head = before === 0 ? runHead(sequence, left) : null;
      const keys =
        before + after > 0
          ? keysBetween(lo, hi, before + count + after, JITTER_BITS, random)
          : (head !== null && lo !== null && continueRun(head, lo, hi, count, random)) ||
            runBetween(lo, hi, count, random);
      if (keys) {
        const rekeyed = new Map<number, string>();
        for (let i = 0; i < before; i++) rekeyed.set(left + 1 + i, keys[i] as string);
        for (let i = 0; i < after; i++) rekeyed.set(index + i, keys[before + count + i] as string);
        return { keys: keys.slice(before, before + count), rekeyed };
      }
      if (lo !== null && hi !== null && lo >= hi) right++;
      else {
        // Keys too long on both sides: the further away, the shorter, so look in growing steps.
        right = Math.min(right + step, sequence.length);
        left = Math.max(left - step, -1);
        step *= 2;
      }
    }
  }
}
