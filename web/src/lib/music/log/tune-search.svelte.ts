import { asProblem } from '#lib/api/problem.ts';
import { type TuneHit, chooseExact } from './choose-exact.ts';
import { searchTunes } from './evening.api.ts';
import { RecentTunes } from './recent-tunes.ts';

/** A thumb types a letter in about this time, ms: asking sooner would ask for answers nobody reads. */
const PAUSE_MS = 110;
const SHOWN = 7;
/** How long an Enter waits for the answer to what was just typed, ms. */
const SETTLE_MS = 500;

/** One line of the list under (or over) the input. */
export type Option =
  | { kind: 'tune'; id: string; hit: TuneHit }
  /** What was typed, as it is. */
  | { kind: 'name'; id: string; name: string };

/**
 * The typeahead: asks as one types, drops answers that came too late, and falls back on the tunes
 * this device knows when there is no connection. `chosen` is what Enter will log.
 */
export class TuneSearch {
  readonly #sessionId: () => string | undefined;
  readonly #freeNames: boolean;
  readonly recent = new RecentTunes();
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  typed = $state('');
  #hits = $state.raw<TuneHit[]>([]);
  /** What the hits are an answer to. */
  #answered = $state('');
  /** The line the arrows stand on; null while they have not been used. */
  active = $state<number | null>(null);
  offline = $state(false);
  waiting = $state(false);

  /** @param freeNames false where a mere name is no answer, as when one is being linked to a tune */
  constructor(sessionId: () => string | undefined, { freeNames = true } = {}) {
    this.#sessionId = sessionId;
    this.#freeNames = freeNames;
  }

  get name(): string {
    return this.typed.trim();
  }

  readonly #exact = $derived.by(() =>
    this.#answered === this.name ? chooseExact(this.name, this.#hits) : null,
  );

  readonly options: Option[] = $derived.by(() => {
    if (this.name === '') return [];
    const tunes: Option[] = this.#hits.map((hit) => ({ kind: 'tune', id: hit.id, hit }));
    if (!this.#freeNames) return tunes;
    const free: Option = { kind: 'name', id: 'name', name: this.name };
    const exact = this.#exact;
    // What Enter takes stands first, next to the input.
    if (exact === null) return [free, ...tunes];
    return [...tunes.filter(({ id }) => id === exact.id), ...tunes.filter(({ id }) => id !== exact.id), free];
  });

  readonly chosen: Option | null = $derived(this.options[this.active ?? 0] ?? null);

  type(text: string): void {
    this.typed = text;
    this.active = null;
    clearTimeout(this.#timer);
    if (this.name === '') {
      this.clear();
      return;
    }
    const name = this.name;
    this.waiting = true;
    this.#timer = setTimeout(() => void this.#ask(name), PAUSE_MS);
  }

  /** `by` 1 goes away from the input, -1 back to it; past the end it comes round. */
  move(by: 1 | -1): void {
    const count = this.options.length;
    if (count === 0) return;
    const from = this.active ?? (by === 1 ? -1 : count);
    this.active = (from + by + count) % count;
  }

  /**
   * What Enter means by `name` when it is pressed before the answer is there: the tune that may be
   * linked without asking, or null. Waits no longer than a person would notice.
   */
  async settle(name: string): Promise<TuneHit | null> {
    if (this.offline) return chooseExact(name, this.recent.find(name, SHOWN));
    try {
      const signal = AbortSignal.timeout(SETTLE_MS);
      return chooseExact(
        name,
        await searchTunes({ q: name, limit: SHOWN, sessionId: this.#sessionId() }, signal),
      );
    } catch {
      return null;
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#asked++;
    this.typed = '';
    this.#hits = [];
    this.#answered = '';
    this.active = null;
    this.waiting = false;
  }

  async #ask(q: string): Promise<void> {
    const turn = ++this.#asked;
    this.#abort?.abort();
    this.#abort = new AbortController();
    try {
      const hits = await searchTunes({ q, limit: SHOWN, sessionId: this.#sessionId() }, this.#abort.signal);
      if (turn !== this.#asked) return; // a later question is under way
      this.offline = false;
      this.#show(q, hits);
      this.recent.remember(hits.slice(0, 3));
    } catch (thrown) {
      if (turn !== this.#asked) return;
      this.offline = asProblem(thrown).retryable;
      this.#show(q, this.recent.find(q, SHOWN));
    }
  }

  #show(q: string, hits: TuneHit[]): void {
    this.#hits = hits;
    this.#answered = q;
    this.active = null;
    this.waiting = false;
  }
}
