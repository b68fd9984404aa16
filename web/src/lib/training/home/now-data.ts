import type { MeView } from '@ensemble/shared/accounts/accounts.schema';
import type { Fetch } from '#lib/api/client.ts';
import { loadRecentDrafts, loadTrainingSessions } from '#lib/api/training.ts';

const MOST_DRAFTS = 4;

/** What the builder adds to Now: sessions that are being run, and the drafts last worked on. Quiet where it cannot be read. */
export async function loadTrainingNow(fetcher: Fetch, me: MeView | null) {
  const [running, drafts] = await Promise.all([
    loadTrainingSessions(fetcher, { running: 'true' }).catch(() => []),
    me === null ? [] : loadRecentDrafts(fetcher, MOST_DRAFTS).catch(() => []),
  ]);
  return { running, drafts };
}
export type TrainingNow = Awaited<ReturnType<typeof loadTrainingNow>>;
