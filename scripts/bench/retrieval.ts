/**
 * How well questions find their texts: nDCG@10 and recall@10 with 95 % bootstrap intervals, for MiniSearch as it is,
 * for our search, and for both fused by rank. npm run bench:retrieval [-- --misses] lists what ours answers badly,
 * of the queries that tuning may look at.
 */
import { fusedFinder, ourFinder, plainFinder } from './retrieval/contenders.ts';
import { type Query, readDocuments, readQuestions } from './retrieval/corpus.ts';
import { bootstrap, type Finder, type Interval, ndcg, recall } from './retrieval/measure.ts';

const documents = readDocuments();
const { queries, nothing } = readQuestions();
const plain = plainFinder(documents);
const ours = ourFinder(documents);
const contenders: Record<string, Finder> = {
  'plain MiniSearch': plain,
  'stop words + stems (ours)': ours,
  'both, fused by rank': fusedFinder(plain, ours),
};

const figures = ({ mean, low, high }: Interval): string =>
  `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

function print(what: string, asked: readonly Query[]): void {
  console.log(`\n${what}: ${asked.length} queries`);
  console.log(`${''.padEnd(28)}${'nDCG@10'.padEnd(24)}recall@10`);
  for (const [name, find] of Object.entries(contenders)) {
    const found = asked.map((query) => ({ query, names: find(query.text) }));
    const gain = bootstrap(found.map(({ query, names }) => ndcg(names, query)));
    const share = bootstrap(found.map(({ query, names }) => recall(names, query)));
    console.log(`${name.padEnd(28)}${figures(gain).padEnd(24)}${figures(share)}`);
  }
}

const passageCount = [...documents.values()].reduce((sum, passages) => sum + passages.length, 0);
console.log(`${documents.size} documents, ${passageCount} passages`);
print('All', queries);
print(
  'Set aside (never looked at for tuning)',
  queries.filter((_, index) => index % 2 === 1),
);
const paired = queries.map((query) => ndcg(ours(query.text), query) - ndcg(plain(query.text), query));
console.log(`\nours − plain, nDCG@10, query by query: ${figures(bootstrap(paired))}`);
for (const [name, find] of Object.entries(contenders)) {
  const answered = nothing.filter((query) => find(query).length > 0).length;
  const silent = queries.filter(({ text }) => find(text).length === 0).length;
  console.log(
    `${name}: answers ${answered} of ${nothing.length} questions that nothing answers, is silent to ${silent}`,
  );
}

if (process.argv.includes('--misses')) {
  for (const [index, query] of queries.entries()) {
    const names = ours(query.text);
    const gain = ndcg(names, query);
    if (index % 2 === 1 || gain > 0.8) continue;
    console.log(`\n${gain.toFixed(2)}  ${query.text}\n  wanted ${[...query.relevant].flat().join(' ')}`);
    console.log(`  found  ${names.slice(0, 6).join(' ')}`);
  }
}
