import { stringify } from 'csv-stringify/sync';
import type { LogRow } from '@ensemble/shared';
import { toAbc } from '@ensemble/shared/music/tunes';

const COLUMNS = [
  'orderNumber',
  'set',
  'name',
  'canonicalName',
  'type',
  'key',
  'thesessionTuneId',
  'settingId',
  'playedTimestamp',
  'insertedTimestamp',
  'loggedBy',
] as const;

/** Sets in order; the first row always begins one. */
export function setsOf(rows: readonly LogRow[]): LogRow[][] {
  const sets: LogRow[][] = [];
  for (const row of rows) {
    const open = sets.at(-1);
    if (row.continuesSet && open) open.push(row);
    else sets.push([row]);
  }
  return sets;
}

/** A spreadsheet takes a leading = + - @ for a formula; a quote in front keeps it a name. */
const inert = (value: string | null): string =>
  value !== null && /^[=+\-@\t\r]/.test(value) ? `'${value}` : (value ?? '');

export function logCsv(rows: readonly LogRow[]): string {
  const records = setsOf(rows).flatMap((set, index) =>
    set.map((row) => [
      row.orderNumber,
      index + 1,
      inert(row.name),
      inert(row.canonicalName),
      row.type,
      inert(row.key),
      row.thesessionTuneId,
      row.settingId,
      row.playedTimestamp,
      row.insertedTimestamp,
      inert(row.loggedBy?.name ?? null),
    ]),
  );
  return stringify([[...COLUMNS], ...records], { record_delimiter: 'windows' });
}

/** A line break in a name would end its set. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** As people write a night down, and as `parse` reads it back: a line is a set, a comma parts its tunes. */
export const logText = (rows: readonly LogRow[]): string =>
  setsOf(rows)
    .map((set) => `${set.map(({ name, key }) => oneLine(key ? `${name} (${key})` : name)).join(', ')}\n`)
    .join('');

/** A tune book of the evening; tunes without a known setting are a bar of rest under their name. */
export function logAbc(
  rows: readonly LogRow[],
  settings: ReadonlyMap<string, { abc: string; key: string | null; meter: string | null }>,
): string {
  return rows
    .map((row, index) => {
      const setting = row.tuneId === null ? undefined : settings.get(row.tuneId);
      return toAbc({
        title: row.name,
        type: row.type,
        key: row.key ?? setting?.key ?? null,
        meter: setting?.meter ?? null,
        abc: setting?.abc ?? '',
        number: index + 1,
      });
    })
    .join('\n\n');
}
