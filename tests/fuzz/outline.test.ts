import { expect, test } from 'vitest';
import {
  moveSection,
  outlineVersion,
  readBin,
  readComments,
  readMetadata,
  readOutline,
  readSectionIds,
  readSections,
} from '../../shared/src/training/outline/index.ts';
import { SessionMetadata, SessionOutline } from '../../shared/src/training/index.ts';
import { Room } from './outline-room.ts';
import { rawSections, tokensOf, type Trainer } from './outline-trainer.ts';

const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => base + i);

function holds(room: Room, note: string): void {
  expect(new Set(room.states()).size, `${note}: all see the same`).toBe(1);
  const raw = rawSections(room.server);
  const certain = (ids: Iterable<string>): string[] =>
    [...ids].filter((id) => !room.contested.has(id)).sort();
  expect(certain(Object.keys(raw)), `${note}: nothing lost, nothing doubled`).toEqual(
    certain(room.added.keys()),
  );
  expect(SessionOutline.parse(readOutline(room.server)), note).toEqual(readOutline(room.server));
  expect(SessionMetadata.parse(readMetadata(room.server)), note).toEqual(readMetadata(room.server));
  for (const { id, origin, sources } of readSections(room.server, { includeDeleted: true })) {
    expect(origin, `${note}: ${id} is of who made it`).toBe(room.originOf(id));
    expect(sources.length, note).toBe(origin === 'user' ? 0 : 1);
    for (const field of ['order', 'kind', 'title', 'description', 'durationMinutes'])
      expect(raw[id], `${note}: no field is ever lost`).toHaveProperty(field);
  }
  expect(readComments(room.server).length, `${note}: comments are the server's`).toBe(room.comments);
  expect(outlineVersion(room.server), note).toBe(1);
}

test('three trainers and a server agree on the outline, whatever the links do', () => {
  console.log(`outline: seeds from ${base} (repeat with FUZZ_SEED=${base})`);
  const done = { edits: 0, forgeries: 0, comments: 0, sections: 0 };
  for (const seed of seeds(50)) {
    const room = new Room(seed);
    try {
      for (let step = 0; step < 200; step++) room.step();
      room.heal();
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
    holds(room, `seed ${seed}`);
    done.edits += room.edits;
    done.forgeries += room.forgeries;
    done.comments += room.comments;
    done.sections += room.added.size;
  }
  expect(done.edits, 'an idle run proves nothing').toBeGreaterThan(3500);
  expect(done.forgeries).toBeGreaterThan(60);
  expect(done.comments).toBeGreaterThan(20);
  expect(done.sections).toBeGreaterThan(500);
}, 120_000);

/** An outline that everyone has, to be changed by all at once. */
function sharedOutline(seed: number): Room {
  const room = new Room(seed);
  const [trainer] = room.trainers as [Trainer];
  room.add(trainer, 4 + room.rng.int(6));
  room.heal();
  return room;
}

const wordsBySection = (room: Room): Map<string, string[]> =>
  new Map(
    readSections(room.server, { includeDeleted: true }).map(({ id, title, descriptionHtml }) => [
      id,
      tokensOf(`${title} ${descriptionHtml}`).sort(),
    ]),
  );

/** Everybody moves, bins, restores, groups and types at once, some of them offline. Returns how many words were typed. */
function rearranged(seed: number): number {
  const room = sharedOutline(seed);
  const { rng } = room;
  const ids = readSectionIds(room.server);
  const before = wordsBySection(room);
  let typed = 0;
  for (let round = rng.int(5); round >= 0; round--) {
    for (const trainer of room.trainers) {
      for (let i = rng.int(4); i > 0; i--) {
        const shown = readSectionIds(trainer.doc);
        if (rng.chance(0.5) && shown.length > 0) room.rearrange(trainer, shown);
        else {
          // Into a binned one too, as a page does that has not heard of it yet.
          const id = rng.pick(ids);
          const known = new Set(trainer.words);
          room.type(trainer, id);
          const word = [...trainer.words].find((candidate) => !known.has(candidate)) ?? '';
          before.get(id)?.push(word);
          typed++;
        }
      }
    }
    if (rng.chance(0.6)) room.heal();
  }
  room.heal();
  holds(room, `seed ${seed}`);
  for (const words of before.values()) words.sort();
  expect(wordsBySection(room), `seed ${seed}: every word is where it was typed, once`).toEqual(before);
  const bin = readBin(room.server).map(({ id }) => id);
  expect([...readSectionIds(room.server), ...bin].sort(), `seed ${seed}`).toEqual([...ids].sort());
  return typed;
}

test('whoever moves, bins, restores and types at once: one copy of each section, with every word', () => {
  let typed = 0;
  for (const seed of seeds(100)) typed += rearranged(seed);
  expect(typed).toBeGreaterThan(500);
});

test('what nobody moved keeps its order', () => {
  let compared = 0;
  for (const seed of seeds(60)) {
    const room = sharedOutline(seed);
    const { rng } = room;
    const before = readSectionIds(room.server);
    const moved = new Set<string>();
    for (const trainer of room.trainers) {
      for (let i = rng.int(3); i > 0; i--) {
        const id = rng.pick(before);
        moved.add(id);
        trainer.act(() => moveSection(trainer.doc, id, room.place(before), trainer.adding));
      }
    }
    room.heal();
    holds(room, `seed ${seed}`);
    const stayed = (ids: readonly string[]): string[] => ids.filter((id) => !moved.has(id));
    expect(stayed(readSectionIds(room.server)), `seed ${seed}`).toEqual(stayed(before));
    compared += stayed(before).length;
  }
  expect(compared).toBeGreaterThan(120);
});

test('two insert into one gap without knowing, then a third puts one between theirs', () => {
  for (const seed of seeds(60)) {
    const room = sharedOutline(seed);
    const [ada, ben, cleo] = room.trainers as [Trainer, Trainer, Trainer];
    const [first = '', second = ''] = readSectionIds(room.server);
    const [a = ''] = room.add(ada, 1, { after: first });
    const [b = ''] = room.add(ben, 1, { after: first });
    room.heal();
    const [, left = '', right = ''] = readSectionIds(room.server);
    expect([left, right].sort(), `seed ${seed}`).toEqual([a, b].sort());
    const [c] = room.add(cleo, 1, room.rng.chance(0.5) ? { after: left } : { before: right });
    room.heal();
    expect(readSectionIds(room.server).slice(0, 5), `seed ${seed}`).toEqual([first, left, c, right, second]);
    holds(room, `seed ${seed}`);
  }
});

test('one who inserts between two of the very same key gives the second a new one', () => {
  for (const seed of seeds(30)) {
    const room = sharedOutline(seed);
    const [ada, ben] = room.trainers as [Trainer, Trainer];
    const [first = '', second = '', third = ''] = readSectionIds(room.server);
    // As plain fractional keys would have come from two people at once.
    const sections = ada.doc.getMap<Map<string, unknown>>('sections');
    ada.act(() => sections.get(second)?.set('order', sections.get(first)?.get('order')));
    room.heal();
    const [left = '', right = ''] = readSectionIds(room.server);
    const [between] = room.add(ben, 1, { after: left });
    room.heal();
    expect(readSectionIds(room.server).slice(0, 4), `seed ${seed}`).toEqual([left, between, right, third]);
    expect([left, right].sort()).toEqual([first, second].sort());
    holds(room, `seed ${seed}`);
  }
});

test('what each added in a row offline stays in a row', () => {
  for (const seed of seeds(40)) {
    const room = sharedOutline(seed);
    const runs = room.trainers.map((trainer) => {
      let place = {};
      return Array.from({ length: 8 }, () => {
        const [id = ''] = room.add(trainer, 1, place);
        place = { after: id };
        return id;
      });
    });
    room.heal();
    const order = readSectionIds(room.server);
    for (const run of runs) {
      const at = order.indexOf(run[0] ?? '');
      expect(order.slice(at, at + run.length), `seed ${seed}`).toEqual(run);
    }
  }
});

test('the fuzzer notices an update that never arrives', () => {
  let noticed = 0;
  const runs = 15;
  for (const seed of seeds(runs)) {
    const room = new Room(seed);
    const [deaf, other] = room.trainers as [Trainer, Trainer];
    for (let step = 0; step < 80; step++) room.step();
    room.heal();
    deaf.losesNext = true;
    room.add(other, 1);
    room.send(other);
    room.heal();
    expect(deaf.losesNext, 'something was lost').toBe(false);
    if (new Set(room.states()).size > 1) noticed++;
  }
  expect(noticed).toBe(runs);
});
