import type { TuneHit } from '@ensemble/shared/music/tunes.schema';
import { asProblem, type ApiProblem } from '#lib/api/problem.ts';
import { findTunes } from './music.api.ts';

/** Long enough to skip the letters of one word, short enough not to be felt. */
const SETTLE_MS = 120;

/** Searching as one types: the last question asked is the one whose answer stands. */
export class TuneSearch {
  text = $state('');
  /** The text the shown tunes answer. */
  answered = $state('');
  tunes = $state.raw<TuneHit[]>([]);
  problem = $state<ApiProblem | null>(null);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(text: string, tunes: TuneHit[]) {
    this.text = text;
    this.answered = text;
    this.tunes = tunes;
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
      const { items } = await findTunes(fetch, q, asking.signal);
      if (asking.signal.aborted) return;
      this.tunes = items;
      this.answered = q;
    } catch (thrown) {
      if (!asking.signal.aborted) this.problem = asProblem(thrown);
    } finally {
      if (this.#asking === asking) this.busy = false;
    }
  }
}
