import type { KnowledgeHit } from '@ensemble/shared/knowledge/knowledge.schema';
import { searchKnowledge } from '#lib/api/knowledge.ts';
import { asProblem, type ApiProblem } from '#lib/api/problem.ts';

/** A question is typed in words, not letters: a little longer than for names. */
const SETTLE_MS = 250;

/** Searching as one types: the last question asked is the one whose answer stands. */
export class KnowledgeSearch {
  text = $state('');
  /** The question that the shown passages answer; empty for none. */
  answered = $state('');
  hits = $state.raw<KnowledgeHit[]>([]);
  problem = $state.raw<ApiProblem | null>(null);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(text: string, hits: KnowledgeHit[]) {
    this.text = text;
    this.answered = text;
    this.hits = hits;
  }

  /** Call when the text changed; `now` skips the wait, as on Enter. */
  ask(now = false): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), now ? 0 : SETTLE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #send(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const q = this.text.trim();
    this.busy = true;
    this.problem = null;
    try {
      const { items } = q === '' ? { items: [] } : await searchKnowledge(fetch, q, asking.signal);
      if (asking.signal.aborted) return;
      this.hits = items;
      this.answered = q;
    } catch (thrown) {
      if (!asking.signal.aborted) this.problem = asProblem(thrown);
    } finally {
      if (this.#asking === asking) this.busy = false;
    }
  }
}
