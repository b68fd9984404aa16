import { describe, expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import { fallbackOutline } from './fallback-outline.ts';
import { fitDurations, fitOutline, targetMinutes } from './fit.ts';
import { emptyMetadata } from './metadata.schema.ts';
import { shareMinutes } from './minutes.ts';
import { SessionOutline } from './outline.schema.ts';
import { sanitizeHtml } from './rich-text/index.ts';
import { anySection, feedbackSession, section } from './rules.fixture.ts';
import { sectionIds } from './section-ids.ts';
import { totalMinutesOf } from './steps.ts';
import { attachTopics, listedTopics, topicsOf } from './topics.ts';

const sum = (parts: readonly number[]): number => parts.reduce((all, part) => all + part, 0);
const minutesOf = (sections: readonly { durationMinutes: number }[]): number[] =>
  sections.map(({ durationMinutes }) => durationMinutes);
const ids = () => sectionIds(new Rng(1));

test('minutes shared out sum to the total, in whole minutes, by weight', () => {
  expect(shareMinutes(90, [1, 2, 3], { unit: 5 })).toEqual([20, 30, 40]);
  expect(shareMinutes(7, [1, 1, 1])).toEqual([3, 2, 2]);
  expect(shareMinutes(2, [1, 1, 1])).toEqual([1, 1, 0]);
  expect(shareMinutes(10, [])).toEqual([]);
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  for (let round = 0; round < 500; round++) {
    const weights = Array.from({ length: 1 + rng.int(12) }, () => rng.int(50));
    const total = rng.int(600);
    const parts = shareMinutes(total, weights, { least: 1 + rng.int(3), unit: rng.pick([1, 5]) });
    expect(sum(parts), `seed ${seed}`).toBe(total);
    expect(
      parts.every((part) => Number.isInteger(part) && part >= 0),
      `seed ${seed}`,
    ).toBe(true);
    if (total >= weights.length) expect(Math.min(...parts), `seed ${seed}`).toBeGreaterThan(0);
  }
});

describe('the planned length', () => {
  test('is the window; else what is usual, or what the topics need', () => {
    expect(targetMinutes(feedbackSession)).toBe(210);
    expect(targetMinutes({ ...feedbackSession, startTime: '22:00', endTime: '01:00' })).toBe(180);
    expect(targetMinutes({ ...emptyMetadata(), sessionType: 'webinar' })).toBe(60);
    const topics = [{ title: 'Long', durationMinutes: 240 }];
    expect(targetMinutes({ ...emptyMetadata(), sessionType: 'webinar', topics })).toBe(320);
  });

  test('durations are scaled to it in fives, and left alone when they fit', () => {
    const sections = [
      section('1', { durationMinutes: 10 }),
      section('2', { durationMinutes: 40 }),
      section('3', { durationMinutes: 10 }),
    ];
    expect(minutesOf(fitDurations(sections, 60))).toEqual([10, 40, 10]);
    expect(minutesOf(fitDurations(sections, 120))).toEqual([25, 75, 20]);
    expect(minutesOf(fitDurations(sections, 91))).toEqual([20, 56, 15]);
  });

  test('those at the same time keep their proportions', () => {
    const sections = [
      section('1', { durationMinutes: 20 }),
      section('2', { durationMinutes: 40, groupId: 'g' }),
      section('3', { durationMinutes: 20, groupId: 'g' }),
    ];
    expect(minutesOf(fitDurations(sections, 120))).toEqual([40, 80, 40]);
  });

  test('whatever a model answers, the total is the window', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const rng = new Rng(seed);
    for (let round = 0; round < 300; round++) {
      const sections = Array.from({ length: 1 + rng.int(15) }, (_, at) => anySection(rng, `s${at}`));
      const minutes = rng.pick([1, 5, 15, 45, 90, 211, 480, 1440]);
      const fitted = fitDurations(sections, minutes);
      expect(totalMinutesOf(fitted), `seed ${seed}`).toBe(minutes);
      expect(Math.min(...minutesOf(fitted)), `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  test('opening and closing are added where they were forgotten, once', () => {
    const kinds = (outline: SessionOutline) => outline.sections.map(({ kind }) => kind);
    const bare = fitOutline({ sections: [section('1')] }, feedbackSession, ids());
    expect(kinds(bare)).toEqual(['opening', 'activity', 'closing']);
    expect(kinds(fitOutline(bare, feedbackSession, ids()))).toEqual(kinds(bare));
    expect(totalMinutesOf(bare.sections)).toBe(210);
  });
});

describe('topics', () => {
  test.each([
    ['Openers; Follow-up\n- Silence', ['Openers', 'Follow-up', 'Silence']],
    ['1. Openers 2. Follow-up', ['Openers', 'Follow-up']],
    ['questions, silence and summaries', ['questions', 'silence', 'summaries']],
    ['Planning, giving and receiving feedback', ['Planning', 'giving and receiving feedback']],
    ['Tools (mail, chat, phone), manners', ['Tools (mail, chat, phone)', 'manners']],
    [
      'How we talk with people when it is late, why that matters to customers, and what we could do about all of it',
      [
        'How we talk with people when it is late, why that matters to customers, and what we could do about all of it',
      ],
    ],
    [' \n ; ', []],
  ])('%j', (text, labels) => {
    expect(listedTopics(text)).toEqual(labels);
  });

  test('custom ones come first, are not doubled, and keep their minutes', () => {
    const topics = [{ title: 'Receiving feedback', durationMinutes: 20 }];
    expect(topicsOf({ ...feedbackSession, topics }).map(({ label, minutes }) => [label, minutes])).toEqual([
      ['Receiving feedback', 20],
      ['Observation versus judgement', null],
      ['Asking before telling', null],
    ]);
  });

  test('sections are labelled with the topics they speak of, in other forms of the words too', () => {
    const sections = [
      section('1', {
        title: 'How judgements differ from what we observed',
        descriptionHtml: '<p>observation</p>',
      }),
      section('2', { title: 'Ask, then tell', topics: ['Own label'] }),
      section('3', { kind: 'break', title: 'Receiving feedback over coffee' }),
    ];
    expect(attachTopics(sections, feedbackSession).map(({ topics }) => topics)).toEqual([
      ['Observation versus judgement'],
      ['Own label', 'Asking before telling'],
      [],
    ]);
  });
});

describe('the outline that stands when making failed', () => {
  test('is whole: the setup’s own words, the topics’ minutes, the window', () => {
    const topics = [{ title: 'Openers & <closers>', durationMinutes: 60, description: 'How to begin.' }];
    const outline = SessionOutline.parse(fallbackOutline({ ...feedbackSession, topics }, new Rng(3)));
    expect(outline.sections.map(({ kind }) => kind)).toEqual([
      'opening',
      'activity',
      'activity',
      'activity',
      'activity',
      'closing',
    ]);
    expect(totalMinutesOf(outline.sections)).toBe(210);
    expect(outline.sections[1]).toMatchObject({
      title: 'Openers & <closers>',
      topics: ['Openers & <closers>'],
      sources: [],
    });
    expect(outline.sections[0]?.descriptionHtml).toContain('Reviews come late');
    for (const { descriptionHtml } of outline.sections)
      expect(sanitizeHtml(descriptionHtml)).toBe(descriptionHtml);
    expect(fallbackOutline({ ...feedbackSession, topics }, new Rng(3))).toEqual(outline);
  });

  test('even of an empty setup', () => {
    const { sections } = fallbackOutline(emptyMetadata(), new Rng(1));
    expect([sections.length, totalMinutesOf(sections)]).toEqual([3, 180]);
  });
});
