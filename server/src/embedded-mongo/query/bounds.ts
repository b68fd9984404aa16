import type { IndexField } from '../storage/catalog.ts';
import type { KeyRange } from '../storage/collection.ts';
import { afterPrefix, cutBound, encodeTextPrefix, encodeValue, invert, joinFields } from '../storage/keys.ts';
import { rankOf } from '../storage/order.ts';
import type { Range } from './conditions.ts';

/** One field's value as it stands in the index: descending fields have inverted bytes. */
export function encodeField(value: unknown, field: IndexField): Buffer {
  const bytes = encodeValue(value);
  return field.direction === -1 ? invert(bytes) : bytes;
}

/** All keys that begin with these fields. With every field of the index given, that is one key exactly. */
export function pointRange(fields: readonly Buffer[], complete: boolean): KeyRange {
  const bytes = complete ? joinFields(fields).bytes : cutBound(Buffer.concat(fields));
  return { from: bytes, to: afterPrefix(bytes) };
}

/** Keys with the given leading fields whose next field lies in the range. */
export function spanRange(leading: readonly Buffer[], range: Range, field: IndexField): KeyRange {
  const { from, to } = fieldSpan(range, field.direction);
  const fullTo = Buffer.concat([...leading, to]);
  const cutTo = cutBound(fullTo);
  return {
    from: cutBound(Buffer.concat([...leading, from])),
    to: cutTo.length < fullTo.length ? afterPrefix(cutTo) : fullTo,
  };
}

function fieldSpan({ prefix, low, high }: Range, direction: 1 | -1): KeyRange {
  if (prefix !== undefined) {
    const bytes = direction === 1 ? encodeTextPrefix(prefix) : invert(encodeTextPrefix(prefix));
    return { from: bytes, to: afterPrefix(bytes) };
  }
  const rank = Buffer.of(rankOf((low ?? high)?.value));
  const lowBytes = low ? encodeValue(low.value) : rank;
  const highBytes = high ? encodeValue(high.value) : rank;
  const passLow = low !== undefined && !low.inclusive;
  const reachHigh = high === undefined || high.inclusive;
  if (direction === 1) {
    return {
      from: passLow ? afterPrefix(lowBytes) : lowBytes,
      to: reachHigh ? afterPrefix(highBytes) : highBytes,
    };
  }
  const [first, last] = [invert(highBytes), invert(lowBytes)];
  return { from: reachHigh ? first : afterPrefix(first), to: passLow ? last : afterPrefix(last) };
}

export const EVERYTHING: KeyRange = { from: Buffer.alloc(0), to: Buffer.alloc(16, 0xff) };
