import * as Y from 'yjs';
import { Rng } from '../../shared/src/core/rng.ts';
import {
  addComment,
  addSections,
  addTopic,
  changeSection,
  changeTopic,
  createOutlineGuard,
  deleteSections,
  duplicateSection,
  moveSection,
  moveTopic,
  promptText,
  readBin,
  readComments,
  readMetadata,
  readOutline,
  readPrompt,
  readSectionIds,
  readTopics,
  removeTopic,
  restoreSections,
  sectionDescription,
  sectionTitle,
  seedOutline,
  setGroup,
  setMetadata,
  writeOutline,
  type Adding,
  type Place,
} from '../../shared/src/training/outline/index.ts';
import { emptyMetadata, type SessionOutline } from '../../shared/src/training/index.ts';
import { rawSections, textOf, tokensOf, Trainer, TYPING } from './outline-trainer.ts';

/** Trainers around one server, with links that delay, reorder, repeat and fall silent. */

const SERVER = 'server';

const sorted = <T>(entries: [string, T][]): [string, T][] => entries.sort(([a], [b]) => (a < b ? -1 : 1));

export class Room {
  readonly rng: Rng;
  readonly server = new Y.Doc();
  readonly trainers: Trainer[];
  /** What origin each section must have; of those whose adding has not been undone. */
  readonly added = new Map<string, string>();
  /** Brought back by the server when it was gone, while its maker may be redoing and undoing it too. */
  readonly contested = new Set<string>();
  readonly #origins = new Map<string, string>();
  /** Comments the server wrote. */
  comments = 0;
  edits = 0;
  forgeries = 0;
  nowMs = 0;
  #ids = 0;
  #words = 0;
  #saved: SessionOutline | null = null;
  readonly #serverAdding: Adding;

  constructor(seed: number, trainers = 3) {
    this.rng = new Rng(seed);
    this.server.clientID = 1;
    const random = (): number => this.rng.next();
    const newId = (): string => (++this.#ids).toString(16).padStart(24, '0');
    this.#serverAdding = { origin: SERVER, random, newId };
    this.trainers = Array.from(
      { length: trainers },
      (_, i) => new Trainer(i + 1, random, newId, () => this.nowMs),
    );
    seedOutline(this.server, { metadata: emptyMetadata('Europe/Dublin') }, this.#serverAdding);
    for (const trainer of this.trainers) trainer.receive(Y.encodeStateAsUpdate(this.server));
    const guard = createOutlineGuard(this.server, { serverOrigin: SERVER });
    this.server.on('afterTransaction', (transaction: Y.Transaction) => {
      const { origin } = transaction as { origin: unknown };
      guard.onTransaction(this.server, transaction, origin instanceof Trainer ? origin : null);
    });
    this.server.on('update', (update: Uint8Array, origin: unknown) => {
      for (const trainer of this.trainers) {
        if (trainer === origin) continue;
        if (!trainer.losesNext) trainer.fromServer.push(update);
        trainer.losesNext = false;
      }
    });
  }

  get docs(): Y.Doc[] {
    return [this.server, ...this.trainers.map((trainer) => trainer.doc)];
  }

  newWord(trainer: Trainer): string {
    const word = `w${++this.#words}x`;
    trainer.words.add(word);
    return word;
  }

  add(trainer: Trainer, count: number, place: Place = {}): string[] {
    const sections = Array.from({ length: count }, () => {
      const word = this.newWord(trainer);
      return { title: word, descriptionHtml: `<p>about ${word}</p>`, durationMinutes: this.rng.int(60) };
    });
    let ids: string[] = [];
    trainer.act(() => (ids = addSections(trainer.doc, sections, place, trainer.adding)));
    for (const id of ids) this.#expect(id, 'user');
    return ids;
  }

  #expect(id: string, origin: string): void {
    this.added.set(id, origin);
    this.#origins.set(id, origin);
  }

  originOf(id: string): string | undefined {
    return this.#origins.get(id);
  }

  travel(trainer: Trainer, direction: 'undo' | 'redo'): void {
    const { gone, back } = trainer.travel(direction);
    for (const id of gone) this.added.delete(id);
    for (const id of back) this.added.set(id, this.#origins.get(id) ?? '');
  }

  /** Types one word somewhere, as an editor bound to the text does. */
  type(trainer: Trainer, id: string): void {
    const { doc } = trainer;
    const { rng } = this;
    const word = ` ${this.newWord(trainer)} `;
    trainer.act(() =>
      doc.transact(() => {
        const title = sectionTitle(doc, id);
        const paragraph = sectionDescription(doc, id)?.toArray()[0];
        const text = paragraph instanceof Y.XmlElement ? paragraph.toArray()[0] : undefined;
        const chosen = text instanceof Y.XmlText && rng.chance(0.6) ? text : title;
        // Between words, so that those of others stay whole.
        const plain = chosen ? Y.Text.prototype.toString.call(chosen) : '';
        const gaps = [0, plain.length, ...[...plain.matchAll(/ /g)].map(({ index }) => index)];
        chosen?.insert(rng.pick(gaps), word);
      }, TYPING),
    );
  }

  place(ids: readonly string[]): Place {
    const other = this.rng.pick(ids);
    return this.rng.pick([{ after: other }, { before: other }, { after: null }, {}]);
  }

  /** One random action of a person on sections that change no words. */
  rearrange(trainer: Trainer, ids: readonly string[]): void {
    const { rng } = this;
    const { doc, adding } = trainer;
    const id = rng.pick(ids);
    const kind = rng.int(10);
    trainer.act(() => {
      if (kind < 5) moveSection(doc, id, this.place(ids), adding);
      else if (kind < 7) deleteSections(doc, [...new Set([id, rng.pick(ids)])], adding);
      else if (kind < 9) {
        const bin = readBin(doc);
        if (bin.length > 0) restoreSections(doc, [rng.pick(bin).id], adding);
      } else setGroup(doc, [id], rng.pick([null, 'g1', 'g2']), adding);
    });
  }

  #describe(trainer: Trainer): void {
    const { rng } = this;
    const { doc, adding } = trainer;
    const topics = readTopics(doc);
    const kind = rng.int(5);
    if (kind === 0)
      setMetadata(doc, { title: `Title ${rng.int(50)} of it`, location: `Room ${rng.int(9)}` }, adding);
    else if (kind === 1) doc.transact(() => promptText(doc).insert(0, `ask ${rng.int(99)} `), TYPING);
    else if (kind === 2 && topics.length < 6)
      addTopic(doc, { title: `topic ${rng.int(99)}`, durationMinutes: rng.int(60) }, {}, adding);
    else if (topics.length > 0) {
      const { id } = rng.pick(topics);
      if (rng.chance(0.4)) changeTopic(doc, id, { title: `again ${rng.int(99)}` }, adding);
      else if (rng.chance(0.6)) moveTopic(doc, id, rng.pick([{ after: null }, {}]), adding);
      else removeTopic(doc, id, adding);
    }
  }

  /** What a page of ours would never write. */
  #forge(trainer: Trainer, id: string): void {
    const { doc } = trainer;
    const section = doc.getMap<Y.Map<unknown>>('sections').get(id);
    this.forgeries++;
    trainer.act(() =>
      doc.transact(() => {
        section?.set('origin', this.rng.pick(['ai', 'rag', 'god']));
        section?.set('sources', [{ id: 'x', documentId: 'y', title: 'made up', heading: '' }]);
        doc.getMap('metadata').set('version', 7);
        const comments = doc.getMap<unknown>('comments');
        for (const key of comments.keys()) comments.delete(key);
        comments.set(
          'forged',
          new Y.Map(Object.entries({ text: 'I was never said', createdAt: '2026-01-01T00:00:00Z' })),
        );
      }, 'forgery'),
    );
  }

  /** What the server does by itself: a variant chosen, a saved state brought back, a comment. */
  #serve(): void {
    const { rng, server } = this;
    const kind = rng.int(3);
    if (kind === 0) this.#saved = readOutline(server);
    else if (kind === 1 && this.#saved) {
      const kept = this.#saved.sections.filter(() => rng.chance(0.9));
      const id = this.#serverAdding.newId();
      const made = {
        id,
        kind: 'activity',
        title: 'made',
        descriptionHtml: '<p>by a model</p>',
        durationMinutes: 20,
        topics: [],
        materials: [],
        groupId: null,
        origin: 'ai' as const,
        sources: [{ id: 'p1', documentId: 'd1', title: 'Doc', heading: '' }],
      };
      for (const { id: old } of kept) if (!server.getMap('sections').has(old)) this.contested.add(old);
      this.#expect(id, 'ai');
      writeOutline(server, { outline: { sections: [made, ...rng.shuffle(kept)] } }, this.#serverAdding);
    } else {
      const comment = {
        sectionId: null,
        parentId: null,
        text: 'well said',
        authorId: '1',
        authorName: 'Ada',
        createdAt: '2026-07-06T20:00:00.000Z',
      };
      addComment(server, comment, this.#serverAdding);
      this.comments++;
    }
  }

  #edit(trainer: Trainer): void {
    const { rng } = this;
    const { doc, adding } = trainer;
    const ids = readSectionIds(doc);
    const kind = rng.int(100);
    this.edits++;
    if (ids.length < 2 || kind < 20) {
      this.add(trainer, rng.chance(0.2) ? 3 : 1, ids.length === 0 ? {} : this.place(ids));
      return;
    }
    const id = rng.pick(ids);
    if (kind < 40) this.rearrange(trainer, ids);
    else if (kind < 55) this.type(trainer, id);
    else if (kind < 65)
      trainer.act(() =>
        changeSection(
          doc,
          id,
          {
            kind: rng.pick(['input', 'break', 'closing']),
            durationMinutes: rng.int(90),
            topics: [`t${rng.int(9)}`],
          },
          adding,
        ),
      );
    else if (kind < 70) {
      trainer.act(() => {
        const copy = duplicateSection(doc, id, adding);
        this.#expect(copy, this.#origins.get(id) ?? 'user');
        const words = tokensOf(textOf(rawSections(doc)[copy]));
        for (const word of words) trainer.copied.add(`${copy} ${word}`);
      });
    } else if (kind < 76) this.#describe(trainer);
    else if (kind < 80) this.#forge(trainer, id);
    else this.travel(trainer, kind < 92 ? 'undo' : 'redo');
  }

  /** Delivers one waiting update of one trainer, in either direction. False when nothing waits. */
  #deliver(trainer: Trainer, reorder: boolean): boolean {
    const { rng } = this;
    const queues = [trainer.toServer, trainer.fromServer].filter((queue) => queue.length > 0);
    if (queues.length === 0) return false;
    const queue = rng.pick(queues);
    const at = reorder && rng.chance(0.3) ? rng.int(queue.length) : 0;
    const update = queue[at] as Uint8Array;
    if (!(reorder && rng.chance(0.05))) queue.splice(at, 1); // else it comes again
    if (queue === trainer.toServer) Y.applyUpdate(this.server, update, trainer);
    else trainer.receive(update);
    return true;
  }

  step(): void {
    const { rng } = this;
    const trainer = rng.pick(this.trainers);
    this.nowMs += rng.int(1000);
    const kind = rng.int(100);
    if (kind < 45) this.#edit(trainer);
    else if (kind < 47) this.#serve();
    else if (kind < 93) {
      if (trainer.online) this.#deliver(trainer, true);
    } else trainer.online = !trainer.online;
  }

  /** What one trainer has waiting reaches the server. */
  send(trainer: Trainer): void {
    for (const update of trainer.toServer.splice(0)) Y.applyUpdate(this.server, update, trainer);
  }

  /** Everyone comes back and everything arrives. */
  heal(): void {
    for (const trainer of this.trainers) trainer.online = true;
    while (this.trainers.some((trainer) => this.#deliver(trainer, false)));
  }

  /** What each document holds and shows; all equal when they have converged. */
  states(): string[] {
    return this.docs.map((doc) =>
      JSON.stringify([
        readOutline(doc),
        readBin(doc),
        readMetadata(doc),
        readTopics(doc),
        readPrompt(doc),
        readComments(doc),
        sorted(
          Object.entries(rawSections(doc)).map(([id, section]) => [id, sorted(Object.entries(section))]),
        ),
        [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
      ]),
    );
  }
}
