import { orErrorPage, asPart } from '#lib/api/load.ts';
import { loadEvenings, loadMembers, loadPlayed, loadSession } from '#lib/music/music.api.ts';
import { dayIn } from '#lib/viewer/time.ts';
import type { PageLoad } from './$types';

const DAY_MS = 86_400_000;
/** How far back and ahead the page lists evenings, days; more is asked for by the year. */
const BACK = 200;
const AHEAD = 180;

export const load: PageLoad = async ({ fetch, params, depends, url }) => {
  depends('app:session');
  const session = await orErrorPage(loadSession(fetch, params.path));
  const now = Date.now();
  const years = Math.min(20, Math.max(0, Number(url.searchParams.get('years')) || 0));
  const window = {
    from: dayIn(now - (BACK + years * 365) * DAY_MS, session.timezone),
    to: dayIn(now + AHEAD * DAY_MS, session.timezone),
  };
  const [evenings, members, played] = await Promise.all([
    asPart(loadEvenings(fetch, session.id, window)),
    // Who takes part is for those who take part.
    session.myRole !== null || session.may.manage ? asPart(loadMembers(fetch, session.id)) : null,
    asPart(loadPlayed(fetch, session.id)),
  ]);
  return { session, evenings, members, played, years };
};
