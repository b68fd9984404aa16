import { asNumber, isPlainObject, setOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileExpression, type Scope } from './expression.ts';
import { compileElement } from './match.ts';
import { firstMatchingPosition } from './positional.ts';

export type Projector = (doc: Doc) => Doc;

/** What happens at one path: keep it, drop it, compute it, or go on inside. */
type Node =
  | { kind: 'keep' }
  | { kind: 'drop' }
  | { kind: 'compute'; compute: (root: Doc, value: unknown) => unknown }
  | { kind: 'inside'; fields: Map<string, Node> };

interface Spec {
  fields: Map<string, Node>;
  /** True if the named fields are what remains; false if they are what goes. */
  inclusive: boolean;
  id: boolean;
}

/**
 * A projection of find, findAndModify or `$project`. `filter` is needed for the positional `field.$`.
 * Mixing inclusion and exclusion, other than of `_id`, is error 31254 / 31253 as in MongoDB.
 */
export function compileProjection(spec: unknown, scope: Scope, filter: Doc = {}): Projector {
  if (!isPlainObject(spec)) throw new StoreError('TypeMismatch', 'a projection must be an object');
  if (Object.keys(spec).length === 0) return (doc) => doc;
  const parsed = parse(spec, scope, filter);
  return (doc) => project(doc, parsed);
}

/** `$unset: 'a'` or `['a', 'b.c']` as an exclusion. */
export function unsetSpec(spec: unknown): Doc {
  const names: unknown[] = Array.isArray(spec) ? spec : [spec];
  if (!names.every((name) => typeof name === 'string'))
    throw new StoreError('Location31120', '$unset takes field names');
  return Object.fromEntries(names.map((name) => [name, 0]));
}

function parse(spec: Doc, scope: Scope, filter: Doc): Spec {
  const fields = new Map<string, Node>();
  let inclusive: boolean | undefined;
  let id: boolean | undefined;
  for (const [path, value] of flatten(spec)) {
    const flag = typeof value === 'boolean' ? value : flagOf(value);
    if (path === '_id' && flag !== undefined) {
      id = flag;
      continue;
    }
    let node: Node;
    if (path.endsWith('.$')) {
      node = { kind: 'compute', compute: positional(filter, scope) };
      inclusive ??= true;
      place(fields, path.slice(0, -2).split('.'), node);
      continue;
    }
    if (flag === undefined) {
      const special = arrayOperator(value, scope);
      node = { kind: 'compute', compute: special ?? expression(value, scope) };
      // $slice alone leaves all other fields in place; $elemMatch and expressions do not.
      if (!(special && isPlainObject(value) && '$slice' in value)) inclusive ??= true;
    } else {
      node = { kind: flag ? 'keep' : 'drop' };
      if (inclusive !== undefined && inclusive !== flag) {
        if (flag)
          throw new StoreError(
            'Location31253',
            `Cannot do inclusion on field ${path} in exclusion projection`,
          );
        throw new StoreError('Location31254', `Cannot do exclusion on field ${path} in inclusion projection`);
      }
      inclusive = flag;
    }
    place(fields, path.split('.'), node);
  }
  // Only _id was named: keeping it keeps nothing else, dropping it drops nothing else.
  const mode = inclusive ?? (fields.size === 0 && id === true);
  return { fields, inclusive: mode, id: id ?? true };
}

function flagOf(value: unknown): boolean | undefined {
  const number = asNumber(value);
  return number === undefined ? undefined : number !== 0;
}

/** `{ a: { b: 1 } }` is `{ 'a.b': 1 }`; an object with an operator is a value. */
function* flatten(spec: Doc, prefix = ''): Generator<[path: string, value: unknown]> {
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    const first = isPlainObject(value) ? Object.keys(value)[0] : undefined;
    if (first !== undefined && !first.startsWith('$')) yield* flatten(value as Doc, `${path}.`);
    else yield [path, value];
  }
}

function place(fields: Map<string, Node>, parts: readonly string[], node: Node): void {
  const [head = '', ...rest] = parts;
  if (rest.length === 0) {
    fields.set(head, node);
    return;
  }
  const known = fields.get(head);
  if (known && known.kind !== 'inside')
    throw new StoreError('Location31249', `Path collision at ${parts.join('.')}`);
  const inside = known ?? { kind: 'inside' as const, fields: new Map<string, Node>() };
  fields.set(head, inside);
  place(inside.fields, rest, node);
}

function expression(value: unknown, scope: Scope): (root: Doc) => unknown {
  return compileExpression(value, scope);
}

/** `$slice` with numbers and `$elemMatch`, which look at the array at their own path. */
function arrayOperator(value: unknown, scope: Scope): ((root: Doc, value: unknown) => unknown) | undefined {
  if (!isPlainObject(value)) return undefined;
  if ('$elemMatch' in value) {
    const test = compileElement(value['$elemMatch'], scope);
    return (_root, array) => {
      const found: unknown = Array.isArray(array) ? array.find((item) => test(item)) : undefined;
      return found === undefined ? undefined : [found];
    };
  }
  const slice = '$slice' in value ? value['$slice'] : undefined;
  const numbers = (Array.isArray(slice) ? slice : [slice]).map((item) => asNumber(item));
  const [first, second] = numbers;
  if (first === undefined || numbers.includes(undefined)) return undefined;
  return (_root, array) => (Array.isArray(array) ? sliceArray(array, first, second) : array);
}

function sliceArray(array: unknown[], first: number, count: number | undefined): unknown[] {
  if (count === undefined) return first >= 0 ? array.slice(0, first) : array.slice(first);
  const from = first >= 0 ? first : Math.max(0, array.length + first);
  return array.slice(from, from + count);
}

function positional(filter: Doc, scope: Scope): (root: Doc, value: unknown) => unknown {
  return (root, array) => {
    if (!Array.isArray(array)) return array;
    const found: unknown = array[firstMatchingPosition(root, filter, scope)];
    return found === undefined ? [] : [found];
  };
}

function project(doc: Doc, { fields, inclusive, id }: Spec): Doc {
  const result = inside(doc, fields, inclusive, doc) as Doc;
  if (inclusive) {
    if (!id || !Object.hasOwn(doc, '_id') || fields.has('_id')) return result;
    return { _id: doc['_id'], ...result };
  }
  if (!id) Reflect.deleteProperty(result, '_id');
  return result;
}

function inside(value: unknown, fields: ReadonlyMap<string, Node>, inclusive: boolean, root: Doc): unknown {
  if (Array.isArray(value)) {
    const items = inclusive ? value.filter((item) => isPlainObject(item) || Array.isArray(item)) : value;
    return items.map((item: unknown) => inside(item, fields, inclusive, root));
  }
  if (!isPlainObject(value)) return value;
  const result: Doc = {};
  // Kept fields stay in the document's order; computed ones follow in the projection's.
  for (const name of Object.keys(value)) {
    const node = fields.get(name);
    if (node === undefined ? inclusive : node.kind === 'drop') continue;
    const next = node ? resolve(node, value[name], inclusive, root) : value[name];
    if (next !== undefined) setOwn(result, name, next);
  }
  for (const [name, node] of fields) {
    if (Object.hasOwn(value, name)) continue;
    const next = hasComputed(node)
      ? resolve(node, node.kind === 'inside' ? {} : undefined, inclusive, root)
      : undefined;
    if (next !== undefined) setOwn(result, name, next);
  }
  return result;
}

function resolve(node: Node, value: unknown, inclusive: boolean, root: Doc): unknown {
  switch (node.kind) {
    case 'keep':
      return value;
    case 'drop':
      return undefined;
    case 'compute':
      return node.compute(root, value);
    case 'inside':
      if (inclusive && !isPlainObject(value) && !Array.isArray(value)) return undefined;
      return inside(value, node.fields, inclusive, root);
  }
}

function hasComputed(node: Node): boolean {
  return node.kind === 'compute' || (node.kind === 'inside' && [...node.fields.values()].some(hasComputed));
}
