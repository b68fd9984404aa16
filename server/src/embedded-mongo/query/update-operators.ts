import { Decimal128, Long, Timestamp } from 'bson';
import { asNumber, cloneValue, getOwn, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compareValues } from '../storage/order.ts';
import { read, write, type Slot, type UpdateContext } from './slots.ts';
import { addToSet, popArray, pullAll, pullMatching, pushTo } from './update-arrays.ts';
import { arrayIndex } from './paths.ts';

type Operator = (slot: Slot, argument: unknown, context: UpdateContext) => void;

const OPERATORS: Record<string, Operator> = {
  $set: (slot, value) => write(slot, cloneValue(value)),
  $setOnInsert: (slot, value) => write(slot, cloneValue(value)),
  $unset: (slot) => remove(slot),
  $inc: (slot, amount) => arithmetic(slot, amount, '$inc'),
  $mul: (slot, factor) => arithmetic(slot, factor, '$mul'),
  $min: (slot, value) => keepExtreme(slot, value, -1),
  $max: (slot, value) => keepExtreme(slot, value, 1),
  $currentDate: (slot, kind, { scope }) => write(slot, currentDate(kind, scope.now)),
  $push: pushTo,
  $addToSet: addToSet,
  $pop: popArray,
  $pull: pullMatching,
  $pullAll: pullAll,
  $bit: (slot, argument) => bitwise(slot, argument),
};

export const UPDATE_OPERATORS: ReadonlySet<string> = new Set([...Object.keys(OPERATORS), '$rename']);

/** Operators that only take away never build the path they are given. */
const NEVER_BUILDS = new Set(['$unset', '$pop', '$pull', '$pullAll']);

export function applyOperator(
  doc: Doc,
  name: string,
  path: string,
  argument: unknown,
  context: UpdateContext,
): void {
  if (name === '$rename') {
    rename(doc, path, argument, context);
    return;
  }
  const operator = OPERATORS[name] as Operator;
  for (const slot of slotsAt(doc, path, context, !NEVER_BUILDS.has(name))) operator(slot, argument, context);
}

function remove({ container, key }: Slot): void {
  // An array keeps its length: the element becomes null.
  if (!Array.isArray(container)) Reflect.deleteProperty(container, key);
  else if (Number(key) < container.length) container[Number(key)] = null;
}

/** All places a path means: one, or several through `$[]` and `$[identifier]`. Missing objects are built if asked. */
function slotsAt(doc: Doc, path: string, context: UpdateContext, build: boolean): Slot[] {
  const parts = path.split('.');
  const slots: Slot[] = [];
  walk(doc, 0);
  return slots;

  function walk(container: Doc | unknown[], at: number): void {
    const part = parts[at] as string;
    const last = at === parts.length - 1;
    for (const key of keysFor(container, part, at)) {
      if (last) slots.push({ container, key, path });
      else descend(container, key, at);
    }
  }

  function keysFor(container: Doc | unknown[], part: string, at: number): string[] {
    if (!part.startsWith('$')) {
      if (Array.isArray(container) && arrayIndex(part) === undefined) {
        if (!build) return [];
        throw new StoreError(
          'PathNotViable',
          `Cannot create field '${part}' in element {${parts[at - 1] ?? ''}: array}`,
        );
      }
      return [part];
    }
    if (!Array.isArray(container)) {
      if (part === '$') context.position();
      throw new StoreError(
        'BadValue',
        `The path '${parts.slice(0, at).join('.')}' must exist in the document in order to apply array updates.`,
      );
    }
    if (part === '$') return [String(context.position())];
    const matches = part === '$[]' ? undefined : context.arrayFilters.get(part.slice(2, -1));
    return container.flatMap((element, i) => (!matches || matches(element) ? [String(i)] : []));
  }

  function descend(container: Doc | unknown[], key: string, at: number): void {
    const next = getOwn(container, key);
    if (isPlainObject(next) || Array.isArray(next)) {
      walk(next, at + 1);
      return;
    }
    if (next === undefined && parts[at + 1]?.startsWith('$') === true) {
      throw new StoreError(
        'BadValue',
        `The path '${parts.slice(0, at + 1).join('.')}' must exist in the document in order to apply array updates.`,
      );
    }
    if (!build) return;
    if (next !== undefined) {
      throw new StoreError(
        'PathNotViable',
        `Cannot create field '${parts[at + 1] ?? ''}' in element {${key}: ${JSON.stringify(next)}}`,
      );
    }
    const made: Doc = {};
    write({ container, key, path }, made);
    walk(made, at + 1);
  }
}

function rename(doc: Doc, from: string, to: unknown, context: UpdateContext): void {
  if (typeof to !== 'string')
    throw new StoreError('BadValue', `The 'to' field for $rename must be a string: ${from}`);
  const [source] = slotsAt(doc, from, context, false);
  if (!source || read(source) === undefined) return;
  const value = read(source);
  remove(source);
  const [target] = slotsAt(doc, to, context, true);
  if (target) write(target, value);
}

/** `$inc` and `$mul`. A Long or Decimal128 on either side keeps that type; otherwise plain numbers. */
function arithmetic(slot: Slot, argument: unknown, name: '$inc' | '$mul'): void {
  const current = read(slot) ?? (read(slot) === undefined ? 0 : null);
  const by = asNumber(argument);
  const now = asNumber(current);
  const verb = name === '$inc' ? 'increment' : 'multiply';
  if (by === undefined)
    throw new StoreError(
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${slot.path}: ${JSON.stringify(argument)}}`,
    );
  if (now === undefined)
    throw new StoreError(
      'TypeMismatch',
      `Cannot apply ${name} to a value of non-numeric type. The field '${slot.path}' has a non-numeric value`,
    );
  if (current instanceof Decimal128 || argument instanceof Decimal128) {
    write(slot, decimalArithmetic(current, argument, name));
  } else if (
    (current instanceof Long || argument instanceof Long) &&
    Number.isInteger(now) &&
    Number.isInteger(by)
  ) {
    const [a, b] = [toBigInt(current, now), toBigInt(argument, by)];
    const result = name === '$inc' ? a + b : a * b;
    if (BigInt.asIntN(64, result) !== result)
      throw new StoreError(
        'BadValue',
        `Failed to apply ${name} operations to current value: 64-bit overflow`,
      );
    write(slot, Long.fromBigInt(result));
  } else write(slot, name === '$inc' ? now + by : now * by);
}

function toBigInt(value: unknown, number: number): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(number);
}

/** Exact on the decimal digits; a result of more than 34 digits is rounded by Decimal128 itself. */
function decimalArithmetic(a: unknown, b: unknown, name: '$inc' | '$mul'): Decimal128 {
  const [x, y] = [decimalParts(a), decimalParts(b)];
  if (!x || !y) {
    const [p, q] = [Number(String(a)), Number(String(b))];
    return Decimal128.fromString(String(name === '$inc' ? p + q : p * q));
  }
  if (name === '$mul')
    return Decimal128.fromStringWithRounding(
      `${String(x.digits * y.digits)}E${String(x.exponent + y.exponent)}`,
    );
  const exponent = Math.min(x.exponent, y.exponent);
  const scaled = (part: { digits: bigint; exponent: number }): bigint =>
    part.digits * 10n ** BigInt(part.exponent - exponent);
  return Decimal128.fromStringWithRounding(`${String(scaled(x) + scaled(y))}E${String(exponent)}`);
}

function decimalParts(value: unknown): { digits: bigint; exponent: number } | undefined {
  const parts = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(value));
  if (!parts) return undefined;
  const [, whole = '0', decimals = '', exponent = '0'] = parts;
  const exact = Number(exponent) - decimals.length;
  return Math.abs(exact) > 400 ? undefined : { digits: BigInt(whole + decimals), exponent: exact };
}

function keepExtreme(slot: Slot, value: unknown, direction: 1 | -1): void {
  const current = read(slot);
  if (current === undefined || compareValues(value, current) * direction > 0) write(slot, cloneValue(value));
}

function currentDate(kind: unknown, now: Date): unknown {
  const type = isPlainObject(kind) ? kind['$type'] : 'date';
  if (type === 'date') return new Date(now);
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw new StoreError('BadValue', "The '$type' string field is required to be 'date' or 'timestamp'");
}

function bitwise(slot: Slot, argument: unknown): void {
  const current = read(slot) ?? 0;
  const now = asNumber(current);
  if (!isPlainObject(argument) || now === undefined || !Number.isInteger(now)) {
    throw new StoreError('BadValue', `Cannot apply $bit to a value of non-integral type: ${slot.path}`);
  }
  let bits = toBigInt(current, now);
  for (const [name, operand] of Object.entries(argument)) {
    const other = toBigInt(operand, asNumber(operand) ?? 0);
    if (name === 'and') bits &= other;
    else if (name === 'or') bits |= other;
    else if (name === 'xor') bits ^= other;
    else
      throw new StoreError(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`,
      );
  }
  write(slot, current instanceof Long ? Long.fromBigInt(bits) : Number(bits));
}
