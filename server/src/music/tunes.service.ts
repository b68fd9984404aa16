import type { Connection } from 'mongoose';
import { AppError, type Clock, type TuneHit } from '@ensemble/shared';
import { incipit, type TuneIndex, type TuneMatch, type TuneRecord } from '@ensemble/shared/music/tunes';
import { loadTuneIndex, tunesVersion } from './tune-index.ts';
import type { LogRepo } from './log.repo.ts';
import { createTuneIndexes, type TuneModels, type TuneSettingDoc, tuneModels } from './tune.models.ts';

const VERSION_CHECK_MS = 2_000;
const PLAYED_HERE_MS = 30_000;
const PLAYED_HERE_TUNES = 2_000;
/** Sessions whose counts are kept at most. */
const PLAYED_HERE_SESSIONS = 200;

/** All tunes' names in memory, kept current with what an import writes. */
export class TunesService {
  readonly models: TuneModels;
  readonly #connection: Connection;
  readonly #logs: LogRepo;
  readonly #clock: Clock;
  #index: Promise<TuneIndex> | null = null;
  #version: number | null = null;
  #checkedAt = 0;
  readonly #played = new Map<string, { at: number; counts: Map<string, number> }>();

  constructor(connection: Connection, logs: LogRepo, clock: Clock) {
    this.#connection = connection;
    this.models = tuneModels(connection);
    this.#logs = logs;
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await createTuneIndexes(this.models);
  }

  /** The index as of at most two seconds ago. While a new one is read, the old one answers. */
  async index(): Promise<TuneIndex> {
    const now = this.#clock.now();
    if (this.#index === null || now - this.#checkedAt >= VERSION_CHECK_MS) {
      this.#checkedAt = now;
      const version = await tunesVersion(this.#connection);
      if (this.#index === null || version !== this.#version) {
        this.#version = version;
        const loading = loadTuneIndex(this.models);
        loading.catch(() => {
          this.#version = null;
        });
        if (this.#index === null) this.#index = loading;
        else
          void loading.then(
            (index) => (this.#index = Promise.resolve(index)),
            () => undefined,
          );
      }
    }
    return this.#index;
  }

  /** Read anew, for right after an import. */
  fresh(): Promise<TuneIndex> {
    this.#index = loadTuneIndex(this.models);
    return this.#index;
  }

  count(): Promise<number> {
    return this.models.Tune.estimatedDocumentCount();
  }

  async record(id: string): Promise<TuneRecord | undefined> {
    return (await this.index()).get(id);
  }

  /** Times each tune was played at a session; half a minute old at most. */
  async playedHere(sessionId: string): Promise<ReadonlyMap<string, number>> {
    const known = this.#played.get(sessionId);
    if (known && this.#clock.now() - known.at < PLAYED_HERE_MS) return known.counts;
    const played = await this.#logs.playedAt(sessionId, PLAYED_HERE_TUNES);
    const counts = new Map(played.map(({ tuneId, count }) => [tuneId, count]));
    this.#played.delete(sessionId);
    this.#played.set(sessionId, { at: this.#clock.now(), counts });
    const [oldest] = this.#played.keys();
    if (oldest !== undefined && this.#played.size > PLAYED_HERE_SESSIONS) this.#played.delete(oldest);
    return counts;
  }

  /** Best first; without a query the tunes played most at the session, or the most popular ones. */
  async search(query: string, options: { limit: number; sessionId: string | null }): Promise<TuneHit[]> {
    const index = await this.index();
    const played = options.sessionId ? await this.playedHere(options.sessionId) : new Map<string, number>();
    const matches = query
      ? index.search(query, { limit: options.limit, playedHere: played })
      : await this.#mostPlayed(index, played, options.limit);
    return this.hits(matches, played);
  }

  async hits(
    matches: readonly Pick<TuneMatch, 'tune' | 'matchedAlias'>[],
    played: ReadonlyMap<string, number> = new Map(),
  ): Promise<TuneHit[]> {
    const bars = await this.#firstBars(matches.map(({ tune }) => tune.id));
    return matches.map(({ tune, matchedAlias }) => {
      const setting = bars.get(tune.id);
      const times = played.get(tune.id);
      return {
        id: tune.id,
        thesessionTuneId: tune.thesessionTuneId,
        name: tune.name,
        type: tune.type,
        tunebooks: tune.tunebooks,
        ...(matchedAlias === undefined ? {} : { matchedAlias }),
        key: setting?.key ?? null,
        incipit: setting?.incipit ?? null,
        ...(times === undefined ? {} : { playedHere: times }),
      };
    });
  }

  async get(id: string) {
    const tune = await this.models.Tune.findById(id).lean();
    if (!tune) throw new AppError('not-found', 'There is no such tune.');
    const settings = await this.models.TuneSetting.find({ tuneId: tune._id })
      .sort({ settingId: 1 })
      .limit(100)
      .lean();
    return { tune, settings };
  }

  /** By tune id: the setting that was played, or else the oldest. */
  async settingsFor(
    played: readonly { tuneId: string | null; settingId: number | null }[],
  ): Promise<Map<string, TuneSettingDoc>> {
    const tuneIds = played.flatMap(({ tuneId }) => tuneId ?? []);
    const wanted = new Set(played.flatMap(({ settingId }) => settingId ?? []));
    const chosen = new Map<string, TuneSettingDoc>();
    for (const setting of await this.models.TuneSetting.find({ tuneId: { $in: tuneIds } })
      .sort({ settingId: 1 })
      .lean()) {
      const id = setting.tuneId.toHexString();
      if (!chosen.has(id) || wanted.has(setting.settingId)) chosen.set(id, setting);
    }
    return chosen;
  }

  async #mostPlayed(
    index: TuneIndex,
    played: ReadonlyMap<string, number>,
    limit: number,
  ): Promise<{ tune: TuneRecord }[]> {
    const here = [...played]
      .sort((a, b) => b[1] - a[1])
      .flatMap(([id]) => index.get(id) ?? [])
      .slice(0, limit);
    if (here.length > 0) return here.map((tune) => ({ tune }));
    const popular = await this.models.Tune.find({}, { _id: 1 })
      .sort({ tunebooks: -1, _id: 1 })
      .limit(limit)
      .lean();
    return popular.flatMap(({ _id }) => index.get(_id.toHexString()) ?? []).map((tune) => ({ tune }));
  }

  async #firstBars(
    tuneIds: readonly string[],
  ): Promise<Map<string, { key: string | null; incipit: string | null }>> {
    const settings = await this.models.TuneSetting.find(
      { tuneId: { $in: tuneIds } },
      { tuneId: 1, key: 1, abc: 1, settingId: 1 },
    )
      .sort({ settingId: 1 })
      .limit(tuneIds.length * 20)
      .lean();
    const first = new Map<string, { key: string | null; incipit: string | null }>();
    for (const setting of settings) {
      const id = setting.tuneId.toHexString();
      if (!first.has(id)) first.set(id, { key: setting.key ?? null, incipit: incipit(setting.abc) || null });
    }
    return first;
  }
}
