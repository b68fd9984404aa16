import * as BSON from 'bson';
import { asNumber, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { binaryParts, compareValues, equalValues, RANK, rankOf } from '../storage/order.ts';

export type Test = (value: unknown) => boolean;

/** `{ field: value }`: equality, a pattern for a regular expression, null also for a missing field. */
export function equalityTest(wanted: unknown): Test {
  const regex = toRegExp(wanted);
  if (regex) return (value) => (typeof value === 'string' ? regex.test(value) : equalRegex(value, wanted));
  if (wanted === null || wanted === undefined) return (value) => value === null || value === undefined;
  return (value) => equalValues(value, wanted);
}

function equalRegex(value: unknown, wanted: unknown): boolean {
  return rankOf(value) === RANK.regex && compareValues(value, wanted) === 0;
}

/** The test of one value by one operator; undefined for `$options`, which belongs to `$regex`. */
export function elementTest(operator: string, argument: unknown, all: Doc): Test | undefined {
  switch (operator) {
    case '$eq':
      return toRegExp(argument) ? (value) => equalRegex(value, argument) : equalityTest(argument);
    case '$gt':
      return rangeTest(argument, (order) => order > 0);
    case '$gte':
      return rangeTest(argument, (order) => order >= 0);
    case '$lt':
      return rangeTest(argument, (order) => order < 0);
    case '$lte':
      return rangeTest(argument, (order) => order <= 0);
    case '$in':
      return membershipTest(argument);
    case '$type':
      return typeTest(argument);
    case '$mod':
      return modTest(argument);
    case '$regex':
      return patternTest(argument, all['$options']);
    case '$options':
      if (!('$regex' in all)) throw new StoreError('BadValue', '$options needs a $regex');
      return undefined;
    case '$bitsAllSet':
      return bitsTest(argument, (value, mask) => (value & mask) === mask);
    case '$bitsAllClear':
      return bitsTest(argument, (value, mask) => (value & mask) === 0n);
    case '$bitsAnySet':
      return bitsTest(argument, (value, mask) => (value & mask) !== 0n);
    case '$bitsAnyClear':
      return bitsTest(argument, (value, mask) => (value & mask) !== mask);
    default:
      throw new StoreError('BadValue', `unknown operator: ${operator}`);
  }
}

/** Ranges stay within the argument's type, except against MinKey and MaxKey. */
function rangeTest(argument: unknown, test: (order: number) => boolean): Test {
  const rank = rankOf(argument);
  if (toRegExp(argument)) throw new StoreError('BadValue', "Can't have RegEx as arg to predicate over field");
  if (rank === RANK.minKey || rank === RANK.maxKey) {
    return (value) => value !== undefined && test(compareValues(value, argument));
  }
  if (rank === RANK.null) return (value) => (value === null || value === undefined) && test(0);
  if (Number.isNaN(argument)) return (value) => Number.isNaN(value) && test(0);
  return (value) => rankOf(value) === rank && !Number.isNaN(value) && test(compareValues(value, argument));
}

function membershipTest(argument: unknown): Test {
  if (!Array.isArray(argument)) throw new StoreError('BadValue', '$in needs an array');
  if (
    argument.some(
      (item) => isPlainObject(item) && Object.keys(item)[0]?.startsWith('$') === true && !('$ref' in item),
    )
  ) {
    throw new StoreError('BadValue', 'cannot nest $ under $in');
  }
  const texts = new Set(argument.filter((item) => typeof item === 'string'));
  const others = argument.filter((item) => typeof item !== 'string').map(equalityTest);
  return (value) => (typeof value === 'string' && texts.has(value)) || others.some((test) => test(value));
}

const TYPE_NAMES: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

function typeTest(argument: unknown): Test {
  const wanted = new Set<number>();
  for (const item of Array.isArray(argument) ? argument : [argument]) {
    if (item === 'number') for (const code of [1, 16, 18, 19]) wanted.add(code);
    else {
      const code = typeof item === 'string' ? TYPE_NAMES[item] : asNumber(item);
      if (code === undefined) throw new StoreError('BadValue', `Unknown type name alias: ${String(item)}`);
      wanted.add(code);
    }
  }
  return (value) => wanted.has(typeCode(value));
}

/** BSON's type number. A whole number within 32 bits is an int: JavaScript keeps no other difference. */
export function typeCode(value: unknown): number {
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) <= 0x7fffffff && !Object.is(value, -0) ? 16 : 1;
  }
  if (value instanceof BSON.Long) return 18;
  if (value instanceof BSON.Decimal128) return 19;
  if (value === undefined) return Number.NaN;
  const codes: Record<number, number> = {
    [RANK.null]: 10,
    [RANK.string]: 2,
    [RANK.object]: 3,
    [RANK.array]: 4,
    [RANK.binary]: 5,
    [RANK.objectId]: 7,
    [RANK.boolean]: 8,
    [RANK.date]: 9,
    [RANK.timestamp]: 17,
    [RANK.regex]: 11,
    [RANK.code]: 13,
    [RANK.minKey]: -1,
    [RANK.maxKey]: 127,
  };
  return codes[rankOf(value)] ?? Number.NaN;
}

function modTest(argument: unknown): Test {
  const [divisor, remainder] = Array.isArray(argument) ? argument.map((item) => asNumber(item)) : [];
  if (divisor === undefined || remainder === undefined)
    throw new StoreError('BadValue', 'malformed mod, needs to be an array of two numbers');
  if (Math.trunc(divisor) === 0) throw new StoreError('BadValue', 'divisor cannot be 0');
  return (value) => {
    const number = asNumber(value);
    return number !== undefined && Math.trunc(number) % Math.trunc(divisor) === Math.trunc(remainder);
  };
}

function patternTest(pattern: unknown, options: unknown): Test {
  if (options !== undefined && typeof options !== 'string')
    throw new StoreError('BadValue', '$options has to be a string');
  const regex = toRegExp(pattern) ?? (typeof pattern === 'string' ? buildRegExp(pattern, '') : undefined);
  if (!regex) throw new StoreError('BadValue', '$regex has to be a string');
  const ready =
    options === undefined
      ? regex
      : buildRegExp(typeof pattern === 'string' ? pattern : regex.source, options);
  return (value) => (typeof value === 'string' ? ready.test(value) : equalRegex(value, pattern));
}

/** The JavaScript form of a stored pattern; undefined if the value is no pattern. */
export function toRegExp(value: unknown): RegExp | undefined {
  if (value instanceof RegExp) return value;
  return value instanceof BSON.BSONRegExp ? buildRegExp(value.pattern, value.options) : undefined;
}

/** PCRE's x (free spacing) is translated; its u is always on there and harmless here. */
function buildRegExp(pattern: string, options: string): RegExp {
  const flags = [...new Set(options)].filter((flag) => 'ims'.includes(flag)).join('');
  if (/[^imsxu]/.test(options)) throw new StoreError('BadValue', `invalid flag in regex options: ${options}`);
  const source = options.includes('x')
    ? pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|#.*|\s+/g, (p) => (/^[\s#]/.test(p) ? '' : p))
    : pattern;
  const inline = /^\(\?([ims]+)\)/.exec(source);
  try {
    return inline
      ? new RegExp(source.slice(inline[0].length), [...new Set(flags + (inline[1] ?? ''))].join(''))
      : new RegExp(source, flags);
  } catch {
    throw new StoreError('BadValue', `Regular expression is invalid: ${pattern}`);
  }
}

function bitsTest(argument: unknown, test: (value: bigint, mask: bigint) => boolean): Test {
  const mask = bitMask(argument);
  return (value) => {
    if (rankOf(value) === RANK.binary) {
      const hex = Buffer.from(binaryParts(value).bytes).reverse().toString('hex');
      return test(BigInt(`0x${hex === '' ? '0' : hex}`), mask);
    }
    const number = asNumber(value);
    return number !== undefined && Number.isInteger(number) && test(BigInt(number), mask);
  };
}

function bitMask(argument: unknown): bigint {
  const number = asNumber(argument);
  if (number !== undefined && Number.isInteger(number) && number >= 0) return BigInt(number);
  if (!Array.isArray(argument))
    throw new StoreError('BadValue', 'a bit test takes a mask or an array of bit positions');
  return argument.reduce<bigint>((mask, bit) => mask | (1n << BigInt(asNumber(bit) ?? 0)), 0n);
}
