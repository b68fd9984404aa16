import { expect, test } from 'vitest';
import {
  outlineVersion,
  readBin,
  readComments,
  readMetadata,
  readOutline,
  readSectionIds,
  readSections,
} from '../../shared/src/training/outline/index.ts';
import { SessionMetadata, SessionOutline } from '../../shared/src/training/index.ts';
import { rawSections, Room, tokensOf, type Trainer } from './outline-room.ts';

const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => base + i);

function holds(room: Room, note: string): void {
  expect(new Set(room.states()).size, `${note}: all see the same`).toBe(1);
  const raw = rawSections(room.server);
  expect(Object.keys(raw).sort(), `${note}: nothing lost, nothing doubled`).toEqual(
    [...room.added.keys()].sort(),
  );
  expect(SessionOutline.parse(readOutline(room.server)), note).toEqual(readOutline(room.server));
  expect(SessionMetadata.parse(readMetadata(room.server)), note).toEqual(readMetadata(room.server));
  for (const { id, origin, sources } of readSections(room.server, { includeDeleted: true })) {
    expect(origin, `${note}: ${id} is of who made it`).toBe(room.added.get(id));
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
  for (const seed of seeds(100)) {
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
  expect(done.edits, 'an idle run proves nothing').toBeGreaterThan(7000);
  expect(done.forgeries).toBeGreaterThan(100);
  expect(done.comments).toBeGreaterThan(50);
  expect(done.sections).toBeGreaterThan(1000);
}, 120_000);
