import { z } from 'zod';
import { Id, Instant, LocalDate, requiredText, text } from '../core/schema.ts';
import { Slug } from './fields.schema.ts';

/**
 * A milestone: something the plan wants reached by a day. Milestones are kept elsewhere (a sheet, another program)
 * and fed in; here they are read only, known by the id they have there.
 */

export const MILESTONE_STATUSES = ['planned', 'active', 'done', 'dropped'] as const;

const webAddress = z
  .string()
  .max(500, 'must be at most 500 characters')
  .regex(/^https?:\/\/\S+$/, 'must be a web address such as https://ensemble.example');

const fields = {
  externalId: requiredText(120),
  title: requiredText(200),
  date: LocalDate,
  status: z.enum(MILESTONE_STATUSES, 'must be planned, active, done or dropped'),
  /** The city it belongs to, if it is one city's. */
  citySlug: Slug.nullable(),
  description: text(5000),
  url: webAddress.nullable(),
};

/** One row of a feed. An empty cell is one that was left out. */
export const MilestoneRow = z.object({
  externalId: fields.externalId,
  title: fields.title,
  date: fields.date,
  status: fields.status.default('planned'),
  citySlug: fields.citySlug.default(null),
  description: fields.description.default(''),
  url: fields.url.default(null),
});
export type MilestoneRow = z.infer<typeof MilestoneRow>;

export const MILESTONE_COLUMNS = Object.keys(MilestoneRow.shape) as (keyof MilestoneRow)[];
export const MOST_MILESTONES = 5000;

const Cells = z.record(z.string(), z.unknown());

/** JSON rows under `items`, or CSV text whose first line names the columns: the body of a text/csv request. */
export const MilestoneFeed = z
  .union(
    [
      z.strictObject({ items: z.array(Cells), dryRun: z.boolean().optional() }),
      z.strictObject({ text: z.string() }),
    ],
    'must be { "items": [ … ] }, or CSV text',
  )
  .meta({ description: `Rows with the columns ${MILESTONE_COLUMNS.join(', ')}; the first three are needed` });
export type MilestoneFeed = z.infer<typeof MilestoneFeed>;

export const MilestoneView = z.object({
  id: Id,
  ...fields,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type MilestoneView = z.output<typeof MilestoneView>;

export const INGEST_OUTCOMES = ['created', 'updated', 'unchanged'] as const;

/** What an ingest did, or with `dryRun` would do. Milestones that the feed does not name stay as they are. */
export const MilestoneIngestView = z.object({
  dryRun: z.boolean(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  /** One for each row, in the feed's order; `row` counts from 1. */
  items: z.array(
    z.object({ row: z.int(), id: Id, externalId: z.string(), outcome: z.enum(INGEST_OUTCOMES) }),
  ),
  /** Columns of the feed that mean nothing here. */
  ignoredColumns: z.array(z.string()),
});
export type MilestoneIngestView = z.output<typeof MilestoneIngestView>;
