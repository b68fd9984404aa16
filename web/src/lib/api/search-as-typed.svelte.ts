import { asProblem, type ApiProblem } from './problem.ts';

/** What answers a question; given up by the signal when another one is asked. */
export type Find<Hit> = (q: string, signal: AbortSignal) => Promise<readonly Hit[]>;

/** Searching as one types: the last question asked is the one whose answer stands. */
export class SearchAsTyped<Hit> {
  text = $state('');
  /** The question that the shown hits answer; empty for none. */
  answered = $state('');
  hits = $state.raw<readonly Hit[]>([]);
  problem = $state.raw<ApiProblem | null>(null);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  readonly #find: Find<Hit>;
  readonly #settleMs: number;

  /** `settleMs`: how long typing must pause before it is asked. `find` is asked of an empty text too. */
  constructor(options: { find: Find<Hit>; settleMs: number; text: string; hits: readonly Hit[] }) {
    const { find, settleMs, text, hits } = options;
    this.#find = find;
    this.#settleMs = settleMs;
    this.text = text;
    this.answered = text;
    this.hits = hits;
  }

  /** Call when the text changed; `now` skips the wait, as on Enter. */
  ask(now = false): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), now ? 0 : this.#settleMs);
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
      const hits = await this.#find(q, asking.signal);
      if (asking.signal.aborted) return;
      this.hits = hits;
      this.answered = q;
    } catch (thrown) {
      if (!asking.signal.aborted) this.problem = asProblem(thrown);
    } finally {
      if (this.#asking === asking) this.busy = false;
    }
  }
}
