import type {
  VariantsProgress,
  VariantsRequest,
  VariantsView,
} from '@ensemble/shared/training/variants.schema';
import { loadVariants, startVariants } from '#lib/api/training.ts';
import { randomKey } from '#lib/api/client.ts';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import type { DraftState } from '../draft/draft-state.svelte.ts';

/** While variants are made the state is asked for this often, ms, in case a push is lost. */
const POLL_MS = 3_000;
/** And this soon, ms, when an answer was older than a push. */
const BEHIND_MS = 400;

/** A draft's variants: what was made so far, and how far the run under way has come. */
export class Variants {
  #view = $state.raw<VariantsView | null>(null);
  /** Why they could not be loaded. */
  loadProblem = $state<ApiProblem | null>(null);
  /** Why the last press of "Generate" was refused. */
  startProblem = $state<ApiProblem | null>(null);
  starting = $state(false);
  readonly #draft: DraftState;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #loading: Promise<void> | null = null;
  #again = false;
  #isBehind = false;
  /** Newest version that a push named. */
  #heard = -1;
  #open = false;

  constructor(draft: DraftState) {
    this.#draft = draft;
  }

  get view(): VariantsView | null {
    return this.#view;
  }
  get isMaking(): boolean {
    return this.starting || this.#view?.state === 'pending';
  }
  /** The runs that left something, newest first. */
  get runs(): { jobId: string; items: VariantsView['items'] }[] {
    return [...Map.groupBy(this.#view?.items ?? [], ({ jobId }) => jobId)].map(([jobId, items]) => ({
      jobId,
      items,
    }));
  }

  /** Loads and follows until the returned function is called. */
  open(): () => void {
    this.#open = true;
    const stop = this.#draft.onVariants((progress) => this.#hear(progress));
    void this.load();
    return () => {
      this.#open = false;
      stop();
      clearTimeout(this.#poll);
    };
  }

  /** One question at a time. Asked again meanwhile, it is put once more: the answer under way may be too old. */
  load(): Promise<void> {
    if (this.#loading !== null) {
      this.#again = true;
      return this.#loading;
    }
    this.#loading = this.#loadUntilNew().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async start(request: Partial<VariantsRequest>): Promise<boolean> {
    if (this.isMaking) return false;
    this.starting = true;
    this.startProblem = null;
    try {
      await startVariants(this.#draft.id, request, { idempotencyKey: randomKey() });
      await this.load();
      return true;
    } catch (thrown) {
      this.startProblem = asProblem(thrown);
      return false;
    } finally {
      this.starting = false;
    }
  }

  async #loadUntilNew(): Promise<void> {
    do {
      this.#again = false;
      await this.#loadOnce();
    } while (this.#again);
    this.#schedule();
  }

  async #loadOnce(): Promise<void> {
    try {
      const view = await loadVariants(this.#draft.id);
      // Older than what was pushed meanwhile: what it lacks is asked for again.
      this.#isBehind = view.version < this.#heard;
      if (!this.#isBehind) this.#view = view;
      this.loadProblem = null;
    } catch (thrown) {
      // What is on the screen stays; the next poll or push tries again.
      if (this.#view === null) this.loadProblem = asProblem(thrown);
    }
  }

  #hear(progress: VariantsProgress): void {
    const known = this.#view;
    this.#heard = Math.max(this.#heard, progress.version);
    if (known === null || progress.version <= known.version) return;
    const readyBefore = known.steps.filter(({ state }) => state === 'ready').length;
    const readyNow = progress.steps.filter(({ state }) => state === 'ready').length;
    this.#view = { ...known, ...progress };
    // A push tells of the making; the variants themselves are asked for as they get ready.
    if (progress.state !== 'pending' || readyNow !== readyBefore) void this.load();
    else this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#poll);
    if (!this.#open || (!this.#isBehind && this.#view?.state !== 'pending')) return;
    this.#poll = setTimeout(() => void this.load(), this.#isBehind ? BEHIND_MS : POLL_MS);
  }
}
