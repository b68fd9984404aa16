import type { SessionCreate, SessionPatch, SessionView } from '@ensemble/shared/music/sessions.schema';
import { ApiProblem } from '#lib/api/problem.ts';
import { SessionFormSchema, valuesOf } from './session-form.ts';

/** How the changes reach the store; `patch` is refused with `stale-version` when `version` is not the last. */
export interface SessionCalls {
  patch(changes: SessionPatch, version: number): Promise<SessionView>;
  get(): Promise<SessionView>;
}

type Fields = Partial<Record<keyof SessionCreate, unknown>>;

/** How often others may save in between before we stop and say so. */
const TRIES = 4;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** A session as the form would send it unchanged. */
const fieldsOf = (session: SessionView): Fields => {
  const parsed = SessionFormSchema.safeParse(valuesOf(session));
  return parsed.success ? parsed.data : valuesOf(session);
};

/**
 * One person's changes of a session. Only what they changed is sent, so that two organisers who change
 * different things both get what they typed; where both changed the same, the person is told what stands
 * there now, and saving again keeps theirs.
 */
export class SessionEdit {
  readonly #opened: Fields;
  #seen: SessionView;
  readonly #calls: SessionCalls;

  constructor(opened: SessionView, calls: SessionCalls) {
    this.#opened = fieldsOf(opened);
    this.#seen = opened;
    this.#calls = calls;
  }

  /** @throws ApiProblem as the calls do, and `stale-version` with the fields that both changed. */
  async send(input: SessionCreate): Promise<SessionView> {
    const mine = input as Fields;
    const names = Object.keys(mine) as (keyof SessionCreate)[];
    const changed = names.filter((name) => !same(mine[name], this.#opened[name]));
    const changes = Object.fromEntries(changed.map((name) => [name, mine[name]])) as SessionPatch;
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

  /** Takes note of what others saved; throws where they changed what this person changed too. */
  #meet(theirs: SessionView, changed: readonly (keyof SessionCreate)[], mine: Fields): void {
    const before = fieldsOf(this.#seen);
    const now = fieldsOf(theirs);
    this.#seen = theirs;
    const clashes = changed.filter((name) => !same(now[name], before[name]) && !same(now[name], mine[name]));
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
