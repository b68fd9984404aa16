import { asNumber, cloneValue, isPlainObject } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compareValues, equalValues } from '../storage/order.ts';
import { compileElement, compileFilter, isOperatorObject, type Matcher } from './match.ts';
import { equalityTest } from './predicates.ts';
import { compareBySort } from './sort.ts';
import { read, write, type Slot, type UpdateContext } from './slots.ts';

const PUSH_MODIFIERS = new Set(['$each', '$slice', '$sort', '$position']);

/** `$push`, with its modifiers in MongoDB's order: insert at the position, sort, slice. */
export function pushTo(slot: Slot, argument: unknown): void {
  const array = arrayAt(slot, '$push') ?? [];
  if (!isPlainObject(argument) || !('$each' in argument)) {
    write(slot, [...array, cloneValue(argument)]);
    return;
  }
  const unknown = Object.keys(argument).find((name) => !PUSH_MODIFIERS.has(name));
  if (unknown !== undefined) throw new StoreError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const { $each, $position, $sort, $slice } = argument;
  if (!Array.isArray($each))
    throw new StoreError('BadValue', 'The argument to $each in $push must be an array');
  const at = $position === undefined ? array.length : wholeNumber($position, '$position');
  let result = [...array];
  result.splice(at, 0, ...cloneValue($each as unknown[]));
  if ($sort !== undefined) result = sorted(result, $sort);
  if ($slice !== undefined) {
    const slice = wholeNumber($slice, '$slice');
    result = slice >= 0 ? result.slice(0, slice) : result.slice(slice);
  }
  write(slot, result);
}

export function addToSet(slot: Slot, argument: unknown): void {
  const array = arrayAt(slot, '$addToSet') ?? [];
  const each = isPlainObject(argument) && '$each' in argument ? argument['$each'] : [argument];
  if (!Array.isArray(each))
    throw new StoreError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
  const result = [...array];
  for (const value of each) {
    if (!result.some((known) => equalValues(known, value))) result.push(cloneValue(value) as unknown);
  }
  write(slot, result);
}

export function popArray(slot: Slot, argument: unknown): void {
  const array = arrayAt(slot, '$pop');
  const end = asNumber(argument);
  if (end !== 1 && end !== -1)
    throw new StoreError('FailedToParse', `$pop expects 1 or -1, found: ${String(argument)}`);
  if (array) write(slot, end === 1 ? array.slice(0, -1) : array.slice(1));
}

/** `$pull`: a value, operators on the element, or a filter on the fields of the element. */
export function pullMatching(slot: Slot, argument: unknown, { scope }: UpdateContext): void {
  const array = arrayAt(slot, '$pull');
  if (!array) return;
  let matches: Matcher = equalityTest(argument);
  if (isOperatorObject(argument)) matches = compileElement(argument, scope);
  else if (isPlainObject(argument)) {
    const filter = compileFilter(argument, scope);
    matches = (element) => isPlainObject(element) && filter(element);
  }
  write(
    slot,
    array.filter((element) => !matches(element)),
  );
}

export function pullAll(slot: Slot, argument: unknown): void {
  if (!Array.isArray(argument)) throw new StoreError('BadValue', '$pullAll requires an array argument');
  const array = arrayAt(slot, '$pullAll');
  if (!array) return;
  write(
    slot,
    array.filter((element) => !argument.some((value) => equalValues(value, element))),
  );
}

function arrayAt(slot: Slot, operator: string): unknown[] | undefined {
  const value = read(slot);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    throw new StoreError(
      'BadValue',
      `The field '${slot.path}' must be an array but is of another type (${operator})`,
    );
  }
  return value as unknown[];
}

function sorted(array: unknown[], spec: unknown): unknown[] {
  if (isPlainObject(spec)) return array.sort(compareBySort(spec));
  const direction = asNumber(spec);
  if (direction !== 1 && direction !== -1)
    throw new StoreError('BadValue', 'The $sort element value must be either 1 or -1');
  return array.sort((a, b) => compareValues(a, b) * direction);
}

function wholeNumber(value: unknown, name: string): number {
  const number = asNumber(value);
  if (number === undefined || !Number.isInteger(number)) {
    throw new StoreError('BadValue', `The value for ${name} must be an integer value`);
  }
  return number;
}
