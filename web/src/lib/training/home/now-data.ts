import type { MeView } from '@ensemble/shared/accounts/accounts.schema';
import type { DraftSummary } from '@ensemble/shared/training/drafts.schema';
import type { Fetch } from '#lib/api/client.ts';
import { loadDrafts, loadTrainingSessions } from '#lib/api/training.ts';

const MOST_DRAFTS = 4;
/** Asked for more than are shown: an administrator's list holds other people's drafts too. */
const ASKED = 20;

async function myLastDrafts(fetcher: Fetch, { user, memberships }: MeView): Promise<DraftSummary[]> {
  const joined = new Set(memberships.filter(({ scope }) => scope === 'draft').map(({ scopeId }) => scopeId));
  const { items } = await loadDrafts(fetcher, { limit: ASKED });
  return items.filter(({ id, ownerId }) => ownerId === user.id || joined.has(id)).slice(0, MOST_DRAFTS);
}

/** What the builder adds to Now: sessions that are being run, and the drafts last worked on. Quiet where it cannot be read. */
export async function loadTrainingNow(fetcher: Fetch, me: MeView | null) {
  const [running, drafts] = await Promise.all([
    loadTrainingSessions(fetcher, { running: 'true' }).catch(() => []),
    me === null ? [] : myLastDrafts(fetcher, me).catch(() => []),
  ]);
  return { running, drafts };
}
export type TrainingNow = Awaited<ReturnType<typeof loadTrainingNow>>;
