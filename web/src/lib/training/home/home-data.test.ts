import { expect, test } from 'vitest';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import type { TrainingSessionSummary } from '@ensemble/shared/training/published.schema';
import { inTheNextWeek } from './home-data.ts';

/** Friday noon in Greenwich: Saturday already in Auckland. */
const NOW = Date.parse('2026-11-20T12:00:00Z');

function session(
  title: string,
  startDate: string,
  more: Partial<TrainingSessionSummary> = {},
  timezone = 'UTC',
) {
  return {
    title,
    status: 'published',
    metadata: { ...emptyMetadata(timezone), startDate, startTime: '09:00' },
    ...more,
  } as TrainingSessionSummary;
}

test('the next seven days hold what is dated from today to a week on, in its own zone, earliest first', () => {
  const found = inTheNextWeek(
    [
      session('in a week', '2026-11-27'),
      session('beyond', '2026-11-28'),
      session('over', '2026-11-19'),
      session('today', '2026-11-20'),
      session('yesterday there', '2026-11-20', {}, 'Pacific/Auckland'),
      session('archived', '2026-11-22', { status: 'archived' }),
      session('undated', ''),
    ],
    NOW,
  );
  expect(found.map(({ title }) => title)).toEqual(['today', 'in a week']);
});
