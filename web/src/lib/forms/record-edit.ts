import { ApiProblem } from '#lib/api/problem.ts';

/** How the changes reach the store; `patch` is refused with `stale-version` when `version` is not the last. */
export interface RecordCalls<View> {
  patch(changes: Record<string, unknown>, version: number): Promise<View>;
  get(): Promise<View>;
}

/** How often others may save in between before we stop and say so. */
const TRIES = 4;

export const sameValue = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What of `mine` somebody else changed too, to something else: between `before` and `now`. */
export const clashesOf = (
  names: readonly string[],
  before: Record<string, unknown>,
  now: Record<string, unknown>,
  mine: Record<string, unknown>,
): string[] =>
  names.filter((name) => !sameValue(now[name], before[name]) && !sameValue(now[name], mine[name]));

/**
 * One person's changes of a record. Only what they changed is sent, so that two people who change
 * different things both get what they typed; where both changed the same, the person is told what stands
 * there now, and saving again keeps theirs.
 */
export class RecordEdit<View extends { version: number }, Input extends object> {
  readonly #opened: Record<string, unknown>;
  #seen: View;
  readonly #fieldsOf: (view: View) => object;
  readonly #calls: RecordCalls<View>;

  /** `fieldsOf`: the record as the form would send it unchanged. */
  constructor(opened: View, fieldsOf: (view: View) => object, calls: RecordCalls<View>) {
    this.#fieldsOf = fieldsOf;
    this.#opened = this.#read(opened);
    this.#seen = opened;
    this.#calls = calls;
  }

  /** @throws ApiProblem as the calls do, and `stale-version` with the fields that both changed. */
  async send(input: Input): Promise<View> {
    const mine = input as Record<string, unknown>;
    const changed = Object.keys(mine).filter((name) => !sameValue(mine[name], this.#opened[name]));
    const changes = Object.fromEntries(changed.map((name) => [name, mine[name]]));
    for (let tries = 1; ; tries++) {
      try {
        return await this.#calls.patch(changes, this.#seen.version);
      } catch (thrown) {
        if (!(thrown instanceof ApiProblem) || thrown.code !== 'stale-version' || tries === TRIES)
          throw thrown;
        this.#meet(await this.#calls.get(), changed, mine);
      }
    }
  }

  #read(view: View): Record<string, unknown> {
    return this.#fieldsOf(view) as Record<string, unknown>;
  }

  /** Takes note of what others saved; throws where they changed what this person changed too. */
  #meet(theirs: View, changed: readonly string[], mine: Record<string, unknown>): void {
    const now = this.#read(theirs);
    const clashes = clashesOf(changed, this.#read(this.#seen), now, mine);
    this.#seen = theirs;
    if (clashes.length === 0) return;
    throw new ApiProblem(412, 'stale-version', 'Somebody else changed the same. Save again to keep yours.', {
      fields: clashes.map((path) => ({ path, message: clashWords(now[path]) })),
    });
  }
}

function clashWords(value: unknown): string {
  if (value === null || value === undefined) return 'Somebody else emptied this. Save again to keep yours.';
  return typeof value === 'string' || typeof value === 'number'
    ? `Somebody else changed this to “${value}”. Save again to keep yours.`
    : 'Somebody else changed this too. Save again to keep yours.';
}
