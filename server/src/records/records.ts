import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@ensemble/shared';
import { slug as slugOf } from '@ensemble/shared/music/session-path';
import type { FieldsOf, RowsRepo, StoredRow } from './rows.repo.ts';

const WRITE_ATTEMPTS = 20;
const SLUG_ATTEMPTS = 50;

export interface RecordRules<Row extends StoredRow> {
  /** For people, such as `city`. */
  noun: string;
  repo: RowsRepo<Row>;
  /**
   * Judges what would be stored, `before` null for a new one.
   * @throws AppError `invalid` where fields do not fit together or name what is not there, `conflict`.
   */
  judge?(after: FieldsOf<Row>, before: Row | null): Promise<void> | void;
}

/** What all records have in common: made once, changed under their version. */
export class Records<Row extends StoredRow> {
  readonly repo: RowsRepo<Row>;
  readonly #rules: RecordRules<Row>;

  constructor(rules: RecordRules<Row>) {
    this.repo = rules.repo;
    this.#rules = rules;
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<Row> {
    return this.found(await this.repo.find(id));
  }

  /** @throws AppError `not-found` */
  found(row: Row | null): Row {
    if (!row) throw new AppError('not-found', `There is no such ${this.#rules.noun}.`);
    return row;
  }

  /** Answers the one that is there when a call that was cut short is repeated. @throws AppError `duplicate`. */
  async create(id: string, fields: FieldsOf<Row>): Promise<Row> {
    const made = await this.repo.find(id);
    if (made) return made;
    await this.#rules.judge?.(fields, null);
    return this.repo.insert(id, fields);
  }

  /** As `create`; a slug not given is made of `words`, with a number where that is taken. */
  async createSlugged(
    id: string,
    words: string,
    fieldsWith: (slug: string) => FieldsOf<Row>,
    given: string | undefined,
  ): Promise<Row> {
    if (given !== undefined) return this.create(id, fieldsWith(given));
    const base = slugOf(words) || this.#rules.noun.replace(/\s+/g, '-');
    for (let number = 1; ; number++) {
      try {
        return await this.create(id, fieldsWith(number === 1 ? base : `${base}-${number}`));
      } catch (error) {
        if ((error as { code?: unknown }).code !== 11000 || number === SLUG_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * With If-Match a change in between is the client's to look at; without, it is judged again on the new state.
   * @throws AppError `stale-version`, `invalid`, `duplicate`.
   */
  async patch(id: string, patch: object, ifMatch: number | null): Promise<Row> {
    const change = Object.fromEntries(
      Object.entries(patch).filter(([, value]) => value !== undefined),
    ) as Partial<FieldsOf<Row>>;
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await this.get(id);
      if (ifMatch !== null && ifMatch !== before.version) break;
      if (isDeepStrictEqual({ ...before, ...change }, before)) return before;
      await this.#rules.judge?.({ ...before, ...change }, before);
      const after = await this.repo.update(id, before.version, change);
      if (after) return after;
    }
    throw new AppError(
      'stale-version',
      `Somebody else changed this ${this.#rules.noun} in between. Load it again and repeat your change.`,
    );
  }

  /** @throws AppError `conflict` saying what still refers to it, by `uses` (how many of what). */
  refuseWhileUsed(uses: Readonly<Record<string, number>>): void {
    const used = Object.entries(uses).filter(([, count]) => count > 0);
    if (used.length === 0) return;
    const by = used.map(([what, count]) => (count === 1 ? `1 ${what}` : `${count} ${what}s`)).join(', ');
    throw new AppError('conflict', `This ${this.#rules.noun} is still used by ${by}.`, {
      details: { usedBy: Object.fromEntries(used) },
    });
  }
}
