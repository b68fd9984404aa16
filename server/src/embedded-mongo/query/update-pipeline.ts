import { isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compareValues } from '../storage/order.ts';
import { compileAddFields } from './add-fields.ts';
import { compileExpression, plainNumbers, type Scope } from './expression.ts';
import { compileProjection, unsetSpec } from './project.ts';

/** The stages MongoDB allows in an update; `$set`, `$unset` and `$replaceWith` are names of the other three. */
export function runUpdatePipeline(before: Doc, pipeline: readonly unknown[], scope: Scope): Doc {
  let doc = before;
  for (const stage of pipeline) doc = runStage(doc, stage, scope);
  return keepTypes(before, doc);
}

function runStage(doc: Doc, stage: unknown, scope: Scope): Doc {
  if (!isPlainObject(stage) || Object.keys(stage).length !== 1) {
    throw new StoreError(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  const [[name, spec]] = Object.entries(stage) as [[string, unknown]];
  switch (name) {
    case '$set':
    case '$addFields':
      return compileAddFields(spec, scope, name)(doc);
    case '$unset':
      return compileProjection(unsetSpec(spec), scope)(doc);
    case '$project':
      return compileProjection(spec, scope)(doc);
    case '$replaceWith':
    case '$replaceRoot': {
      const expression = name === '$replaceRoot' && isPlainObject(spec) ? spec['newRoot'] : spec;
      const result = compileExpression(expression, scope)(doc);
      if (!isPlainObject(result)) {
        throw new StoreError('Location40228', `'newRoot' expression must evaluate to an object`);
      }
      return Object.hasOwn(result, '_id') ? result : { _id: doc['_id'], ...result };
    }
    default:
      throw new StoreError('InvalidOptions', `${name} is not allowed to be used within an update`);
  }
}

/** Expressions calculate with plain numbers; a field whose value did not change keeps its stored type. */
function keepTypes(before: Doc, after: Doc): Doc {
  const result = { ...after };
  for (const name of Object.keys(after)) {
    const old = before[name];
    if (old !== after[name] && old !== undefined && compareValues(plainNumbers(old), after[name]) === 0)
      result[name] = old;
  }
  return result;
}
