import type { Job } from '../scheduler/scheduler.ts';
import type { SeatsService } from './seats.service.ts';
import type { SessionNewsMails } from './session-news-mails.ts';

const AT_ONCE = 200;
/** A mail server that is down is not asked all the time. */
const NEWS_PAUSE_MS = 5 * 60_000;

/**
 * Writes down that holds have lapsed, offers their seats to the line and so tells watchers, on the moment.
 * Nothing is wrong without it: every action treats a lapsed hold as gone.
 */
export const lapseJob = ({ repo, settle }: SeatsService): Job => ({
  name: 'lapsed holds',
  async run(nowMs) {
    const storeNow = await repo.now();
    if (storeNow === null) return null;
    const lapsed = await repo.lapsed(storeNow, AT_ONCE);
    for (const id of lapsed) await settle(id);
    if (lapsed.length === AT_ONCE) return nowMs;
    const next = await repo.nextLapse(storeNow);
    // The store's clock and ours may differ: how long it is until then does not.
    return next === null ? null : nowMs + (next - storeNow);
  },
});

/** Tells people of a session what could not be told when it happened: a cancelled one may never change again. */
export function newsJob(news: SessionNewsMails): Job {
  let nextMs = 0;
  return {
    name: 'untold news of sessions',
    async run(nowMs) {
      if (nowMs < nextMs) return nextMs;
      nextMs = nowMs + NEWS_PAUSE_MS;
      await news.tellRest();
      return nextMs;
    },
  };
}
