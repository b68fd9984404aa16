import type { DraftChange, DraftGuard, DraftRow, DraftsPort } from '../drafts.port.ts';
import { type Publication, publicationOf, stored } from './publication.ts';

/** So long an attempt may be silent before another node goes on with it. */
export const LEASE_MS = 10_000;

/** Somebody else has taken the attempt over: nothing more may be written for it from here. */
export class AttemptLost extends Error {
  override name = 'AttemptLost';
}

/** The attempt on a draft's row as this process holds it: each write is guarded by the number of the one before. */
export class HeldAttempt {
  readonly #drafts: DraftsPort;
  readonly #now: () => number;
  #row: DraftRow;

  private constructor(drafts: DraftsPort, now: () => number, row: DraftRow) {
    this.#drafts = drafts;
    this.#now = now;
    this.#row = row;
  }

  /** Writes `publication`, whose attempt is then ours; null when somebody wrote since `row` was read. */
  static async take(
    deps: { drafts: DraftsPort; now: () => number },
    row: DraftRow,
    publication: Publication,
  ): Promise<HeldAttempt | null> {
    const held = new HeldAttempt(deps.drafts, deps.now, row);
    return (await held.#set({ publication: stored(publication) })) ? held : null;
  }

  get row(): DraftRow {
    return this.#row;
  }

  get publication(): Publication {
    const publication = publicationOf(this.#row);
    if (!publication) throw new Error('an attempt has a publication');
    return publication;
  }

  get attempt(): NonNullable<Publication['attempt']> {
    const { attempt } = this.publication;
    if (!attempt) throw new AttemptLost('the attempt is over');
    return attempt;
  }

  /** Says that we are still at it. @throws AttemptLost */
  readonly renew = async (): Promise<void> => {
    await this.write({});
  };

  /** @throws AttemptLost */
  async write(change: DraftChange, guard: DraftGuard = {}): Promise<void> {
    if (!(await this.#set(change, guard))) throw new AttemptLost('somebody else goes on with it');
  }

  /** False when the row is no longer as we left it, or no longer fits `guard`. */
  async writeIf(change: DraftChange, guard: DraftGuard): Promise<boolean> {
    return this.#set(change, guard);
  }

  /** The row as it is stored now. @throws AttemptLost when it is no longer ours. */
  async reload(): Promise<void> {
    const now = await this.#drafts.find(this.#row.id);
    if (now?.publicationRev !== this.#row.publicationRev)
      throw new AttemptLost('somebody else goes on with it');
    this.#row = now;
  }

  async #set(change: DraftChange, guard: DraftGuard = {}): Promise<boolean> {
    const { publicationRev } = this.#row;
    const after = await this.#drafts.set(
      this.#row.id,
      {
        publicationDueAt: new Date(this.#now() + LEASE_MS),
        ...change,
        publicationRev: publicationRev + 1,
      },
      { ...guard, publicationRev },
    );
    if (after) this.#row = after;
    return after !== null;
  }
}
