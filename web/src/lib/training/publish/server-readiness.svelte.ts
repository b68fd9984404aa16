import type { Readiness } from '@ensemble/shared/training/drafts.schema';
import { loadReadiness } from '#lib/api/training.ts';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';

/** Edits come in bursts; so long after the last one the server is asked, ms. */
const SETTLE_MS = 700;

/** The checklist as the server reckons it: what it says is what publishing goes by. */
export class ServerReadiness {
  #current = $state.raw<Readiness | null>(null);
  problem = $state<ApiProblem | null>(null);
  readonly #draftId: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(draftId: string) {
    this.#draftId = draftId;
  }

  get current(): Readiness | null {
    return this.#current;
  }

  /** Something changed that may matter to it. */
  stale(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), this.#current === null ? 0 : SETTLE_MS);
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const answer = await loadReadiness(this.#draftId);
      if (asked !== this.#asked) return;
      this.#current = answer;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = asProblem(thrown);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
