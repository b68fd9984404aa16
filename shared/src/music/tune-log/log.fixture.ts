import * as Y from 'yjs';
import { Rng } from '../../core/rng.ts';
import { addTunes, readEntries, readSets, type Adding } from './index.ts';

/** A log to test with: names stand for tunes, a list of lists for the sets of an evening. */
export class TestLog {
  readonly doc: Y.Doc;
  readonly adding: Adding;
  #ids = 0;

  /** `who` (1 to 9) is the client; equal ones must not meet. */
  constructor(who = 1, sets: readonly (readonly string[])[] = []) {
    this.doc = new Y.Doc();
    this.doc.clientID = who;
    const rng = new Rng(who);
    const newId = (): string => `${who}${(++this.#ids).toString(16).padStart(23, '0')}`;
    this.adding = { origin: `person ${who}`, random: () => rng.next(), newId };
    for (const set of sets) this.add(set, { continues: false });
  }

  add(
    names: readonly string[],
    options: { continues?: boolean; after?: string | null; before?: string } = {},
  ): string[] {
    const { continues = false, after, before } = options;
    const items = names.map((name, i) => ({ name, continuesSet: i > 0 || continues }));
    const place = {
      ...(after === undefined ? {} : { after: after === null ? null : this.id(after) }),
      ...(before === undefined ? {} : { before: this.id(before) }),
    };
    return addTunes(this.doc, items, place, this.adding);
  }

  /** The id of the tune of that name, binned or not. */
  id(name: string): string {
    const entry = readEntries(this.doc, { includeDeleted: true }).find(
      (candidate) => candidate.name === name,
    );
    if (!entry) throw new Error(`no tune ${name}`);
    return entry.id;
  }

  get sets(): string[] {
    return readSets(readEntries(this.doc)).map((set) => set.map(({ name }) => name).join(' '));
  }

  map(name: string): Y.Map<unknown> {
    return this.doc.getMap<Y.Map<unknown>>('entries').get(this.id(name)) as Y.Map<unknown>;
  }

  /** Another person's copy of all this. */
  copy(who: number): TestLog {
    const other = new TestLog(who);
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(this.doc), 'network');
    return other;
  }

  /** Both learn what the other knows. */
  meet(other: TestLog): void {
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(other.doc)), 'network');
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(this.doc)), 'network');
  }
}
