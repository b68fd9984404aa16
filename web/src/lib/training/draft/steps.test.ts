import { describe, expect, test } from 'vitest';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import { readinessOf } from '@ensemble/shared/training/readiness';
import { itemHref, markOf, stepFrom, stepHref } from './steps.ts';

const ID = 'a'.repeat(24);
const section = (id: string, title: string, durationMinutes: number) => ({
  id,
  kind: 'activity',
  title,
  descriptionHtml: '',
  durationMinutes,
  topics: [],
  materials: [],
  groupId: null,
  origin: 'user' as const,
  sources: [],
});
const readiness = (metadata = {}, sections: ReturnType<typeof section>[] = []) =>
  readinessOf({
    metadata: { ...emptyMetadata(), ...metadata },
    outline: { sections },
    acceptedVersionId: null,
    versionsExist: false,
  });

describe('the steps of the builder', () => {
  test('an address names one; without one it is where one would go first', () => {
    expect(stepFrom('generate', true)).toBe('generate');
    expect(stepFrom('elsewhere', true)).toBe('review');
    expect(stepFrom(null, false)).toBe('setup');
  });

  test('a step says how much of what publishing waits for is missing there, then what would help', () => {
    expect(markOf('setup', readiness(), false)).toEqual({ done: false, words: '2 needed' });
    const named = { title: 'Feedback', desiredOutcome: 'They can.' };
    expect(markOf('setup', readiness(named), false).words).toMatch(/^\d hints$/);
    expect(markOf('publish', readiness(named), false).done).toBe(false);
    expect(markOf('publish', readiness(named, [section('s1', 'Round', 20)]), false)).toEqual({
      done: true,
      words: 'Ready',
    });
    expect(markOf('publish', readiness(), true)).toEqual({ done: true, words: 'Published' });
  });

  test('what is missing leads to its field, or to its section', () => {
    const { items } = readiness({ title: 'Feedback' }, [section('s1', 'Round', 20), section('s2', '', 10)]);
    const of = (id: string) => {
      const item = items.find((one) => one.id === id);
      return item ? itemHref(ID, item) : null;
    };
    expect(of('desiredOutcome')).toBe(stepHref(ID, 'setup', 'meta/desiredOutcome'));
    expect(of('section-titles')).toBe(stepHref(ID, 'review', 's2'));
    expect(of('times')).toBe(stepHref(ID, 'setup', 'meta/startTime'));
  });
});
