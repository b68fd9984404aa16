import { describe, expect, test } from 'vitest';
import { ourFinder, plainFinder } from './contenders.ts';
import { readDocuments, readQuestions } from './corpus.ts';
import { bootstrap, ndcg, recall } from './measure.ts';

const documents = readDocuments();
const { queries, nothing } = readQuestions();
const ours = ourFinder(documents);
const plain = plainFinder(documents);

describe('the texts and questions', () => {
  test('are enough to tell one search from another', () => {
    expect(documents.size).toBeGreaterThanOrEqual(60);
    expect(queries.length).toBeGreaterThanOrEqual(60);
    expect(nothing.length).toBeGreaterThanOrEqual(10);
  });

  test('fit together: every answer is a document, every document has words to find it by', () => {
    const named = queries.flatMap(({ relevant }) => [...relevant.keys()]);
    expect(named.filter((name) => !documents.has(name))).toEqual([]);
    for (const [name, passages] of documents) {
      const words = passages.flatMap(({ text }) => text.split(/\s+/)).length;
      expect([name, words >= 130 && words <= 500]).toEqual([name, true]);
    }
  });
});

describe('our search', () => {
  test('is no worse than plain MiniSearch on the same texts, in order and in completeness', () => {
    const compare = (measure: typeof ndcg) =>
      bootstrap(queries.map((query) => measure(ours(query.text), query) - measure(plain(query.text), query)));
    expect(compare(ndcg).mean).toBeGreaterThan(0);
    // Better by more than the choice of the questions can explain.
    expect(compare(ndcg).low).toBeGreaterThan(0);
    expect(compare(recall).mean).toBeGreaterThan(0);
  });

  test('also on the questions that tuning never looked at', () => {
    const aside = queries.filter((_, index) => index % 2 === 1);
    const gain = (find: typeof ours): number =>
      bootstrap(aside.map((query) => ndcg(find(query.text), query))).mean;
    expect(gain(ours)).toBeGreaterThanOrEqual(gain(plain));
  });

  test.each(nothing)('finds nothing for "%s"', (text) => {
    expect(ours(text)).toEqual([]);
  });
});

describe('the measures', () => {
  const query = {
    text: '',
    relevant: new Map([
      ['a', 3],
      ['b', 1],
    ]),
  };
  test('are 1 for the best order, less for another, 0 for nothing', () => {
    expect(ndcg(['a', 'b', 'c'], query)).toBe(1);
    expect(ndcg(['b', 'a'], query)).toBeLessThan(1);
    // By hand: gains 1 and 7 in the wrong order over 7 and 1 in the right one.
    expect(ndcg(['b', 'a'], query)).toBeCloseTo((1 + 7 / Math.log2(3)) / (7 + 1 / Math.log2(3)), 10);
    expect(ndcg([], query)).toBe(0);
    expect(recall(['x', 'b'], query)).toBe(0.5);
  });

  test('come with the same interval each time, and it holds the mean', () => {
    const values = queries.map((each) => ndcg(ours(each.text), each));
    const first = bootstrap(values);
    expect(bootstrap(values)).toEqual(first);
    expect(first.low).toBeLessThan(first.mean);
    expect(first.high).toBeGreaterThan(first.mean);
  });
});
