import { AppError, type Clock } from '@ensemble/shared';
import { readinessOf, totalMinutesOf } from '@ensemble/shared/training';
import { contentDigest, stateDigest } from './digest.ts';
import type { DraftContent } from './drafts.port.ts';
import type { DraftFields, DraftRecord, DraftsRepo } from './drafts.repo.ts';

const WRITE_ATTEMPTS = 50;
/** A draft is saved by itself so long after its last change, and so long after its first at the latest, ms. */
export const SAVE_AFTER_MS = 10_000;
export const SAVE_AT_LATEST_MS = 60_000;

const DERIVED_FROM = ['metadata', 'outline', 'prompt', 'acceptedVersionId', 'aiVersionCount'] as const;

/** What follows from a draft's content and pointers: written together with them, so that lists can be asked by it. */
export function derived(row: DraftRecord): DraftFields {
  const { score, ready } = readinessOf({ ...row, versionsExist: row.aiVersionCount > 0 });
  return {
    readinessScore: score,
    ready,
    sectionCount: row.outline.sections.length,
    totalMinutes: totalMinutesOf(row.outline.sections),
    contentDigest: contentDigest(row),
    stateDigest: stateDigest(row),
  };
}

/** Rows of drafts, changed one guarded update at a time; whatever follows from a change is in the same update. */
export class DraftRows {
  readonly repo: DraftsRepo;
  readonly #clock: Clock;
  /** After every change. */
  onChange: (row: DraftRecord, before: DraftRecord) => void = () => undefined;

  constructor(repo: DraftsRepo, clock: Clock) {
    this.repo = repo;
    this.#clock = clock;
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<DraftRecord> {
    const row = await this.repo.find(id);
    if (!row) throw new AppError('not-found', 'There is no such draft.');
    return row;
  }

  /**
   * Asks `decide` on the state that is then written over, again when another write came first. Answers null when
   * the draft is gone or `decide` says so, and the row as it is when there is nothing to change.
   */
  async change(
    id: string,
    decide: (row: DraftRecord) => DraftFields | null | Promise<DraftFields | null>,
  ): Promise<DraftRecord | null> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await this.repo.find(id);
      const wanted = before && (await decide(before));
      if (!before || !wanted) return null;
      if (Object.keys(wanted).length === 0) return before;
      const after = await this.repo.update(id, before.version, this.#whole(before, wanted));
      if (!after) continue;
      this.onChange(after, before);
      return after;
    }
    throw new AppError('unavailable', 'Too many changes of this draft at once. Try again.');
  }

  /** The projection of the shared document. */
  async project(id: string, content: DraftContent, commentAuthorIds: string[]): Promise<void> {
    const now = this.#clock.now();
    await this.change(id, (row) => {
      const authors = [...new Set(commentAuthorIds)].sort();
      const sameAuthors = authors.join() === row.commentAuthorIds.join();
      const change = sameAuthors ? {} : { commentAuthorIds: authors };
      if (stateDigest(content) === row.stateDigest) return change;
      const since = row.dirtySince?.getTime() ?? now;
      return {
        ...change,
        ...content,
        updatedAt: new Date(now),
        dirtySince: new Date(since),
        saveDueAt: dueAfter(now, since),
      };
    });
  }

  now(): Date {
    return new Date(this.#clock.now());
  }

  #whole(before: DraftRecord, wanted: DraftFields): DraftFields {
    let change = wanted;
    // Once a version is accepted there is something to review.
    if (wanted.acceptedVersionId && (wanted.status ?? before.status) === 'draft')
      change = { ...change, status: 'review' };
    let row: DraftRecord = { ...before, ...change };
    if (DERIVED_FROM.some((field) => field in wanted)) change = { ...change, ...derived(row) };
    row = { ...before, ...change };
    const isDirty = row.stateDigest !== row.savedDigest;
    return {
      ...change,
      isDirty,
      ...(isDirty ? this.#due(row) : { dirtySince: null, saveDueAt: null }),
      hasUnpublishedChanges: row.publishedDigest !== null && row.publishedDigest !== row.contentDigest,
    };
  }
  /** Something else than an edit made it dirty: going back to a state while somebody typed. */
  #due({ saveDueAt, dirtySince }: DraftRecord): DraftFields {
    if (saveDueAt !== null && dirtySince !== null) return {};
    const now = this.#clock.now();
    return { dirtySince: new Date(now), saveDueAt: dueAfter(now, now) };
  }
}

const dueAfter = (now: number, since: number): Date =>
  new Date(Math.min(now + SAVE_AFTER_MS, since + SAVE_AT_LATEST_MS));
