import type { Connection } from 'mongoose';
import { type Clock, systemClock } from '@ensemble/shared';
import { announceNewTunes } from '../tune-index.ts';
import {
  createTuneIndexes,
  NAME_SOURCES,
  type NameSource,
  type ThesessionRecordingDoc,
  type ThesessionSetDoc,
  type TuneDoc,
  type TuneModels,
  tuneModels,
} from '../tune.models.ts';
import type { Row } from './kinds.ts';
import type { ImportSink, SettingCounts, TuneFact } from './sink.ts';
import { upsertRows } from './upsert.ts';

const rank = (source: NameSource | undefined): number =>
  source === undefined ? -1 : NAME_SOURCES.indexOf(source);

function mergeTune(existing: TuneDoc | null, facts: readonly TuneFact[]) {
  let named: { name: string; nameSource?: NameSource } = {
    name: existing?.name ?? '',
    ...(existing?.nameSource === undefined ? {} : { nameSource: existing.nameSource }),
  };
  let type = existing?.type ?? null;
  let tunebooks = existing?.tunebooks ?? 0;
  const aliases = new Set(existing?.aliases ?? []);
  for (const fact of facts) {
    if (rank(fact.nameSource) >= rank(named.nameSource))
      named = { name: fact.name, nameSource: fact.nameSource };
    type = fact.type ?? type;
    tunebooks = fact.tunebooks ?? tunebooks;
    if (fact.alias !== undefined) aliases.add(fact.alias);
  }
  return { ...named, type, tunebooks, aliases: [...aliases] };
}

/** What is there already and what the rows say, one item per place, in order. */
function mergeList<Item>(
  existing: readonly Item[] | undefined,
  items: readonly Item[],
  place: (item: Item) => number,
) {
  const byPlace = new Map([...(existing ?? []), ...items].map((item) => [place(item), item]));
  return [...byPlace.values()].sort((a, b) => place(a) - place(b));
}

function mergeSet(existing: ThesessionSetDoc | null, rows: readonly Row<'sets'>[]) {
  const tunes = rows.map((row) => ({
    order: row.settingorder,
    name: row.name,
    thesessionTuneId: row.tune_id,
    settingId: row.setting_id,
    type: row.type,
    key: row.mode,
  }));
  const [first] = rows;
  return {
    username: first?.username ?? null,
    date: first?.date ?? null,
    tunes: mergeList(existing?.tunes, tunes, (tune) => tune.order),
  };
}

function mergeRecording(existing: ThesessionRecordingDoc | null, rows: readonly Row<'recordings'>[]) {
  const tracks = rows.map(({ track, number, tune, tune_id }) => ({
    track,
    number,
    tune,
    thesessionTuneId: tune_id,
  }));
  const [first] = rows;
  return {
    artist: first?.artist ?? '',
    name: first?.recording ?? '',
    // No track holds a thousand tunes.
    tracks: mergeList(existing?.tracks, tracks, (each) => each.track * 1000 + each.number),
  };
}

const lastOf = <Item>(items: readonly Item[]): Item => items.at(-1) as Item;

const placeOf = ({ address, town, area, country, latitude, longitude }: Row<'sessions'> | Row<'events'>) => ({
  address,
  town,
  area,
  country,
  latitude,
  longitude,
});

async function upsertSettings(
  models: TuneModels,
  rows: readonly Row<'tunes'>[],
  now: number,
): Promise<SettingCounts> {
  const numbers = [...new Set(rows.map((row) => row.tune_id))];
  const tunes = await models.Tune.find(
    { thesessionTuneId: { $in: numbers } },
    { thesessionTuneId: 1 },
  ).lean();
  const tuneIds = new Map(tunes.map((tune) => [tune.thesessionTuneId, tune._id]));
  const moved: SettingCounts['moved'] = [];
  const counts = await upsertRows(rows, {
    model: models.TuneSetting,
    now,
    key: 'settingId',
    keyOf: (row) => row.setting_id,
    merge: (existing, about) => {
      const row = lastOf(about);
      if (existing !== null && existing.thesessionTuneId !== row.tune_id) {
        moved.push({ settingId: row.setting_id, from: existing.thesessionTuneId, to: row.tune_id });
      }
      const tuneId = tuneIds.get(row.tune_id);
      if (tuneId === undefined)
        throw new Error(`setting ${row.setting_id}: tune ${row.tune_id} is not in the store`);
      const { mode, meter, abc, composer, username, date } = row;
      return { tuneId, thesessionTuneId: row.tune_id, key: mode, meter, abc, composer, username, date };
    },
  });
  return { ...counts, moved };
}

/** Writes to MongoDB, or to the embedded store, which to mongoose is the same. Makes the unique indexes first. */
export async function mongoSink(connection: Connection, clock: Clock = systemClock): Promise<ImportSink> {
  const models = tuneModels(connection);
  await createTuneIndexes(models);
  return {
    upsertTunes: (facts) =>
      upsertRows(facts, {
        model: models.Tune,
        now: clock.now(),
        key: 'thesessionTuneId',
        keyOf: (fact) => fact.thesessionTuneId,
        merge: mergeTune,
      }),
    upsertSettings: (rows) => upsertSettings(models, rows, clock.now()),
    upsertSessions: (rows) =>
      upsertRows(rows, {
        model: models.ThesessionSession,
        now: clock.now(),
        key: 'thesessionId',
        keyOf: (row) => row.id,
        merge: (_, about) => ({
          name: lastOf(about).name,
          ...placeOf(lastOf(about)),
          date: lastOf(about).date,
        }),
      }),
    upsertEvents: (rows) =>
      upsertRows(rows, {
        model: models.ThesessionEvent,
        now: clock.now(),
        key: 'thesessionId',
        keyOf: (row) => row.id,
        merge: (_, about) => {
          const row = lastOf(about);
          const times = { startsAtLocal: row.dtstart, endsAtLocal: row.dtend };
          return { name: row.event, venue: row.venue, ...placeOf(row), ...times };
        },
      }),
    upsertSets: (rows) =>
      upsertRows(rows, {
        model: models.ThesessionSet,
        now: clock.now(),
        key: 'thesessionId',
        keyOf: (row) => row.tuneset,
        merge: mergeSet,
      }),
    upsertRecordings: (rows) =>
      upsertRows(rows, {
        model: models.ThesessionRecording,
        now: clock.now(),
        key: 'thesessionId',
        keyOf: (row) => row.id,
        merge: mergeRecording,
      }),
    finish: async (tunesChanged) => {
      if (tunesChanged) await announceNewTunes(connection);
    },
  };
}
