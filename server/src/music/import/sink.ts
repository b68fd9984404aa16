import type { Row } from './kinds.ts';

export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
}

/** What some file says of a tune; what it does not say is absent and stays as it is. */
export interface TuneFact {
  thesessionTuneId: number;
  name: string;
  /** Which kind of file the name is from: the better one wins, whatever the order of files. */
  nameSource: 'aliases' | 'popularity' | 'tunes';
  type?: string | null;
  tunebooks?: number;
  alias?: string;
}

/** Settings that belong to another tune than at the last import: tunes are merged over time. */
export interface SettingCounts extends Counts {
  moved: { settingId: number; from: number; to: number }[];
}

/**
 * Where imported rows go. Everything is keyed by the dump's numbers: the same rows again count as unchanged. Rows of
 * one document (a set's tunes, a recording's tracks) may come in several calls and add up.
 */
export interface ImportSink {
  upsertTunes(facts: readonly TuneFact[]): Promise<Counts>;
  /** The tunes of these settings must be there already. */
  upsertSettings(rows: readonly Row<'tunes'>[]): Promise<SettingCounts>;
  upsertSessions(rows: readonly Row<'sessions'>[]): Promise<Counts>;
  upsertEvents(rows: readonly Row<'events'>[]): Promise<Counts>;
  upsertSets(rows: readonly Row<'sets'>[]): Promise<Counts>;
  upsertRecordings(rows: readonly Row<'recordings'>[]): Promise<Counts>;
  /** Called once after the last row; `tunesChanged` says whether any tune was created or updated. */
  finish(tunesChanged: boolean): Promise<void>;
}

export const noCounts = (): Counts => ({ created: 0, updated: 0, unchanged: 0 });

export function addCounts(total: Counts, more: Counts): void {
  total.created += more.created;
  total.updated += more.updated;
  total.unchanged += more.unchanged;
}
