import type { TrainingSessionSummary } from '@ensemble/shared/training/published.schema';
import type { Fetch } from '#lib/api/client.ts';
import { asPart } from '#lib/api/load.ts';
import { type DraftFilter, loadDrafts, loadFigures, loadTrainingSessions } from '#lib/api/training.ts';
import { dayIn } from '#lib/viewer/time.ts';

const PAGE = 50;
const WEEK_MS = 7 * 86_400_000;

/** Everything the builder's first page shows; each part may fail without taking the others with it. */
export async function loadHome(
  fetcher: Fetch,
  { filter, q, nowMs }: { filter: DraftFilter | null; q: string; nowMs: number },
) {
  const [figures, drafts, upcoming] = await Promise.all([
    asPart(loadFigures(fetcher)),
    asPart(loadDrafts(fetcher, { filter: filter ?? undefined, q: q || undefined, limit: PAGE })),
    asPart(loadTrainingSessions(fetcher, { status: 'published' })),
  ]);
  return {
    figures,
    drafts,
    upcoming: upcoming.ok ? inTheNextWeek(upcoming.value, nowMs) : [],
  };
}

/** Those that begin on a day from today to a week on, as their own zone counts the days; earliest first. */
export function inTheNextWeek(
  sessions: readonly TrainingSessionSummary[],
  nowMs: number,
): TrainingSessionSummary[] {
  const at = ({ metadata }: TrainingSessionSummary): string => `${metadata.startDate}T${metadata.startTime}`;
  return sessions
    .filter(({ status, metadata: { startDate, timezone } }) => {
      if (status !== 'published' || startDate === '') return false;
      return startDate >= dayIn(nowMs, timezone) && startDate <= dayIn(nowMs + WEEK_MS, timezone);
    })
    .sort((a, b) => at(a).localeCompare(at(b)));
}
