import { ApiProblem } from '#lib/api/problem.ts';
import { clashesOf, sameValue } from '#lib/forms/record-edit.ts';
import type { WriteQueue } from './write-queue.svelte.ts';

interface Stored {
  id: string;
  version: number;
}

export interface RecordStore<View extends Stored, Fields extends object> {
  /** Of the API; `key` is safe to repeat. */
  create(fields: Fields, key: string): Promise<View>;
  patch(id: string, changes: Partial<Fields>, version: number): Promise<View>;
  get(id: string): Promise<View>;
  fieldsOf(view: View): Fields;
}

/** One field that two people changed at once, and what each made of it. */
export interface Clash<Fields> {
  field: keyof Fields & string;
  mine: unknown;
  theirs: unknown;
}

const TRIES = 5;

/**
 * A record that saves itself: what the page shows is what is stored with the person's changes over it, and
 * each change is sent under the version it was made on. Where somebody else changed other fields meanwhile,
 * both hold; where they changed the same, theirs stands and the person is asked.
 */
export class SavedRecord<View extends Stored, Fields extends object> {
  /** Of this page; a new record has no id yet. */
  readonly key: string;
  saved = $state.raw<View | null>(null);
  #changes = $state.raw<Partial<Fields>>({});
  readonly #initial: Fields;
  clashes = $state.raw<readonly Clash<Fields>[]>([]);
  /** What the server said of the fields, by their path. */
  refusal = $state.raw<ApiProblem | null>(null);
  /** Rises when somebody else changed it: a form that shows it begins anew. */
  outside = $state(0);
  readonly #store: RecordStore<View, Fields>;
  readonly #queue: WriteQueue;
  #isQueued = false;
  #refused: (problem: ApiProblem) => void = () => undefined;
  /** Fields that somebody else changed while we changed others, since it was last looked at. */
  met = $state.raw<readonly string[]>([]);

  constructor(
    source: { view: View } | { fields: Fields; key: string },
    store: RecordStore<View, Fields>,
    queue: WriteQueue,
  ) {
    this.#store = store;
    this.#queue = queue;
    if ('view' in source) {
      this.saved = source.view;
      this.key = source.view.id;
      this.#initial = store.fieldsOf(source.view);
    } else {
      this.key = source.key;
      this.#initial = source.fields;
    }
  }

  /** As the page shows it. */
  get fields(): Fields {
    const stored = this.saved === null ? this.#initial : this.#store.fieldsOf(this.saved);
    return { ...stored, ...this.#changes };
  }

  get isSaved(): boolean {
    return this.saved !== null && Object.keys(this.#changes).length === 0;
  }

  /** Hears why a change was refused for good. */
  onRefused(listener: (problem: ApiProblem) => void): void {
    this.#refused = listener;
  }

  /** Makes a new one in the store. `failed` hears why it could not be. */
  create(failed: (problem: ApiProblem) => void): void {
    this.#queue.add({
      run: async () => {
        // What was changed before it was sent goes with it.
        const sent = this.#changes;
        this.saved = await this.#store.create({ ...this.#initial, ...sent }, this.key);
        this.#settle(sent);
      },
      refused: failed,
    });
  }

  /** Shows the changes at once and sends them when it is their turn; what is as stored is not sent. */
  change(changes: Partial<Fields>): void {
    this.refusal = null;
    this.#changes = { ...this.#changes, ...changes };
    this.#forgetStored();
    const decided = Object.keys(changes);
    this.clashes = this.clashes.filter(({ field }) => !decided.includes(field));
    if (this.#isQueued || Object.keys(this.#changes).length === 0) return;
    this.#isQueued = true;
    this.#queue.add({
      run: () => this.#send(),
      refused: (problem) => {
        this.#isQueued = false;
        this.#changes = {};
        this.refusal = problem;
        this.#refused(problem);
      },
    });
  }

  /** Of a field that two changed: the other's stands. */
  takeTheirs(field: string): void {
    this.clashes = this.clashes.filter((clash) => clash.field !== field);
  }

  /** The store has something newer, and nothing of ours is under way. */
  meet(view: View): void {
    if (this.saved !== null && view.version <= this.saved.version) return;
    this.saved = view;
    this.#forgetStored();
    this.outside++;
  }

  async #send(): Promise<void> {
    for (let tries = 1; ; tries++) {
      const sent = this.#changes;
      const { saved } = this;
      if (saved === null || Object.keys(sent).length === 0) break;
      try {
        this.saved = await this.#store.patch(saved.id, sent, saved.version);
        this.#settle(sent);
        break;
      } catch (thrown) {
        if (!(thrown instanceof ApiProblem) || thrown.code !== 'stale-version' || tries === TRIES)
          throw thrown;
        this.#meetTheirs(saved, await this.#store.get(saved.id), sent);
      }
    }
    this.#isQueued = false;
    // Changed again while this was on its way.
    if (Object.keys(this.#changes).length > 0) this.change({});
  }

  #meetTheirs(before: View, theirs: View, mine: Partial<Fields>): void {
    const [old, now] = [this.#read(before), this.#read(theirs)];
    const changes = mine as Record<string, unknown>;
    const clashing = clashesOf(Object.keys(changes), old, now, changes);
    this.clashes = [
      ...this.clashes.filter(({ field }) => !clashing.includes(field)),
      ...clashing.map((field) => ({
        field: field as keyof Fields & string,
        mine: changes[field],
        theirs: now[field],
      })),
    ];
    this.#changes = without(this.#changes, clashing);
    this.saved = theirs;
    this.outside++;
    const others = Object.keys(now).filter((name) => !sameValue(now[name], old[name]));
    this.met = [...new Set([...this.met, ...others.filter((name) => !clashing.includes(name))])];
  }

  #read(view: View): Record<string, unknown> {
    return this.#store.fieldsOf(view) as Record<string, unknown>;
  }

  /** Drops what is stored now, but not what was changed anew meanwhile. */
  #settle(sent: Partial<Fields>): void {
    const names = Object.keys(sent) as (keyof Fields & string)[];
    this.#changes = without(
      this.#changes,
      names.filter((name) => sameValue(this.#changes[name], sent[name])),
    );
  }

  #forgetStored(): void {
    if (this.saved === null) return;
    const stored = this.#read(this.saved);
    const changes = this.#changes as Record<string, unknown>;
    this.#changes = without(
      this.#changes,
      Object.keys(changes).filter((name) => sameValue(changes[name], stored[name])),
    );
  }
}

const without = <Fields extends object>(fields: Partial<Fields>, names: readonly string[]): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as Partial<Fields>;
