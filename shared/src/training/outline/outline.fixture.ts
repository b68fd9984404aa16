import * as Y from 'yjs';
import { Rng } from '../../core/rng.ts';
import { emptyMetadata } from '../metadata.schema.ts';
import {
  addSections,
  readSections,
  seedOutline,
  type Adding,
  type Place,
  type SectionView,
} from './index.ts';

export const TYPING = { who: 'typing' };

/** An outline to test with: sections are called by their titles. */
export class TestOutline {
  readonly doc: Y.Doc;
  readonly adding: Adding;
  #ids = 0;

  /** `who` (1 to 9) is the client; equal ones must not meet. */
  constructor(who = 1, titles: readonly string[] = []) {
    this.doc = new Y.Doc();
    this.doc.clientID = who;
    const rng = new Rng(who);
    const newId = (): string => `${who}${(++this.#ids).toString(16).padStart(23, '0')}`;
    this.adding = { origin: `person ${who}`, random: () => rng.next(), newId };
    if (titles.length > 0) {
      seedOutline(this.doc, { metadata: emptyMetadata('Europe/Dublin') }, this.adding);
      this.add(titles);
    }
  }

  add(titles: readonly string[], place: Place = {}): string[] {
    const sections = titles.map((title) => ({ title, descriptionHtml: `<p>about ${title}</p>` }));
    return addSections(this.doc, sections, place, this.adding);
  }

  section(title: string): SectionView {
    const found = readSections(this.doc, { includeDeleted: true }).find((section) => section.title === title);
    if (!found) throw new Error(`no section ${title}`);
    return found;
  }

  id(title: string): string {
    return this.section(title).id;
  }

  get titles(): string {
    return readSections(this.doc)
      .map(({ title }) => title)
      .join(' ');
  }

  map(title: string): Y.Map<unknown> {
    return this.doc.getMap<Y.Map<unknown>>('sections').get(this.id(title)) as Y.Map<unknown>;
  }

  /** Types as an editor bound to the text does. */
  type(text: Y.Text | undefined, at: number, words: string): void {
    this.doc.transact(() => text?.insert(at, words), TYPING);
  }

  /** Another person's copy of all this. */
  copy(who: number): TestOutline {
    const other = new TestOutline(who);
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(this.doc), 'network');
    return other;
  }

  /** Both learn what the other knows. */
  meet(other: TestOutline): void {
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(other.doc)), 'network');
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(this.doc)), 'network');
  }
}

/** The first paragraph's text of a description. */
export const wordsOf = (fragment: Y.XmlFragment | undefined): Y.XmlText =>
  (fragment?.get(0) as Y.XmlElement).get(0) as Y.XmlText;
