import { expect, test } from 'vitest';
import { analyticsOf, median } from './analytics.ts';

const at = (text: string): Date => new Date(text);
const event = (kind: Parameters<typeof analyticsOf>[0]['events'][number]['kind'], fields = {}) => ({
  kind,
  persona: null,
  maker: null,
  at: at('2031-05-12T10:00:00Z'),
  ...fields,
});

test('nothing happened', () => {
  const empty = analyticsOf({ events: [], published: [], accepted: [] });
  expect(empty).toMatchObject({ generations: 0, published: 0, medianMsToPublish: null, byDay: [] });
  expect(
    empty.personas.map(({ persona, userShareAfterAcceptance }) => [persona, userShareAfterAcceptance]),
  ).toEqual(['precision', 'insight', 'ignite', 'connect'].map((persona) => [persona, null]));
});

test('each persona and maker has its own counts; a day is a day in UTC', () => {
  const sums = analyticsOf({
    events: [
      event('generation-started', { at: at('2031-05-11T23:59:59Z') }),
      event('variant-made', { persona: 'ignite', maker: 'composer' }),
      event('variant-made', { persona: 'ignite', maker: 'model' }),
      event('variant-failed', { persona: 'insight' }),
      event('variant-selected', { persona: 'ignite' }),
      event('generation-failed'),
      event('publish-failed'),
      event('draft-created'),
    ],
    published: [
      { at: at('2031-05-13T00:00:00Z'), msToPublish: 3000 },
      { at: at('2031-05-13T08:00:00Z'), msToPublish: null },
      { at: at('2031-05-12T08:00:00Z'), msToPublish: 1000 },
    ],
    accepted: [
      { persona: 'ignite', mix: { ai: 80, rag: 10, user: 10 } },
      { persona: 'ignite', mix: { ai: 50, rag: 25, user: 25 } },
    ],
  });
  expect(sums).toMatchObject({
    generations: 1,
    variantsMade: 2,
    variantFailures: 1,
    generationFailures: 1,
    selections: 1,
    published: 3,
    publishFailures: 1,
    medianMsToPublish: 2000,
    makers: { model: 1, composer: 1, fallback: 0 },
  });
  expect(sums.personas[2]).toEqual({
    persona: 'ignite',
    made: 2,
    failed: 0,
    selected: 1,
    userShareAfterAcceptance: 17.5,
  });
  expect(sums.byDay).toEqual([
    { date: '2031-05-11', generations: 1, selections: 0, failures: 0, published: 0 },
    { date: '2031-05-12', generations: 0, selections: 1, failures: 3, published: 1 },
    { date: '2031-05-13', generations: 0, selections: 0, failures: 0, published: 2 },
  ]);
});

test('the median is the middle one, or between the middle two', () => {
  expect([median([]), median([7]), median([9, 1, 5]), median([1, 2, 4, 100])]).toEqual([null, 7, 5, 3]);
});
