import { getOwn, isPlainObject, setOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileExpression, type Scope } from './expression.ts';

/** A tree of fields to set: a leaf computes, a branch merges into the object that is there. */
type Node = { compute: (doc: unknown) => unknown } | { fields: Map<string, Node> };

/**
 * `$set` / `$addFields`. Nested objects merge into what is there, arrays on the way are changed element by
 * element, and a field whose expression gives nothing is taken away.
 */
export function compileAddFields(spec: unknown, scope: Scope, stage: string): (doc: Doc) => Doc {
  if (!isPlainObject(spec) || Object.keys(spec).length === 0) {
    throw new StoreError('Location40272', `${stage} specification stage must be a non-empty object`);
  }
  const root: Map<string, Node> = new Map();
  for (const [path, value] of Object.entries(spec)) addPath(root, path.split('.'), value, scope);
  return (doc) => merge(doc, root, doc) as Doc;
}

function addPath(fields: Map<string, Node>, parts: readonly string[], value: unknown, scope: Scope): void {
  const [head = '', ...rest] = parts;
  if (head === '' || head.startsWith('$')) {
    throw new StoreError(
      'Location16410',
      `FieldPath field names may not be empty or start with '$': '${head}'`,
    );
  }
  if (rest.length === 0 && !isBranch(value)) {
    fields.set(head, { compute: compileExpression(value, scope) });
    return;
  }
  const known = fields.get(head);
  const branch = known && 'fields' in known ? known : { fields: new Map<string, Node>() };
  fields.set(head, branch);
  if (rest.length > 0) addPath(branch.fields, rest, value, scope);
  else
    for (const [name, inner] of Object.entries(value as Doc))
      addPath(branch.fields, name.split('.'), inner, scope);
}

function isBranch(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && !names[0]?.startsWith('$');
}

function merge(value: unknown, fields: ReadonlyMap<string, Node>, root: Doc): unknown {
  if (Array.isArray(value)) return value.map((item) => merge(item, fields, root));
  const result: Doc = isPlainObject(value) ? { ...value } : {};
  for (const [name, node] of fields) {
    const next = 'compute' in node ? node.compute(root) : merge(getOwn(result, name), node.fields, root);
    if (next === undefined) Reflect.deleteProperty(result, name);
    else setOwn(result, name, next);
  }
  return result;
}
