import MiniSearch from 'minisearch';
import { fuseByRank, type Passage, TextIndex } from '@ensemble/shared/search';
import type { Finder } from './measure.ts';

const PASSAGES = 100;

/** A document stands where its best passage stands. */
const documentsOf = (passages: readonly { group: string }[]): string[] => [
  ...new Set(passages.map(({ group }) => group)),
];

/** MiniSearch as it comes out of the box, over the same passages and fields. */
export function plainFinder(documents: ReadonlyMap<string, readonly Passage[]>): Finder {
  const index = new MiniSearch<Passage>({ fields: ['title', 'heading', 'text'], storeFields: ['group'] });
  for (const passages of documents.values()) index.addAll(passages);
  return (query) =>
    documentsOf(index.search(query).map(({ group }) => ({ group: group as string }))).slice(0, PASSAGES);
}

/** As the app finds by words: stop words, stems, a passage must have enough of the question. */
export function ourFinder(documents: ReadonlyMap<string, readonly Passage[]>): Finder {
  const index = new TextIndex();
  for (const [group, passages] of documents) index.put(group, passages);
  return (query) => documentsOf(index.search(query, { limit: PASSAGES }));
}

/** Two finders made one by rank, as the app does it with words and meaning. */
export const fusedFinder =
  (...finders: readonly Finder[]): Finder =>
  (query) =>
    fuseByRank(finders.map((find) => find(query))).map(({ id }) => id);
