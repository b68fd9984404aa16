import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import { type MilestoneFeed, type MilestoneIngestView, type MilestoneRow } from '@ensemble/shared/agenda';
import { derivedId } from '../http/ids.ts';
import { Records, recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';
import { problem, readFeed, refuse } from './milestones.feed.ts';

export type StoredMilestone = StoredRow & MilestoneRow;

export async function openMilestonesRepo(
  connection: Connection,
  clock: Clock,
): Promise<RowsRepo<StoredMilestone>> {
  const word = { type: String, required: true };
  const schema = recordSchema({
    externalId: word,
    title: word,
    date: word,
    status: word,
    citySlug: { type: String, default: null },
    description: { type: String, default: '' },
    url: { type: String, default: null },
  });
  schema.index({ externalId: 1 }, { unique: true });
  schema.index({ date: 1, title: 1 });
  const repo = new RowsRepo<StoredMilestone>({
    connection,
    clock,
    name: 'Milestone',
    collection: 'milestones',
    schema,
    order: ['date', 'title'],
  });
  await repo.init();
  return repo;
}

/** Two feeds may run at once; more often than this something else is wrong. */
const ATTEMPTS = 5;

/** Milestones as their source has them: fed in whole, never written here. */
export class MilestonesService {
  readonly records: Records<StoredMilestone>;
  readonly #knownCities: (slugs: readonly string[]) => Promise<ReadonlySet<string>>;

  constructor(
    repo: RowsRepo<StoredMilestone>,
    knownCities: (slugs: readonly string[]) => Promise<ReadonlySet<string>>,
  ) {
    this.records = new Records({ noun: 'milestone', repo });
    this.#knownCities = knownCities;
  }

  /**
   * Every row is judged before the first is written; the same feed again changes nothing, so one that was cut short
   * is completed by repeating it. @throws AppError `invalid` naming rows and fields.
   */
  async ingest(feed: MilestoneFeed, dryRun: boolean): Promise<MilestoneIngestView> {
    const { rows, ignoredColumns } = readFeed(feed);
    await this.#checkCities(rows);
    const items: MilestoneIngestView['items'] = [];
    for (const [index, row] of rows.entries()) {
      const id = derivedId('milestone', row.externalId);
      const outcome = dryRun ? await this.#wouldBe(id, row) : await this.#take(id, row);
      items.push({ row: index + 1, id, externalId: row.externalId, outcome });
    }
    const count = (outcome: string): number => items.filter((item) => item.outcome === outcome).length;
    return {
      dryRun,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      items,
      ignoredColumns,
    };
  }

  async #checkCities(rows: readonly MilestoneRow[]): Promise<void> {
    const named = rows.map(({ citySlug }) => citySlug).filter((slug) => slug !== null);
    const known = await this.#knownCities([...new Set(named)]);
    refuse(
      rows.flatMap(({ citySlug }, index) =>
        citySlug === null || known.has(citySlug) ? [] : [problem(index, 'citySlug', 'is no city')],
      ),
    );
  }

  async #wouldBe(id: string, row: MilestoneRow): Promise<MilestoneIngestView['items'][number]['outcome']> {
    const there = await this.records.repo.find(id);
    if (!there) return 'created';
    const differs = Object.entries(row).some(([name, value]) => there[name as keyof MilestoneRow] !== value);
    return differs ? 'updated' : 'unchanged';
  }

  async #take(id: string, row: MilestoneRow): Promise<MilestoneIngestView['items'][number]['outcome']> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#wouldBe(id, row);
      try {
        if (outcome === 'created') await this.records.repo.insert(id, row);
        if (outcome === 'updated') await this.records.patch(id, row, null);
        return outcome;
      } catch (error) {
        // Another feed made the same one since we looked.
        if ((error as { code?: unknown }).code !== 11000 || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
