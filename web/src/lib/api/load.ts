import { error, isHttpError, isRedirect } from '@sveltejs/kit';
import { asProblem, type ApiProblem } from './problem.ts';

/** For load functions: a refusal becomes the error page, with the API's own words. */
export async function orErrorPage<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (thrown) {
    if (isHttpError(thrown) || isRedirect(thrown)) throw thrown;
    const problem = asProblem(thrown);
    error(problem.status >= 400 ? problem.status : 503, problem.detail, { code: problem.code });
  }
}

/** One part of a page that may fail without taking the page with it. */
export type Part<Value> = { ok: true; value: Value } | { ok: false; problem: ApiProblem };

export const asPart = <Value>(promise: Promise<Value>): Promise<Part<Value>> =>
  promise.then(
    (value) => ({ ok: true, value }),
    (thrown: unknown) => ({ ok: false, problem: asProblem(thrown) }),
  );
