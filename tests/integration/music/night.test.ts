import { expect, test } from 'vitest';
import { duplicateOfLog, parseNight, TuneIndex } from '@ensemble/shared/music/tunes';
import { fixtureText, fixtureTunes } from '../../fixtures/thesession/load.ts';

interface Expected {
  text: string;
  /** The tune it must be linked to; absent where nothing may be linked. */
  link?: string;
  /** A tune that must be first among the candidates of an ambiguous name. */
  offer?: string;
}

test('a real night becomes sets with the right tunes', () => {
  const expected = JSON.parse(fixtureText('night-expected.json')) as Expected[][];
  const { sets } = parseNight(fixtureText('session-night-paste.txt'), new TuneIndex(fixtureTunes()));
  expect(sets.map((set) => set.map(({ text }) => text))).toEqual(
    expected.map((set) => set.map(({ text }) => text)),
  );
  const counts = { linked: 0, ambiguous: 0, unknown: 0 };
  for (const [i, set] of sets.entries()) {
    for (const [j, tune] of set.entries()) {
      const want = expected[i]?.[j];
      expect(tune.match?.id, tune.text).toBe(want?.link);
      if (want?.offer !== undefined) expect(tune.candidates[0]?.tune.id, tune.text).toBe(want.offer);
      counts[tune.match !== null ? 'linked' : tune.reason === 'ambiguous' ? 'ambiguous' : 'unknown'] += 1;
    }
  }
  const all = sets.flat().length;
  const share = (count: number): string => `${count} (${Math.round((100 * count) / all)} %)`;
  console.info(
    `${all} tunes in ${sets.length} sets: linked ${share(counts.linked)}, ambiguous ${share(counts.ambiguous)}, ` +
      `not in the extract by that name ${share(counts.unknown)}`,
  );
  expect(counts.linked / all).toBeGreaterThan(0.5);

  const log = sets.flatMap((set) =>
    set.map(({ name, match }, at) => ({ tuneId: match?.id ?? null, name, continuesSet: at > 0 })),
  );
  expect(duplicateOfLog(sets, log)).toBe(sets.length);
});
