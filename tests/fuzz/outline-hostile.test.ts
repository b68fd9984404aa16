import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Rng } from '../../shared/src/core/rng.ts';
import {
  outlineVersion,
  readBin,
  readComments,
  readMetadata,
  readOutline,
  readPrompt,
  readSections,
  readTopics,
  sectionDescription,
} from '../../shared/src/training/outline/index.ts';
import {
  CommentView,
  PROMPT_MAX,
  SessionMetadata,
  SessionOutline,
  TOPICS_MAX,
} from '../../shared/src/training/index.ts';
import { Room } from './outline-room.ts';
import { tokensOf, type Trainer } from './outline-trainer.ts';

/** One of the trainers sends what no page of ours would. */

const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => base + i);

const JUNK: (() => unknown)[] = [
  () => NaN,
  () => -1e308,
  () => 1n,
  () => null,
  () => undefined,
  () => true,
  () => 'javascript:alert(1)',
  () => '<script>alert(1)</script>\u0000\u202e\ud800',
  () => 'x'.repeat(50_000),
  () => Array.from({ length: 5000 }, () => 'many'),
  () => [{ a: [{ b: 1 }] }, null, 3],
  () => ({ constructor: 1, toString: 2 }),
  () => new Uint8Array(500),
  () => new Y.Array(),
  () => new Y.Map([['a', new Y.Map([['b', 1]])]]),
  () => new Y.Text('words'),
  () => new Y.XmlText('words'),
  () => new Y.XmlElement('script'),
  () => new Y.Doc(),
];

const FIELDS = [
  'order', 'kind', 'title', 'description', 'durationMinutes', 'topics', 'materials', 'groupId', 'origin', 'sources',
  'deleted', 'copyOf', 'evil', '__proto__', 'constructor',
]; // prettier-ignore
const META = [
  'title',
  'version',
  'topics',
  'timezone',
  'startDate',
  'capacityMax',
  'isPublic',
  'evil',
  'desiredOutcome',
];

function nested(rng: Rng): Y.XmlElement {
  const outer = new Y.XmlElement(rng.pick(['blockquote', 'bulletList', 'iframe']));
  let inner = outer;
  for (let depth = 0; depth < 60; depth++) {
    const child = new Y.XmlElement(rng.pick(['blockquote', 'listItem', 'bulletList']));
    inner.insert(0, [child]);
    inner = child;
  }
  return outer;
}

function junkText(fragment: Y.XmlFragment, rng: Rng): void {
  const element = new Y.XmlElement(rng.pick(['paragraph', 'heading', 'script', 'hardBreak']));
  fragment.insert(rng.int(fragment.length + 1), [element]);
  for (const name of ['level', 'onclick', 'style']) element.setAttribute(name, 'alert(1)');
  const text = new Y.XmlText();
  element.insert(0, [text]);
  text.insert(
    0,
    'junk',
    rng.pick([{ link: { href: 'javascript:alert(1)' } }, { bold: {}, evil: { x: 1 } }, { link: 4 }]),
  );
  text.insertEmbed(0, { image: 'x' }, {});
  if (rng.chance(0.3)) fragment.insert(0, [nested(rng)]);
  if (rng.chance(0.2)) text.insert(0, 'long '.repeat(60_000));
  if (rng.chance(0.2)) fragment.insert(0, [new Y.XmlText('loose')]);
}

/** Writes junk anywhere but into others' words, which it could honestly delete anyway. */
function attack(doc: Y.Doc, rng: Rng): void {
  const sections = doc.getMap<unknown>('sections');
  const target = rng.pick([...sections.keys(), 'none']);
  const map = sections.get(target);
  const junk = (): unknown => rng.pick(JUNK)();
  const kind = rng.int(9);
  if (kind < 3 && map instanceof Y.Map) {
    const field = rng.pick(FIELDS.filter((name) => name !== 'title' && name !== 'description'));
    (map as Y.Map<unknown>).set(field, junk());
  } else if (kind === 3) sections.set(rng.pick(['../../x', 'a b', `n${rng.int(99)}`, '__proto__']), junk());
  else if (kind === 4) {
    const made = new Y.Map<unknown>();
    sections.set(`m${rng.int(99)}`, made);
    for (const field of FIELDS) if (rng.chance(0.7)) made.set(field, junk());
  } else if (kind === 5) doc.getMap('metadata').set(rng.pick(META), junk());
  else if (kind === 6)
    doc.getMap('comments').set(rng.pick([...doc.getMap('comments').keys(), 'new']), junk());
  else if (kind === 7) {
    doc.getMap<unknown>('not ours').set('x', junk());
    doc.getText('prompt').insert(0, 'ask '.repeat(rng.pick([1, 20_000])));
    doc.getText('prompt').insertEmbed(0, { image: 'x' });
  } else {
    const fragment = sectionDescription(doc, target);
    if (fragment) junkText(fragment, rng);
  }
}

function isReadable(doc: Y.Doc, note: string): void {
  const outline = readOutline(doc);
  expect(SessionOutline.parse(outline), note).toEqual(outline);
  const metadata = readMetadata(doc);
  expect(SessionMetadata.parse(metadata), note).toEqual(metadata);
  for (const comment of readComments(doc)) CommentView.parse(comment);
  const html = [...outline.sections, ...readBin(doc)].map(({ descriptionHtml }) => descriptionHtml).join('');
  expect(html, note).not.toMatch(/javascript:|<script| on\w+=/);
  expect(readPrompt(doc).length, note).toBeLessThanOrEqual(PROMPT_MAX);
  expect(readTopics(doc).length, note).toBeLessThanOrEqual(TOPICS_MAX);
}

test('whatever one of them sends, all can read on, the server bounds it, and the others keep their words', () => {
  console.log(`hostile: seeds from ${base} (repeat with FUZZ_SEED=${base})`);
  let attacks = 0;
  for (const seed of seeds(40)) {
    const room = new Room(seed);
    const { rng } = room;
    const [honest, hostile, other] = room.trainers as [Trainer, Trainer, Trainer];
    const ids = room.add(honest, 4);
    room.heal();
    for (let round = 0; round < 8; round++) {
      for (const trainer of [honest, other]) room.type(trainer, rng.pick(ids));
      for (let i = rng.int(4); i > 0; i--) {
        try {
          hostile.doc.transact(() => attack(hostile.doc, rng), 'attack');
          attacks++;
        } catch {
          // What Yjs itself refuses to store never leaves the attacker's machine.
        }
      }
      if (rng.chance(0.7)) room.heal();
      for (const doc of room.docs) isReadable(doc, `seed ${seed}`);
    }
    room.heal();
    for (const doc of room.docs) isReadable(doc, `seed ${seed}`);
    const note = `seed ${seed}`;
    const { server } = room;
    // Half a character is one only on the machine that wrote it.
    const [first, ada, , cleo] = room.states();
    expect([ada === first, cleo === first], note).toEqual([true, true]);
    expect(readComments(server), note).toEqual([]);
    expect(outlineVersion(server), note).toBe(1);
    expect(server.getMap('not ours').size, note).toBe(0);
    for (const { id, origin, sources } of readSections(server, { includeDeleted: true }))
      expect([origin, sources], `${note} ${id}`).toEqual(['user', []]);
    const words = readSections(server, { includeDeleted: true }).flatMap(({ id }) => {
      const section = server.getMap<Y.Map<unknown>>('sections').get(id);
      return tokensOf(JSON.stringify(section));
    });
    for (const word of [...honest.words, ...other.words])
      expect(words, `${note}: an honest word stays`).toContain(word);
    expect(Y.encodeStateAsUpdate(server).byteLength, `${note}: bounded`).toBeLessThan(2_000_000);
  }
  expect(attacks, 'something was sent').toBeGreaterThan(250);
});
