import type { DraftEvent, DraftView } from '@ensemble/shared/training/drafts.schema';
import type { VariantsProgress } from '@ensemble/shared/training/variants.schema';
import { type DraftStep, loadDraft, stepDraft } from '#lib/api/training.ts';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { liveClient } from '#lib/live/live-client.ts';

/** What a step of saving does now. */
export type Saving = 'idle' | 'pending' | 'success' | 'error';

/**
 * A draft beside its shared document: status, what is accepted and published, saved states. What the page loaded,
 * with every newer state pushed since, and every answer to this person's own actions, laid over it.
 */
export class DraftState {
  /** No part of the changing state: what is asked by it need not be asked again with every push. */
  readonly id: string;
  #view = $state.raw() as DraftView;
  /** How many versions there are, as the server last said; a change of it means that the list is another. */
  versionCount = $state<number | null>(null);
  /** Of "Save now" and "Undo to last saved". */
  saving = $state<Saving>('idle');
  problem = $state<ApiProblem | null>(null);
  /** This viewer may no longer see the draft. */
  refused = $state(false);
  readonly #onVariants = new Set<(progress: VariantsProgress) => void>();
  /** The last progress heard: who comes later begins with it. */
  #progress: VariantsProgress | null = null;

  constructor(view: DraftView) {
    this.id = view.id;
    this.#view = view;
  }

  get view(): DraftView {
    return this.#view;
  }

  /** Lays an answer over what is known. Older than what was pushed meanwhile, it is dropped. */
  take(view: DraftView): void {
    if (view.version >= this.#view.version) this.#view = view;
  }

  /** Watches the draft until the returned function is called. */
  follow(): () => void {
    return liveClient().watch(
      { drafts: [this.id] },
      {
        onDraft: (event) => this.#hear(event),
        onVariants: (progress) => {
          this.#progress = progress;
          for (const hear of this.#onVariants) hear(progress);
        },
        onRefused: () => (this.refused = true),
      },
    );
  }

  /** Hears how far the making of variants has come, the last word first; answers the stop. */
  onVariants(hear: (progress: VariantsProgress) => void): () => void {
    this.#onVariants.add(hear);
    if (this.#progress !== null) hear(this.#progress);
    return () => void this.#onVariants.delete(hear);
  }

  async reload(): Promise<void> {
    this.take(await loadDraft(this.id));
  }

  /** `ready` resolves when what was typed is on the server. Answers whether it went well; else `problem` says why not. */
  async step(which: DraftStep, ready: () => Promise<void> = async () => undefined): Promise<boolean> {
    if (this.saving === 'pending') return false;
    this.saving = 'pending';
    this.problem = null;
    try {
      await ready();
      this.take(await stepDraft(this.id, which));
      this.saving = 'success';
      return true;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      this.saving = 'error';
      return false;
    }
  }

  #hear({ versionCount, ...event }: DraftEvent): void {
    this.versionCount = versionCount;
    if (event.version >= this.#view.version) this.#view = { ...this.#view, ...event };
  }
}
