import { ObjectId } from 'bson';
import type { TestApp } from './app.ts';

/** Puts tunes into the store as an import would leave them, and answers their ids. Before the first search. */
export async function putTunes(
  app: TestApp,
  tunes: readonly {
    name: string;
    type?: string;
    aliases?: string[];
    tunebooks?: number;
    abc?: string;
    key?: string;
  }[],
): Promise<string[]> {
  const db = await app.db();
  const now = new Date();
  const stamps = { createdAt: now, updatedAt: now };
  const ids = tunes.map(() => new ObjectId());
  await db.collection('tunes').insertMany(
    tunes.map(({ name, type = 'reel', aliases = [], tunebooks = 0 }, i) => ({
      _id: ids[i] as ObjectId,
      thesessionTuneId: 900_000 + i,
      name,
      nameSource: 'tunes',
      type,
      aliases,
      tunebooks,
      ...stamps,
    })),
  );
  const settings = tunes.flatMap(({ abc, key = 'Dmajor' }, i) =>
    abc === undefined
      ? []
      : [
          {
            settingId: 800_000 + i,
            tuneId: ids[i],
            thesessionTuneId: 900_000 + i,
            key,
            meter: null,
            abc,
            username: 'x',
            ...stamps,
          },
        ],
  );
  if (settings.length > 0) await db.collection('tune_settings').insertMany(settings);
  return ids.map((id) => id.toHexString());
}
