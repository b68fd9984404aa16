import * as Y from 'yjs';
import { z } from 'zod';
import { parseInput } from '../../core/parse-input.ts';
import type { Adding } from './edits.ts';
import { indexOfEntry, keepFirstSet, makeRoom, type Place } from './place.ts';
import { MAX_TUNES_AT_ONCE, NewTune } from './schema.ts';
import {
  breaksOf,
  entriesOf,
  isVisible,
  readSequence,
  type SequenceEntry,
  type SequenceItem,
} from './sequence.ts';

function addIndex(sequence: readonly SequenceItem[], { after, before }: Place, continues: boolean): number {
  if (before !== undefined) return indexOfEntry(sequence, before, 'before');
  if (after === null) return 0;
  if (after !== undefined) return indexOfEntry(sequence, after, 'after') + 1;
  // A new set goes behind everything ever logged; a continued one right behind the tune it continues,
  // before a binned beginning that would cut it off.
  return continues ? sequence.findLastIndex(isVisible) + 1 : sequence.length;
}

/** Only what was said; an absent field stays absent in the document. */
const sayings = (tune: NewTune): [string, unknown][] =>
  Object.entries({
    tuneId: tune.tuneId,
    name: tune.name,
    key: tune.key,
    settingId: tune.settingId,
    playedAt: tune.playedAt,
  }).filter(([, value]) => value !== undefined && value !== null && value !== '');

/**
 * Logs tunes, in their order, at one place, in one transaction: behind `after`, first (null) or last (absent);
 * or in front of `before`, as part of its set, beginning it if that tune did. Returns their ids.
 * Throws `invalid` at `items.0.name` and the like, or at `after` or `before`; then nothing is written.
 */
export function addTunes(doc: Y.Doc, tunes: readonly NewTune[], place: Place, adding: Adding): string[] {
  const items = parseInput(z.array(NewTune).min(1).max(MAX_TUNES_AT_ONCE), tunes, ['items']);
  const sequence = readSequence(doc);
  const index = addIndex(sequence, place, items[0]?.continuesSet === true);
  const next = place.before === undefined ? undefined : (sequence[index] as SequenceEntry);
  const takesOver = next?.visible === true && next.begins;
  const isFirst = !sequence.slice(0, index).some(isVisible);
  const ids = items.map(() => adding.newId());
  const firstContinues = next ? !next.begins : items[0]?.continuesSet === true && !isFirst;

  doc.transact(() => {
    if (isFirst) keepFirstSet(sequence);
    const keys = makeRoom(doc, sequence, index, items.length + Number(takesOver), adding.random);
    if (takesOver) {
      // The break keeps the set's beginning even if someone moves the new tune away at the same time.
      breaksOf(doc).set(adding.newId(), keys.shift());
      next.map.set('continuesSet', true);
    }
    items.forEach((tune, i) => {
      const continuesSet = i === 0 ? firstContinues : tune.continuesSet === true;
      const fields: [string, unknown][] = [
        ['order', keys[i]],
        ...sayings(tune),
        ['continuesSet', continuesSet],
      ];
      entriesOf(doc).set(ids[i] as string, new Y.Map(fields));
    });
  }, adding.origin);
  return ids;
}
