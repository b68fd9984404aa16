import { AppError, type Clock } from '@ensemble/shared';
import {
  DEFAULT_MANAGED_LISTS,
  type ListEntryInput,
  MANAGED_LISTS,
  type ManagedList,
} from '@ensemble/shared/training';
import type { Connection } from 'mongoose';
import type { z } from 'zod';
import { derivedId } from '../http/ids.ts';
import { Records, recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';

export interface ListRow extends StoredRow {
  list: ManagedList;
  name: string;
  /** As it is told from others: two that differ in case alone are one. */
  nameKey: string;
  description: string;
  isActive: boolean;
}

/** Of one list: more than anybody chooses from. */
const ENTRIES_MAX = 1000;

const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();
const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;

function taken(error: unknown): unknown {
  if (!isDuplicate(error)) return error;
  const fields = [{ path: 'name', message: 'is already taken' }];
  return new AppError('duplicate', 'There is one of this name already.', { fields });
}

/** Categories, locations, audiences and tones to choose from; a draft may have its own words instead. */
export class ListsService {
  readonly records: Records<ListRow>;
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const text = { type: String, required: true } as const;
    const schema = recordSchema({
      list: text,
      name: text,
      nameKey: text,
      description: { type: String, default: '' },
      isActive: { type: Boolean, default: true },
    });
    schema.index({ list: 1, nameKey: 1 }, { unique: true });
    const names = { name: 'ManagedList', collection: 'managed_lists' };
    const repo = new RowsRepo<ListRow>({ connection, clock, ...names, schema, order: ['nameKey'] });
    this.records = new Records({ noun: 'entry', repo });
    this.#connection = connection;
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.records.repo.init();
    await this.#putDefaults();
  }

  /** @throws AppError `not-found`, also for an entry of another list. */
  async get(list: ManagedList, id: string): Promise<ListRow> {
    return this.records.found(await this.#find(list, id));
  }

  /** @throws AppError `duplicate`, `conflict` for one too many. */
  async create(list: ManagedList, id: string, input: z.output<typeof ListEntryInput>): Promise<ListRow> {
    if ((await this.records.repo.count({ list })) >= ENTRIES_MAX) {
      throw new AppError('conflict', `A list holds at most ${ENTRIES_MAX} entries. Take some out first.`);
    }
    try {
      return await this.records.create(id, { ...input, list, nameKey: keyOf(input.name) });
    } catch (error) {
      throw taken(error);
    }
  }

  /** @throws AppError `not-found`, `duplicate`, `stale-version`. */
  async patch(
    list: ManagedList,
    id: string,
    patch: Partial<z.output<typeof ListEntryInput>>,
    ifMatch: number | null,
  ): Promise<ListRow> {
    await this.get(list, id);
    const named = patch.name === undefined ? {} : { nameKey: keyOf(patch.name) };
    try {
      return await this.records.patch(id, { ...patch, ...named }, ifMatch);
    } catch (error) {
      throw taken(error);
    }
  }

  /** Drafts that use it keep its name. @throws AppError `not-found` */
  async delete(list: ManagedList, id: string): Promise<void> {
    const { _id } = await this.get(list, id);
    await this.records.repo.delete({ _id });
  }

  async #find(list: ManagedList, id: string): Promise<ListRow | null> {
    const row = await this.records.repo.find(id);
    return row?.list === list ? row : null;
  }

  /** Once in the life of the data: what somebody took out does not come back. Two nodes that start at once agree. */
  async #putDefaults(): Promise<void> {
    const marks = this.#connection.collection<{ _id: string; at: Date }>('training_setup');
    if (await marks.findOne({ _id: 'managed-lists' })) return;
    for (const list of MANAGED_LISTS) {
      for (const entry of DEFAULT_MANAGED_LISTS[list]) {
        const id = derivedId('managed-list', list, entry.name);
        await this.create(list, id, { ...entry, isActive: true }).catch((error: unknown) => {
          if (!(error instanceof AppError && error.code === 'duplicate')) throw error;
        });
      }
    }
    const at = new Date(this.#clock.now());
    await marks.updateOne({ _id: 'managed-lists' }, { $setOnInsert: { at } }, { upsert: true });
  }
}
