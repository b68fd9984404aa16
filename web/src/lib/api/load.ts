import { error, isHttpError, isRedirect } from '@sveltejs/kit';
import { asProblem } from './problem.ts';

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
