import type { Connection } from 'mongoose';

/** The shape of what is stored. Raise it with each change that older code cannot read, and add the step to it. */
export const SCHEMA_VERSION = 1;

/** Brings the data from `version - 1` to `version`. Must be safe to run again after a crash in its middle. */
export interface Migration {
  version: number;
  what: string;
  run(connection: Connection): Promise<void>;
}

/** Every step since version 1, which needs none. */
export const MIGRATIONS: readonly Migration[] = [];

const META_ID = 'schema';

interface Meta {
  _id: string;
  version: number;
}

/**
 * Brings the data forward, one step after the other, after `backup` has run; refuses data that a newer
 * Ensemble has written. Answers the steps taken.
 */
export async function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  backup: () => Promise<void>,
  target = SCHEMA_VERSION,
): Promise<string[]> {
  const meta = connection.collection<Meta>('app_meta');
  await meta.updateOne({ _id: META_ID }, { $setOnInsert: { version: target } }, { upsert: true });
  const stored = (await meta.findOne({ _id: META_ID }))?.version ?? target;
  if (stored > target) {
    throw new Error(
      `The data was written by a newer Ensemble (its version ${stored}, this one reads up to ${target}). ` +
        'Start that newer Ensemble, or restore a backup from before the update.',
    );
  }
  const due = migrations
    .filter(({ version }) => version > stored && version <= target)
    .sort((a, b) => a.version - b.version);
  if (due.length > 0) await backup();
  for (const migration of due) {
    await migration.run(connection);
    await meta.updateOne({ _id: META_ID }, { $set: { version: migration.version } });
  }
  return due.map(({ what }) => what);
}
