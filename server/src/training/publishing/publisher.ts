import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@ensemble/shared';
import type { PublishInput, PublishView } from '@ensemble/shared/training';
import { derivedId } from '../../http/ids.ts';
import type { Viewer } from '../../http/viewer.ts';
import type { Log } from '../../log.ts';
import type { DraftRow } from '../drafts.port.ts';
import type { NewContent } from './contents.repo.ts';
import { AttemptLost, HeldAttempt, LEASE_MS } from './held-attempt.ts';
import type { Planner } from './planner.ts';
import { type Attempt, type Publication, publicationOf, stored } from './publication.ts';
import { AFTER_COMMIT, BEFORE_COMMIT, type StepDeps, type StepName, type Steps, type Work } from './steps.ts';

const WAIT_MS = 50;
/** Longer than an attempt may be silent. */
const ROUNDS = 300;

/** Around each step, for tests that stop or kill it there. */
export type AroundStep = (step: StepName, work: () => Promise<void>) => Promise<void>;

export interface PublisherDeps extends Pick<StepDeps, 'drafts' | 'events' | 'contents' | 'now'> {
  planner: Planner;
  steps: Steps;
  around: AroundStep;
  log: Log;
  /** Epoch ms. What was begun before is left alone where no other process shares the store; null: others may. */
  aloneSince: number | null;
}

const INTERRUPTED =
  'The server stopped while this was being published. Nothing of it went out; publish it again.';
const OUR_FAULT = 'Something went wrong on our side while publishing. Nothing of it went out; try again.';
const UNSURE =
  'Something went wrong on our side while publishing. It is finished or taken back by itself in a moment: look again.';

/**
 * Publishes a draft: all of it or nothing, and once. What is to happen is written on the draft's row first; then
 * come steps that can be repeated, and one update that makes everything visible. A fault before it takes back what
 * was written; whoever finds an attempt left alone, by a crash, goes on with it.
 */
export class Publisher {
  readonly #deps: PublisherDeps;
  /** Told once something is out, with what it follows; null for a first edition. */
  onPublished: (content: NewContent, previous: NewContent | null) => void = () => undefined;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /**
   * `contentVersionId` also names the call: repeated, it answers what was published.
   * @throws AppError `already-published`, `invalid`, `conflict`; what people's seats do not allow; `unavailable`.
   */
  async publish(
    viewer: Viewer,
    draftId: string,
    input: PublishInput,
    contentVersionId: string,
  ): Promise<PublishView> {
    for (let round = 0; round < ROUNDS; round++) {
      const row = await this.#settled(await this.#deps.drafts.require(viewer, draftId, 'publish'), 'out');
      const done = this.#answerOf(publicationOf(row), contentVersionId, []);
      if (done) return done;
      const { publication, content, notes } = await this.#deps.planner.plan(row, {
        viewer,
        input,
        contentVersionId,
      });
      const closed = await this.#settled(row, 'closed');
      const held = closed === row ? await HeldAttempt.take(this.#deps, row, publication) : null;
      if (!held) continue;
      const { attempt } = held;
      await this.#carryOut({ held, content });
      return viewOf(publication.sessionId, attempt, notes);
    }
    throw new AppError('request-in-progress', 'This draft is being published at this moment.');
  }

  /** An attempt that nobody goes on with is finished, or taken back and the draft says why. Safe to repeat. */
  async recover(row: DraftRow): Promise<void> {
    try {
      await this.#recover(row);
    } catch (error) {
      if (!(error instanceof AppError || error instanceof AttemptLost)) throw error;
    }
  }

  async #recover(row: DraftRow): Promise<void> {
    const publication = publicationOf(row);
    if (!publication?.attempt) return;
    const held = await HeldAttempt.take(this.#deps, row, publication);
    if (!held) return;
    const content = await this.#deps.contents.find(held.attempt.contentVersionId);
    if (held.attempt.phase === 'out') {
      if (content) await this.#finish({ held, content });
    } else if (held.attempt.phase === 'back' || !content) {
      await this.#takeBack(held, held.attempt.problem ?? INTERRUPTED);
    } else {
      await this.#carryOut({ held, content });
    }
  }

  /** When somebody else may go on with what is under way (epoch ms). */
  dueAt({ publicationDueAt }: Pick<DraftRow, 'publicationDueAt'>): number {
    const { aloneSince } = this.#deps;
    const dueMs = publicationDueAt?.getTime() ?? 0;
    return aloneSince !== null && dueMs - LEASE_MS < aloneSince ? 0 : dueMs;
  }

  /** The row once what is under way is out or taken back, or also closed. @throws AppError `request-in-progress` */
  async #settled(first: DraftRow, wanted: 'out' | 'closed'): Promise<DraftRow> {
    let row: DraftRow | null = first;
    for (let round = 0; round < ROUNDS && row; round++) {
      const attempt = publicationOf(row)?.attempt;
      if (!attempt || (wanted === 'out' && attempt.phase === 'out')) return row;
      if (this.dueAt(row) <= this.#deps.now()) await this.recover(row);
      else await pause(WAIT_MS);
      row = await this.#deps.drafts.find(row.id);
    }
    throw new AppError('request-in-progress', 'This draft is being published at this moment.');
  }

  async #carryOut(work: Work): Promise<void> {
    const { held } = work;
    const { contentVersionId } = held.attempt;
    try {
      for (const step of [...BEFORE_COMMIT, 'commit'] as const) await this.#step(step, work);
    } catch (error) {
      const now = await this.#look(held);
      if (!now?.contentVersionIds.includes(contentVersionId)) return this.#failed(held, now, error);
      // It is out: only the answer was lost, or another node was faster.
      return this.#goOn(held.row.id);
    }
    await this.#tell(work);
    await this.#finish(work).catch(async (error: unknown) => {
      if (error instanceof AttemptLost) return;
      this.#deps.log.warn({ err: error, draftId: held.row.id }, 'published; its log is still to be written');
      await held.write({ publicationDueAt: new Date(this.#deps.now()) }).catch(() => undefined);
    });
  }

  /** What fails here the job does later. */
  async #goOn(draftId: string): Promise<void> {
    const row = await this.#deps.drafts.find(draftId).catch(() => null);
    if (row) await this.recover(row).catch(() => undefined);
  }

  /** Those who are told ask anew by themselves, so that a failure here is no failure of publishing. */
  async #tell({ held, content }: Work): Promise<void> {
    const before = held.publication.contentVersionIds.at(-2);
    try {
      this.onPublished(content, before === undefined ? null : await this.#deps.contents.find(before));
    } catch (error) {
      this.#deps.log.warn({ err: error, draftId: held.row.id }, 'published; who watches was not told');
    }
  }

  async #look(held: HeldAttempt): Promise<Publication | null> {
    try {
      const row = await this.#deps.drafts.find(held.row.id);
      return row && publicationOf(row);
    } catch (error) {
      throw new AppError('unavailable', UNSURE, { cause: error });
    }
  }

  async #failed(held: HeldAttempt, now: Publication | null, error: unknown): Promise<never> {
    if (error instanceof AttemptLost || now === null) {
      await this.#sweep(held, now);
      throw new AppError('unavailable', UNSURE, { cause: error });
    }
    const refused =
      error instanceof AppError ? error : new AppError('unavailable', OUR_FAULT, { cause: error });
    this.#deps.log.warn({ err: error, draftId: held.row.id }, 'publishing failed; it is taken back');
    try {
      await this.#takeBack(held, refused.message);
    } catch (cause) {
      throw new AppError('unavailable', UNSURE, { cause });
    }
    throw refused;
  }

  /** Taken back by somebody else while we wrote on: what is of our attempt alone, and nobody's now, goes. */
  async #sweep(held: HeldAttempt, now: Publication | null): Promise<void> {
    if (now?.attempt?.contentVersionId === held.attempt.contentVersionId) return;
    for (const step of ['replace', 'version', 'content'] as const) await this.#deps.steps.undo[step](held);
  }

  /** Says first that it is being taken back, so that nobody goes forward with it. */
  async #takeBack(held: HeldAttempt, problem: string): Promise<void> {
    const { publication, row } = held;
    const { contentVersionId, userId } = held.attempt;
    const attempt: Attempt = { ...held.attempt, phase: 'back', problem };
    await held.write({ publication: stored({ ...publication, attempt }) });
    for (const step of [...BEFORE_COMMIT].reverse()) await this.#deps.steps.undo[step](held);
    await this.#deps.events.record({
      id: derivedId('publish-failed', contentVersionId),
      kind: 'publish-failed',
      draftId: row.id,
      userId,
    });
    const neverOut = publication.current === null && row.status === 'draft';
    await held.write({
      publication: stored({ ...publication, attempt: null }),
      publicationDueAt: null,
      publishProblem: problem,
      ...(neverOut ? { status: 'review' } : {}),
    });
  }

  async #finish(work: Work): Promise<void> {
    for (const step of AFTER_COMMIT) await this.#step(step, work);
  }

  #step(step: StepName, work: Work): Promise<void> {
    return this.#deps.around(step, () => this.#deps.steps.do[step](work));
  }

  #answerOf(publication: Publication | null, contentVersionId: string, notes: string[]): PublishView | null {
    if (!publication?.contentVersionIds.includes(contentVersionId)) return null;
    const number = publication.contentVersionIds.indexOf(contentVersionId) + 1;
    const { sessionId, current } = publication;
    const instanceId = current?.contentVersionId === contentVersionId ? current.instanceId : null;
    return viewOf(sessionId, { contentVersionId, number, instanceId }, notes);
  }
}

const viewOf = (
  sessionId: string,
  { contentVersionId, number, instanceId }: Pick<Attempt, 'contentVersionId' | 'number' | 'instanceId'>,
  notes: string[],
): PublishView => ({
  sessionId,
  contentVersionId,
  contentVersionNumber: number,
  ...(instanceId === null ? {} : { instanceId }),
  notes,
});
