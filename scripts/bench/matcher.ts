/**
 * What finding tunes costs: node scripts/bench/matcher.ts
 * Over the extract that ships with the app, and over 25,000 made-up tunes. Times in
 * milliseconds on one core; each search is the best of three, so that what else the machine does counts for little.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { Rng } from '@ensemble/shared';
import { TuneIndex, type TuneRecord } from '@ensemble/shared/music/tunes';
import { readCsv } from '../../server/src/music/import/csv.ts';

const folder = new URL('../../server/demo/thesession/', import.meta.url);

async function extract(): Promise<TuneRecord[]> {
  const tunes = new Map<string, TuneRecord>();
  for (const file of ['tune_popularity.csv', 'aliases.csv']) {
    for await (const row of readCsv(createReadStream(new URL(file, folder)))) {
      if (!('cells' in row)) continue;
      const { tune_id: id = '', name = '', alias, tunebooks = '0' } = row.cells;
      const tune = tunes.get(id) ?? {
        id,
        thesessionTuneId: Number(id),
        name,
        aliases: [],
        type: null,
        tunebooks: Number(tunebooks),
      };
      if (alias !== undefined) tune.aliases.push(alias);
      tunes.set(id, tune);
    }
  }
  return [...tunes.values()];
}

/** As many tunes, with names of words that occur in real ones and two or three aliases each, as in the extract. */
function synthetic(real: readonly TuneRecord[], count: number): TuneRecord[] {
  const rng = new Rng(25_000);
  const names = real.flatMap(({ name, aliases }) => [name, ...aliases]);
  const words = names.flatMap((name) => name.split(' '));
  const made = (): string => Array.from({ length: 1 + rng.int(5) }, () => rng.pick(words)).join(' ');
  return Array.from({ length: count }, (_, i) => ({
    id: `s${i}`,
    thesessionTuneId: null,
    name: made(),
    aliases: Array.from({ length: rng.int(6) }, made),
    type: null,
    tunebooks: Math.floor(5000 / (1 + rng.int(2000))),
  }));
}

/** Each query whole, and every beginning of it from the second letter: what a typeahead asks. */
const keystrokes = (query: string): string[] =>
  Array.from({ length: Math.max(1, query.length - 1) }, (_, i) => query.slice(0, i + 2));

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);

function measure(label: string, index: TuneIndex, queries: readonly string[]): void {
  const times = queries.map((query) => {
    const tries = Array.from({ length: 3 }, () => {
      const start = performance.now();
      index.search(query);
      return performance.now() - start;
    });
    return Math.min(...tries);
  });
  times.sort((a, b) => a - b);
  console.log(
    `  ${label}: ${queries.length} searches, p50 ${at(times, 0.5)}, p95 ${at(times, 0.95)}, max ${at(times, 1)}`,
  );
}

function run(label: string, tunes: readonly TuneRecord[], queries: readonly string[]): void {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const index = new TuneIndex(tunes);
  const tookMs = performance.now() - start;
  globalThis.gc?.();
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const aliases = tunes.reduce((sum, tune) => sum + tune.aliases.length, 0);
  console.log(
    `${label}: ${tunes.length} tunes, ${aliases} aliases; built in ${tookMs.toFixed(0)} ms, ${megabytes.toFixed(0)} MB`,
  );
  for (const query of queries.slice(0, 100)) index.search(query);
  measure('whole queries', index, queries);
  measure('keystrokes', index, queries.flatMap(keystrokes));
  const changed = tunes.slice(0, 200);
  const changing = performance.now();
  for (const tune of changed) index.replace(tune);
  console.log(`  a live change: ${((performance.now() - changing) / changed.length).toFixed(2)} per tune`);
}

const real = await extract();
const cases = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/thesession/matcher-cases.json', import.meta.url), 'utf8'),
) as {
  q: string;
  expect: string[];
}[];
const index = new TuneIndex(real);
const hits = cases.filter(({ q, expect }) =>
  expect.includes(index.search(q, { limit: 1 })[0]?.tune.id ?? ''),
).length;
console.log(
  `an accepted tune first: ${hits} of ${cases.length} (${((100 * hits) / cases.length).toFixed(1)} %)`,
);
const queries = cases.map(({ q }) => q);
run('extract', real, queries);
run('synthetic', synthetic(real, 25_000), queries);
