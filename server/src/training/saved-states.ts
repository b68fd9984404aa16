import { ObjectId } from 'bson';
import type { Job } from '../scheduler/scheduler.ts';
import type { DraftRows } from './draft-rows.ts';
import type { DraftContent } from './drafts.port.ts';
import type { DraftRecord } from './drafts.repo.ts';
import { stateDigest } from './digest.ts';
import type { SavedState, StatesRepo } from './states.repo.ts';

/** States one can go back to. */
const KEPT = 20;
const DUE_AT_ONCE = 100;

/**
 * Saved states: the shared document is stored with every edit, and a state of it is kept from time to time, as
 * somebody would save a file. Each knows the state before it, so that going back twice goes back two steps.
 */
export class SavedStates {
  readonly #rows: DraftRows;
  readonly #states: StatesRepo;

  constructor(rows: DraftRows, states: StatesRepo) {
    this.#rows = rows;
    this.#states = states;
  }

  /** The state a new draft begins with. Answers what the row is to hold. */
  async begin(draftId: string, content: DraftContent, at: Date): Promise<{ id: string; digest: string }> {
    const digest = stateDigest(content);
    // One for each draft, whenever its making is repeated.
    await this.#states.put({ id: draftId, draftId, parentId: null, digest, at, ...content });
    return { id: draftId, digest };
  }

  /** Keeps `content`, or what was projected last, as a state; only the time moves when that is kept already. */
  async keep(draftId: string, live?: DraftContent): Promise<DraftRecord> {
    for (;;) {
      const row = await this.#rows.get(draftId);
      const { metadata, outline, prompt } = live ?? row;
      const content = { metadata, outline, prompt };
      const digest = stateDigest(content);
      const at = this.#rows.now();
      if (digest === row.savedDigest) {
        const saved = await this.#rows.change(draftId, (now) =>
          now.savedDigest === digest ? { lastAutosaveAt: at } : null,
        );
        if (saved) return saved;
        continue;
      }
      const state = { id: new ObjectId().toHexString(), draftId, parentId: row.stateId, digest, at };
      await this.#states.put({ ...state, ...content });
      const saved = await this.#rows.change(draftId, (now) =>
        now.stateId === row.stateId ? { stateId: state.id, savedDigest: digest, lastAutosaveAt: at } : null,
      );
      if (saved) {
        await this.#states.trim(draftId, KEPT);
        return saved;
      }
      await this.#states.delete(state.id);
    }
  }

  /** The state to go back to from `live`: the last kept, or the one before when nothing changed since. */
  async before(row: DraftRecord, live: DraftContent): Promise<SavedState | null> {
    const last = row.stateId === null ? null : await this.#states.find(row.id, row.stateId);
    if (last === null || stateDigest(live) !== row.savedDigest) return last;
    return last.parentId === null ? null : this.#states.find(row.id, last.parentId);
  }

  /** The draft is in that state now, whose content came out as `content`. */
  async arrive(state: SavedState, content: DraftContent): Promise<void> {
    await this.#rows.change(state.draftId, () => ({
      stateId: state.id,
      savedDigest: stateDigest(content),
      lastAutosaveAt: this.#rows.now(),
    }));
  }

  eraseDraft(draftId: string): Promise<void> {
    return this.#states.eraseDraft(draftId);
  }

  /** Whatever is dirty now, as before the server stops. */
  keepAll(): Promise<void> {
    return this.#keepDue(Infinity);
  }

  /** Saves drafts by themselves some seconds after their last change. */
  job(): Job {
    return {
      name: 'draft-autosave',
      run: async (nowMs) => {
        await this.#keepDue(nowMs);
        const [next] = await this.#rows.repo.due(1);
        return next?.saveDueAt.getTime() ?? null;
      },
    };
  }

  /** One that cannot be saved does not keep the others from it. @throws AggregateError when all were tried. */
  async #keepDue(untilMs: number): Promise<void> {
    const due = await this.#rows.repo.due(DUE_AT_ONCE);
    const now = due.filter(({ saveDueAt }) => saveDueAt.getTime() <= untilMs);
    const failures: unknown[] = [];
    for (const { id } of now) {
      try {
        if (await this.#rows.repo.rights(id)) await this.keep(id);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, 'some drafts could not be saved by themselves');
  }
}
