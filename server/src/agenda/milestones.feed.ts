import { parse } from 'csv-parse/sync';
import { AppError, type FieldError, invalidField } from '@ensemble/shared';
import {
  MILESTONE_COLUMNS,
  type MilestoneFeed,
  MilestoneRow,
  MOST_MILESTONES,
} from '@ensemble/shared/agenda';

/** Reads a feed as sheets and scripts really write it; the whole of it, or no row of it. */

type Cells = Readonly<Record<string, unknown>>;

export interface ReadFeed {
  rows: MilestoneRow[];
  ignoredColumns: string[];
}

/** So many problems are told at once. */
const MOST_ERRORS = 100;

/** `External ID`, `external_id` and `EXTERNALID` are one column. */
const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const COLUMN_BY_FOLDED = new Map(MILESTONE_COLUMNS.map((name) => [folded(name), name]));

/** @throws AppError `invalid`, whose `errors` name rows and fields as `items.2.date` with the row's number in words. */
export function readFeed(feed: MilestoneFeed): ReadFeed {
  const given = 'text' in feed ? cellsOfCsv(feed.text) : feed.items;
  if (given.length > MOST_MILESTONES)
    throw invalidField('items', `must be at most ${MOST_MILESTONES} rows at once`);
  const errors: FieldError[] = [];
  const ignored = new Set<string>();
  const rowOf = new Map<string, number>();
  const rows = given.flatMap((cells, index) => {
    const parsed = MilestoneRow.safeParse(named(cells, ignored));
    if (!parsed.success) {
      const found = parsed.error.issues.flatMap(firstOfField);
      errors.push(...found.map(({ path, message }) => problem(index, String(path[0]), message)));
      return [];
    }
    const first = rowOf.get(parsed.data.externalId);
    if (first !== undefined) errors.push(problem(index, 'externalId', `is the same as in row ${first}`));
    rowOf.set(parsed.data.externalId, index + 1);
    return [parsed.data];
  });
  refuse(errors);
  return { rows, ignoredColumns: [...ignored] };
}

/** One complaint about a cell is enough. */
const firstOfField = <Issue extends { path: PropertyKey[] }>(issue: Issue, index: number, all: Issue[]) =>
  all.findIndex(({ path }) => path[0] === issue.path[0]) === index ? [issue] : [];

export const problem = (index: number, field: string, message: string): FieldError => ({
  path: `items.${index}.${field}`,
  message: `row ${index + 1}: ${message}`,
});

/** @throws AppError `invalid` when there is anything to refuse. */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const more = errors.length > MOST_ERRORS ? `, the first ${MOST_ERRORS} of which are listed` : '';
  const what = errors.length === 1 ? 'One cell needs' : `${errors.length} cells need`;
  throw new AppError('invalid', `${what} attention${more}. Nothing was taken in.`, {
    fields: errors.slice(0, MOST_ERRORS),
  });
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** Under our names; empty cells left out; numbers as the text they look like. */
function named(cells: Cells, ignored: Set<string>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(cells)) {
    const column = COLUMN_BY_FOLDED.get(folded(name));
    if (column === undefined) {
      if (name.trim() !== '') ignored.add(name);
    } else if (!isEmpty(value)) {
      row[column] = typeof value === 'number' ? String(value) : value;
    }
  }
  if (typeof row['status'] === 'string') row['status'] = row['status'].trim().toLowerCase();
  for (const name of ['date', 'citySlug', 'url'])
    if (typeof row[name] === 'string') row[name] = row[name].trim();
  return row;
}

function cellsOfCsv(text: string): Cells[] {
  const [header = ''] = text.split(/\r\n?|\n/, 1);
  try {
    return parse<Record<string, string>>(text, {
      bom: true,
      columns: true,
      delimiter: delimiterOf(header),
      skip_empty_lines: true,
      relax_column_count_less: true,
      trim: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid', `The CSV cannot be read: ${why}.`, {
      cause,
      fields: [{ path: 'items', message: `is no CSV that can be read: ${why}` }],
    });
  }
}

/** Sheets of some countries part cells by semicolons. */
const delimiterOf = (header: string): string =>
  [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
