import { z } from 'zod';
import { page } from '@ensemble/shared/core/schema';
import { SetupView } from '@ensemble/shared/core/setup.schema';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { NowView } from '@ensemble/shared/music/now.schema';
import { SessionView } from '@ensemble/shared/music/sessions.schema';
import { TuneHit, TuneView } from '@ensemble/shared/music/tunes.schema';
import { MembersView } from '@ensemble/shared/accounts/accounts.schema';
import { api, type Fetch } from '#lib/api/client.ts';

/** An evening of a session, with how many tunes its log holds where the API counts them. */
export const EveningView = InstanceView.extend({ tuneCount: z.int().optional() });
export type EveningView = z.output<typeof EveningView>;

const PlayedTune = z.object({ tune: TuneHit, count: z.int() });
export type PlayedTune = z.infer<typeof PlayedTune>;

export const Sessions = page(SessionView);
export const Evenings = page(EveningView);
export const Tunes = z.object({ items: z.array(TuneHit) });
const PlayedTunes = z.object({ items: z.array(PlayedTune) });

export const loadNow = (fetcher: Fetch) => api(fetcher).get(NowView, '/api/now');
export const loadSetup = (fetcher: Fetch) => api(fetcher).get(SetupView, '/api/setup');
/** `q`: words of name, place or city that the server looks for. */
export const loadSessions = (fetcher: Fetch, query: { cursor?: string; q?: string } = {}) =>
  api(fetcher).get(Sessions, '/api/sessions', { limit: 500, ...query });

export const loadSession = (fetcher: Fetch, path: string) =>
  api(fetcher).get(SessionView, `/api/sessions/by-path/${path}`);

export const loadEvenings = (fetcher: Fetch, id: string, window: { from: string; to: string }) =>
  api(fetcher).get(Evenings, `/api/sessions/${id}/instances`, { ...window, limit: 500 });

export const loadMembers = (fetcher: Fetch, id: string) =>
  api(fetcher).get(MembersView, `/api/sessions/${id}/members`);

export const loadPlayed = (fetcher: Fetch, id: string) =>
  api(fetcher).get(PlayedTunes, `/api/sessions/${id}/tunes`);

export const findTunes = (fetcher: Fetch, q: string, signal?: AbortSignal) =>
  api(fetcher).get(Tunes, '/api/tunes', { q, limit: 40 }, signal);

export const loadTune = (fetcher: Fetch, id: string) => api(fetcher).get(TuneView, `/api/tunes/${id}`);
