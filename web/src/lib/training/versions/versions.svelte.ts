import type { OutlineVersionView } from '@ensemble/shared/training/drafts.schema';
import { keepVersion, loadVersions, stepVersion, type VersionStep } from '#lib/api/training.ts';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import type { DraftState } from '../draft/draft-state.svelte.ts';

/** A draft's versions, newest first, and what one does with them. */
export class Versions {
  #all = $state.raw<OutlineVersionView[] | null>(null);
  problem = $state<ApiProblem | null>(null);
  /** The version something is being done with, or `new` while one is kept. */
  busy = $state<string | null>(null);
  readonly #draft: DraftState;
  #asked = 0;

  constructor(draft: DraftState) {
    this.#draft = draft;
  }

  get all(): readonly OutlineVersionView[] | null {
    return this.#all;
  }

  find(id: string | null): OutlineVersionView | undefined {
    return this.#all?.find((version) => version.id === id);
  }

  /** Loads them anew; an answer that a later question has overtaken is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const all = await loadVersions(this.#draft.id);
      if (asked !== this.#asked) return;
      this.#all = all.toSorted((a, b) => b.number - a.number);
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked && this.#all === null) this.problem = asProblem(thrown);
    }
  }

  /** @throws ApiProblem */
  async keep(label: string): Promise<void> {
    await this.#while('new', async () => void (await keepVersion(this.#draft.id, label)));
  }

  /** @throws ApiProblem */
  async step(id: string, which: VersionStep): Promise<void> {
    await this.#while(id, async () => this.#draft.take(await stepVersion(this.#draft.id, id, which)));
  }

  async #while(what: string, work: () => Promise<void>): Promise<void> {
    this.busy = what;
    try {
      await work();
      await this.load();
    } finally {
      this.busy = null;
    }
  }
}
