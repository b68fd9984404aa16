import { cloneValue, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { equalValues } from '../storage/order.ts';
import type { Scope } from './expression.ts';
import { compileFilter, type Matcher } from './match.ts';
import { runUpdatePipeline } from './update-pipeline.ts';
import type { UpdateContext } from './slots.ts';
import { applyOperator, UPDATE_OPERATORS } from './update-operators.ts';
import { firstMatchingPosition } from './positional.ts';

/** A prepared update: gives the new document, leaving the old one untouched. */
export interface Update {
  /** `inserting` is true while an upsert makes its document: then `$setOnInsert` counts too. */
  apply(before: Doc, inserting: boolean): Doc;
  /** A whole new document rather than a change: may not be used with multi. */
  replaces: boolean;
}

export interface UpdateSpec {
  update: unknown;
  filter: Doc;
  arrayFilters: readonly unknown[];
  scope: Scope;
}

/** Reads an update: operators, a pipeline, or a replacement. Errors as MongoDB's: 9 unknown, 40 conflicting. */
export function compileUpdate({ update, filter, arrayFilters, scope }: UpdateSpec): Update {
  if (Array.isArray(update)) {
    if (arrayFilters.length > 0) {
      throw new StoreError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    }
    const pipeline = update as unknown[];
    return { replaces: false, apply: (before) => keepId(before, runUpdatePipeline(before, pipeline, scope)) };
  }
  if (!isPlainObject(update))
    throw new StoreError('FailedToParse', 'an update must be an object or an array');
  const names = Object.keys(update);
  if (!names.some((name) => name.startsWith('$'))) {
    return { replaces: true, apply: (before) => keepId(before, replacement(before, update)) };
  }
  for (const name of names) checkOperator(name, update[name]);
  refuseConflicts(update);
  const filters = compileArrayFilters(arrayFilters, update, scope);
  return {
    replaces: false,
    apply: (before, inserting) => {
      const after = cloneValue(before);
      const context: UpdateContext = {
        scope,
        arrayFilters: filters,
        // Which element `$` stands for depends on the document as the filter saw it.
        position: () => firstMatchingPosition(before, filter, scope),
      };
      for (const name of names) {
        if (name === '$setOnInsert' && !inserting) continue;
        for (const [path, value] of Object.entries(update[name] as Doc))
          applyOperator(after, name, path, value, context);
      }
      return keepId(before, after);
    },
  };
}

function checkOperator(name: string, argument: unknown): void {
  if (!UPDATE_OPERATORS.has(name)) {
    throw new StoreError(
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isPlainObject(argument)) {
    throw new StoreError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeof argument} instead. For example: {$mod: {<field>: ...}} not {${name}: ...}`,
    );
  }
}

/** Two operators may not touch one path, nor one path and something inside it. */
function refuseConflicts(update: Doc): void {
  const seen: string[] = [];
  for (const [name, fields] of Object.entries(update)) {
    for (const [path, value] of Object.entries(fields as Doc)) {
      const touched = name === '$rename' ? [path, String(value)] : [path];
      for (const one of touched) {
        checkPath(one);
        const other = seen.find(
          (known) => known === one || known.startsWith(`${one}.`) || one.startsWith(`${known}.`),
        );
        if (other !== undefined) {
          throw new StoreError(
            'ConflictingUpdateOperators',
            `Updating the path '${one}' would create a conflict at '${other}'`,
          );
        }
        seen.push(one);
      }
    }
  }
}

function checkPath(path: string): void {
  if (path === '') throw new StoreError('BadValue', 'An empty update path is not valid.');
  for (const part of path.split('.')) {
    if (part === '')
      throw new StoreError(
        'BadValue',
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    if (part.startsWith('$') && !/^\$(\[\w*\])?$/.test(part)) {
      throw new StoreError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
}

/** `[{ 'e.done': true }]` by its identifier `e`; each must be used by some path. */
function compileArrayFilters(
  arrayFilters: readonly unknown[],
  update: Doc,
  scope: Scope,
): Map<string, Matcher> {
  const filters = new Map<string, Matcher>();
  for (const filter of arrayFilters) {
    if (!isPlainObject(filter)) throw new StoreError('TypeMismatch', 'an array filter must be an object');
    const name = identifierOf(filter);
    if (name === undefined || !/^[a-z]\w*$/.test(name)) {
      throw new StoreError(
        'BadValue',
        `Error parsing array filter :: the identifier must begin with a lowercase letter`,
      );
    }
    if (filters.has(name))
      throw new StoreError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    const matches = compileFilter(filter, scope);
    filters.set(name, (element) => matches({ [name]: element }));
  }
  const paths = Object.values(update).flatMap((fields) => Object.keys(fields as Doc));
  for (const name of filters.keys()) {
    if (!paths.some((path) => path.includes(`$[${name}]`))) {
      throw new StoreError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      );
    }
  }
  for (const path of paths) {
    for (const [, name = ''] of path.matchAll(/\$\[(\w+)\]/g)) {
      if (!filters.has(name))
        throw new StoreError('BadValue', `No array filter found for identifier '${name}' in path '${path}'`);
    }
  }
  return filters;
}

function identifierOf(filter: Doc): string | undefined {
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) return key.split('.')[0];
    for (const branch of Array.isArray(value) ? value : []) {
      const found = isPlainObject(branch) ? identifierOf(branch) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function replacement(before: Doc, update: Doc): Doc {
  const { _id, ...rest } = cloneValue(update);
  const id = _id === undefined ? before['_id'] : _id;
  return id === undefined ? rest : { _id: id, ...rest };
}

/** The `_id` of a stored document never changes: error 66. */
function keepId(before: Doc, after: Doc): Doc {
  if (before['_id'] === undefined) return after;
  if (!equalValues(before['_id'], after['_id'])) {
    throw new StoreError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  return after;
}
