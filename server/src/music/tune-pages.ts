import type { TuneHit, TuneView } from '@ensemble/shared';
import { toAbc } from '@ensemble/shared/music/tunes';
import type { Viewer } from '../http/viewer.ts';
import type { LogDocument, LogRepo } from './log.repo.ts';
import type { SessionsService } from './sessions.service.ts';
import type { TunesService } from './tunes.service.ts';

const EVENINGS = 50;
const PLAYED_MOST = 50;

export interface TunePagesDeps {
  tunes: TunesService;
  sessions: SessionsService;
  logs: LogRepo;
}

/** What a tune's page says of it, and what a session's page says of its tunes. */
export class TunePages {
  readonly #deps: TunePagesDeps;

  constructor(deps: TunePagesDeps) {
    this.#deps = deps;
  }

  /** With the evenings this viewer may read, newest first. @throws AppError `not-found` */
  async view(viewer: Viewer | null, tuneId: string): Promise<TuneView> {
    const { tune, settings } = await this.#deps.tunes.get(tuneId);
    const evenings = await this.#eveningsFor(viewer, tuneId);
    const names = await this.#namesOf(evenings);
    const played = evenings.map((evening) => {
      const sessionId = evening.sessionId.toHexString();
      const said = evening.rows.filter((row) => row.tuneId?.toHexString() === tuneId);
      return {
        times: said.length,
        instanceId: evening._id.toHexString(),
        sessionId,
        sessionName: names.get(sessionId) ?? '',
        date: evening.date,
        name: said[0]?.name ?? tune.name,
      };
    });
    return {
      id: tuneId,
      thesessionTuneId: tune.thesessionTuneId ?? null,
      name: tune.name,
      type: tune.type,
      tunebooks: tune.tunebooks,
      aliases: tune.aliases,
      settings: settings.map(({ settingId, key, meter, abc, username }) => ({
        settingId,
        key,
        meter,
        abc: toAbc({ title: tune.name, type: tune.type, key, meter, abc }),
        username,
      })),
      played: played.map(({ times: _times, ...evening }) => evening),
      playedCount: played.reduce((sum, { times }) => sum + times, 0),
      createdAt: tune.createdAt.toISOString(),
      updatedAt: tune.updatedAt.toISOString(),
    };
  }

  /** Of one session, most often first. */
  async playedMost(sessionId: string): Promise<{ tune: TuneHit; count: number }[]> {
    const { tunes, logs } = this.#deps;
    const index = await tunes.index();
    const counted = (await logs.playedAt(sessionId, PLAYED_MOST)).flatMap(({ tuneId, count }) => {
      const tune = index.get(tuneId);
      return tune ? [{ tune, count }] : [];
    });
    const hits = await tunes.hits(counted);
    return hits.map((tune, i) => ({ tune, count: counted[i]?.count ?? 0 }));
  }

  async #eveningsFor(viewer: Viewer | null, tuneId: string): Promise<LogDocument[]> {
    const { sessions, logs } = this.#deps;
    const visible = await sessions.visibleTo(viewer);
    const readable = visible ? await sessions.repo.visibleIds({ visible }) : null;
    return logs.eveningsWith(tuneId, readable, EVENINGS);
  }

  async #namesOf(evenings: readonly LogDocument[]): Promise<Map<string, string>> {
    const ids = new Set(evenings.map(({ sessionId }) => sessionId.toHexString()));
    const found = await this.#deps.sessions.repo.findMany([...ids]);
    return new Map(found.map((session) => [session._id.toHexString(), session.name]));
  }
}
