import type { Connection } from 'mongoose';
import { TuneIndex, type TuneRecord } from '@ensemble/shared/music/tunes';
import type { TuneDoc, TuneModels } from './tune.models.ts';

export const tuneRecord = (
  doc: Pick<TuneDoc, '_id' | 'name' | 'aliases' | 'type' | 'tunebooks' | 'thesessionTuneId'>,
): TuneRecord => ({
  id: doc._id.toHexString(),
  thesessionTuneId: doc.thesessionTuneId ?? null,
  name: doc.name,
  aliases: doc.aliases,
  type: doc.type,
  tunebooks: doc.tunebooks,
});

/** All tunes of the store, ready to be searched. */
export async function loadTuneIndex({ Tune }: Pick<TuneModels, 'Tune'>): Promise<TuneIndex> {
  const fields = { name: 1, aliases: 1, type: 1, tunebooks: 1, thesessionTuneId: 1 };
  const docs = await Tune.find({}, fields).lean();
  return new TuneIndex(docs.map(tuneRecord));
}

interface Meta {
  _id: string;
  version: number;
}
const meta = (connection: Connection) => connection.collection<Meta>('app_meta');

/** Rises with every import that changed a tune; 0 before the first. A server that sees it rise loads the index anew. */
export async function tunesVersion(connection: Connection): Promise<number> {
  return (await meta(connection).findOne({ _id: 'tunes' }))?.version ?? 0;
}

export async function announceNewTunes(connection: Connection): Promise<void> {
  await meta(connection).updateOne({ _id: 'tunes' }, { $inc: { version: 1 } }, { upsert: true });
}
