import { describe, expect, test } from 'vitest';
import { emptyMetadata } from './metadata.schema.ts';
import { Readiness } from './drafts.schema.ts';
import { type ReadinessInput, missingForVariants, readinessOf } from './readiness.ts';
import { feedbackSession, section } from './rules.fixture.ts';

const VERSION = 'a'.repeat(24);
const complete: ReadinessInput = {
  metadata: feedbackSession,
  outline: {
    sections: [
      section('1', { kind: 'opening', durationMinutes: 30 }),
      section('2', { durationMinutes: 150 }),
      section('3', { kind: 'closing', durationMinutes: 30 }),
    ],
  },
  acceptedVersionId: VERSION,
  versionsExist: true,
};
const empty: ReadinessInput = {
  metadata: emptyMetadata(),
  outline: { sections: [] },
  acceptedVersionId: null,
  versionsExist: false,
};

const open = (input: ReadinessInput) => readinessOf(input).items.filter(({ done }) => !done);
const waitingFor = (input: ReadinessInput) =>
  open(input)
    .filter(({ required }) => required)
    .map(({ id }) => id);
const withMetadata = (changes: Partial<ReadinessInput['metadata']>): ReadinessInput => ({
  ...complete,
  metadata: { ...complete.metadata, ...changes },
});
const withSections = (...sections: ReadinessInput['outline']['sections']): ReadinessInput => ({
  ...complete,
  outline: { sections },
});

describe('readiness', () => {
  test('complete is 100 and ready, empty is 0 and says what publishing waits for', () => {
    expect(readinessOf(complete)).toMatchObject({ score: 100, ready: true });
    expect(readinessOf(empty)).toMatchObject({ score: 0, ready: false });
    expect(waitingFor(empty)).toEqual(['title', 'desiredOutcome', 'outline', 'section-titles', 'durations']);
  });

  test('weights sum to 100, and everything leads to a step and a place there', () => {
    for (const input of [complete, empty]) {
      const { items } = Readiness.parse(readinessOf(input));
      expect(items.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      for (const { step, target } of items.filter((item) => item.step === 'setup')) {
        expect(Object.keys(emptyMetadata()), step).toContain(target);
      }
    }
    expect(open(empty).map(({ id, step }) => `${id} ${step}`)).toContain('outline generate');
  });

  test('blank is not stated', () => {
    expect(waitingFor(withMetadata({ title: '  ', desiredOutcome: '\n' }))).toEqual([
      'title',
      'desiredOutcome',
    ]);
  });

  test('without a date no times are needed; a date needs both', () => {
    const undated = withMetadata({ startDate: '', startTime: '', endTime: '' });
    expect(readinessOf(undated).ready).toBe(true);
    expect(open(undated).map(({ id, step, target }) => `${id} ${step} ${target}`)).toEqual([
      'startDate setup startDate',
      'times setup startTime',
      'fits-window setup endTime',
    ]);
    expect(waitingFor(withMetadata({ endTime: '' }))).toEqual(['times']);
  });

  test('sections without title or minutes hold it up, and the first of them is where it leads', () => {
    const input = withSections(
      section('1'),
      section('2', { title: ' ' }),
      section('3', { durationMinutes: 0 }),
    );
    const targets = open(input)
      .filter(({ required }) => required)
      .map(({ id, step, target }) => [id, step, target]);
    expect(targets).toEqual([
      ['section-titles', 'review', '2'],
      ['durations', 'review', '3'],
    ]);
  });

  test.each([
    [199, false, 'The outline is 11 min shorter than the planned 3 h 30 min'],
    [200, true, 'The outline fits the planned time'],
    [220, true, 'The outline fits the planned time'],
    [250, false, 'The outline is 40 min longer than the planned 3 h 30 min'],
  ])('%i of 210 minutes', (durationMinutes, done, label) => {
    const { items, ready } = readinessOf(withSections(section('1', { durationMinutes })));
    expect(items.find(({ id }) => id === 'fits-window')).toMatchObject({ done, label, required: false });
    expect(ready).toBe(true);
  });

  test('where versions were made one has to be accepted; an outline of one’s own needs none', () => {
    expect(waitingFor({ ...complete, acceptedVersionId: null })).toEqual(['accepted-version']);
    const own: ReadinessInput = { ...complete, acceptedVersionId: null, versionsExist: false };
    expect(readinessOf(own)).toMatchObject({ score: 100, ready: true });
  });

  test('outlines are made from a title and an outcome at least', () => {
    expect(missingForVariants(emptyMetadata()).map(({ path }) => path)).toEqual([
      'metadata.title',
      'metadata.desiredOutcome',
    ]);
    expect(missingForVariants(feedbackSession)).toEqual([]);
  });
});
