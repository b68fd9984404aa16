import { type Connection, type Model, Schema, type Types } from 'mongoose';

/**
 * What an import of thesession.org's dump fills: tunes with their settings, which the app links to, and its
 * directory of sessions, events, sets and recordings, which it only looks things up in. Every document has the
 * dump's own number as a unique key, so that importing again changes nothing.
 */

/** Where a tune's name came from; a weaker source never overwrites the name of a stronger one. */
export const NAME_SOURCES = ['aliases', 'popularity', 'tunes'] as const;
export type NameSource = (typeof NAME_SOURCES)[number];

export interface TuneDoc {
  _id: Types.ObjectId;
  /** Absent for tunes that are not on thesession.org. */
  thesessionTuneId?: number;
  name: string;
  nameSource?: NameSource;
  /** Null until a file that knows types was imported. */
  type: string | null;
  tunebooks: number;
  aliases: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface TuneSettingDoc {
  _id: Types.ObjectId;
  settingId: number;
  tuneId: Types.ObjectId;
  thesessionTuneId: number;
  /** As ABC writes it, "Gmaj"; null where the dump's mode cannot be read. */
  key: string | null;
  meter: string | null;
  /** As in the dump; `toAbc` makes it drawable. */
  abc: string;
  composer: string | null;
  username: string | null;
  date: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

interface Place {
  address: string | null;
  town: string | null;
  area: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
}

/** A real session at a venue; the source has neither schedule nor time zone. */
export interface ThesessionSessionDoc extends Place {
  thesessionId: number;
  name: string;
  date: Date | null;
}

export interface ThesessionEventDoc extends Place {
  thesessionId: number;
  name: string;
  venue: string | null;
  /** Wall clock at the venue, `YYYY-MM-DDTHH:mm:ss`; the source has no time zone. */
  startsAtLocal: string;
  endsAtLocal: string;
}

export interface ThesessionSetDoc {
  thesessionId: number;
  username: string | null;
  date: Date | null;
  tunes: {
    order: number;
    name: string;
    thesessionTuneId: number;
    settingId: number | null;
    type: string | null;
    key: string | null;
  }[];
}

export interface ThesessionRecordingDoc {
  thesessionId: number;
  artist: string;
  name: string;
  tracks: { track: number; number: number; tune: string; thesessionTuneId: number | null }[];
}

const text = { type: String, default: null };
const date = { type: Date, default: null };
const count = { type: Number, required: true };
const named = { type: String, required: true };
const number = { type: Number, default: null };
const place = { address: text, town: text, area: text, country: text, latitude: number, longitude: number };

const options = { versionKey: false, autoIndex: false, timestamps: true } as const;

function tuneSchema() {
  const schema = new Schema<TuneDoc>(
    {
      // Sparse, so left out rather than null for tunes of our own.
      thesessionTuneId: { type: Number },
      name: named,
      nameSource: { type: String, enum: NAME_SOURCES },
      type: text,
      tunebooks: { type: Number, default: 0 },
      aliases: { type: [String], default: [] },
    },
    options,
  );
  schema.index({ thesessionTuneId: 1 }, { unique: true, sparse: true });
  schema.index({ tunebooks: -1, _id: 1 });
  return schema;
}

function settingSchema() {
  const schema = new Schema<TuneSettingDoc>(
    {
      settingId: count,
      tuneId: { type: Schema.Types.ObjectId, required: true },
      thesessionTuneId: count,
      key: text,
      meter: text,
      abc: { type: String, default: '' },
      composer: text,
      username: text,
      date,
    },
    options,
  );
  schema.index({ settingId: 1 }, { unique: true });
  schema.index({ tuneId: 1, settingId: 1 });
  return schema;
}

/** A document of the directory, keyed by the dump's number. */
function directorySchema<Doc extends { thesessionId: number }>(definition: Record<string, unknown>) {
  const schema = new Schema<Doc>({ thesessionId: count, ...definition } as never, options);
  schema.index({ thesessionId: 1 } as never, { unique: true });
  return schema;
}

const SET_TUNES = [
  {
    _id: false,
    order: count,
    name: named,
    thesessionTuneId: count,
    settingId: number,
    type: text,
    key: text,
  },
];
const TRACKS = [{ _id: false, track: count, number: count, tune: text, thesessionTuneId: number }];

function model<Doc>(connection: Connection, name: string, collection: string, schema: () => Schema<Doc>) {
  return (
    (connection.models[name] as Model<Doc> | undefined) ?? connection.model<Doc>(name, schema(), collection)
  );
}

/** The models on one connection; asking again gives the same ones. */
export function tuneModels(connection: Connection) {
  return {
    Tune: model<TuneDoc>(connection, 'Tune', 'tunes', tuneSchema),
    TuneSetting: model<TuneSettingDoc>(connection, 'TuneSetting', 'tune_settings', settingSchema),
    ThesessionSession: model<ThesessionSessionDoc>(
      connection,
      'ThesessionSession',
      'thesession_sessions',
      () => directorySchema({ name: named, ...place, date }),
    ),
    ThesessionEvent: model<ThesessionEventDoc>(connection, 'ThesessionEvent', 'thesession_events', () =>
      directorySchema({ name: named, venue: text, ...place, startsAtLocal: named, endsAtLocal: named }),
    ),
    ThesessionSet: model<ThesessionSetDoc>(connection, 'ThesessionSet', 'thesession_sets', () =>
      directorySchema({ username: text, date, tunes: SET_TUNES }),
    ),
    ThesessionRecording: model<ThesessionRecordingDoc>(
      connection,
      'ThesessionRecording',
      'thesession_recordings',
      () => directorySchema({ artist: text, name: named, tracks: TRACKS }),
    ),
  };
}
export type TuneModels = ReturnType<typeof tuneModels>;

/** Makes the indexes, the unique ones above all: without them a repeated import would double its rows. */
export async function createTuneIndexes(models: TuneModels): Promise<void> {
  for (const each of Object.values(models)) await each.createIndexes();
}
