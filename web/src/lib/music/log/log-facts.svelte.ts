import { SvelteMap } from 'svelte/reactivity';
import { z } from 'zod';
import type { LogRow } from '@ensemble/shared/music/log.schema';
import type { TuneHit } from './choose-exact.ts';
import { loadRows } from './evening.api.ts';

/** What the page knows of a tune beyond its id in the document. */
const TuneFact = z.object({
  name: z.string(),
  type: z.string().nullable(),
  thesessionTuneId: z.number().nullable(),
});
export type TuneFact = z.infer<typeof TuneFact>;

/** Where names outlive the page: beside this device's copy of the log. */
interface NameKeeper {
  recallNames(kind: string): Promise<Readonly<Record<string, unknown>>>;
  keepNames(kind: string, names: Readonly<Record<string, unknown>>): void;
}

/** Several things named by others in one moment are one question. */
const GATHER_MS = 150;
/** Rows are written a moment after the document: asking again, a little later each time, finds them. */
const TRIES = 5;

/**
 * Names and types of the tunes in the log, and names of the people who logged them. The document
 * holds ids alone, so that a tune linked after the fact, or a guest who took another name, changes
 * every view; what is not known yet is asked for, all of it at once.
 */
export class LogFacts {
  readonly #instanceId: string;
  readonly #tunes = new SvelteMap<string, TuneFact>();
  readonly #people = new SvelteMap<string, string>();
  readonly #tries = new Map<string, number>();
  #recalled = $state(false);
  #missing = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(instanceId: string, rows: readonly LogRow[]) {
    this.#instanceId = instanceId;
    this.learnRows(rows);
  }

  tune(id: string | null): TuneFact | undefined {
    return id === null ? undefined : this.#tunes.get(id);
  }

  person(id: string | null): string | undefined {
    return id === null ? undefined : this.#people.get(id);
  }

  learnTune(hit: Pick<TuneHit, 'id' | 'name' | 'type' | 'thesessionTuneId'>): void {
    const { id, name, type, thesessionTuneId } = hit;
    this.#tunes.set(id, { name, type, thesessionTuneId });
  }

  learnPerson(person: { id: string; name: string }): void {
    if (this.#people.get(person.id) !== person.name) this.#people.set(person.id, person.name);
  }

  learnRows(rows: readonly LogRow[]): void {
    for (const { tuneId, canonicalName, type, thesessionTuneId, loggedBy } of rows) {
      if (tuneId !== null && canonicalName !== null) {
        this.#tunes.set(tuneId, { name: canonicalName, type, thesessionTuneId });
      }
      if (loggedBy) this.learnPerson(loggedBy);
    }
  }

  /** Fills in what this device knew when it was here last; what the server has said since stands. */
  async recall(keeper: NameKeeper): Promise<void> {
    const [tunes, people] = await Promise.all([keeper.recallNames('tunes'), keeper.recallNames('people')]);
    for (const [id, kept] of Object.entries(tunes)) {
      const fact = TuneFact.safeParse(kept);
      if (fact.success && !this.#tunes.has(id)) this.#tunes.set(id, fact.data);
    }
    for (const [id, name] of Object.entries(people)) {
      if (typeof name === 'string' && !this.#people.has(id)) this.#people.set(id, name);
    }
    this.#recalled = true;
  }

  /** For an effect: keeps what is known whenever it grows, once what was known before is in it. */
  keep(keeper: NameKeeper): void {
    if (!this.#recalled) return;
    keeper.keepNames('tunes', Object.fromEntries(this.#tunes));
    keeper.keepNames('people', Object.fromEntries(this.#people));
  }

  /** Asks for what of these is not known. For an effect: repeating it asks nothing twice. */
  want(entries: Iterable<{ tuneId: string | null; loggedBy: string | null }>): void {
    for (const { tuneId, loggedBy } of entries) {
      if (tuneId !== null && !this.#tunes.has(tuneId)) this.#miss(tuneId);
      if (loggedBy !== null && !this.#people.has(loggedBy)) this.#miss(loggedBy);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #miss(id: string): void {
    const tries = this.#tries.get(id) ?? 0;
    if (tries >= TRIES) return;
    this.#missing.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER_MS * 2 ** tries);
  }

  async #ask(): Promise<void> {
    const missing = this.#missing;
    this.#missing = new Set();
    for (const id of missing) this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1);
    try {
      this.learnRows(await loadRows(this.#instanceId));
    } catch {
      // Offline: the name it was logged by is shown; the next change asks again.
    }
    this.#timer = undefined;
    for (const id of missing) if (!this.#tunes.has(id) && !this.#people.has(id)) this.#miss(id);
  }
}
