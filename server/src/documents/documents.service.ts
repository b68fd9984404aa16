import { AppError, invalidField } from '@ensemble/shared';
import type { DocumentCreate, DocumentPatch } from '@ensemble/shared/agenda';
import type { Viewer } from '../http/viewer.ts';
import type { InstancesService } from '../instances/index.ts';
import { Records, type RowsRepo } from '../records/index.ts';
import { maySee, type Rights, rightsOn } from './documents.policy.ts';
import type { DocumentRow, Subject } from './documents.repo.ts';

/** Whether there is a city, stack or path of this id; who keeps those answers. */
export type SubjectExists = (kind: Exclude<Subject['kind'], 'instance'>, id: string) => Promise<boolean>;

export interface DocumentsDeps {
  repo: RowsRepo<DocumentRow>;
  instances: InstancesService;
  exists: SubjectExists;
}

/** Markdown notes on what a city does: kept as they were written, made safe where they are shown. */
export class DocumentsService {
  readonly records: Records<DocumentRow>;
  readonly #deps: DocumentsDeps;
  readonly #listeners: ((id: string) => Promise<void>)[] = [];

  constructor(deps: DocumentsDeps) {
    this.#deps = deps;
    this.records = new Records({ noun: 'document', repo: deps.repo });
  }

  /** Called with the id of each note that was written, changed or deleted; the call that did it waits. */
  onChange(listener: (id: string) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  rights(viewer: Viewer | null, subject: Subject): Promise<Rights> {
    return rightsOn(this.#deps.instances, viewer, subject);
  }

  /** @throws AppError `not-found` also for what this viewer may not see. */
  async rightsOnSeen(viewer: Viewer | null, id: string): Promise<Rights> {
    const row = await this.records.get(id);
    const rights = await this.rights(viewer, row.subject);
    if (!maySee(row, rights)) throw new AppError('not-found', 'There is no such document.');
    return rights;
  }

  /** Those of one page that this viewer may see. */
  async visible(viewer: Viewer | null, rows: readonly DocumentRow[]): Promise<Set<DocumentRow>> {
    const subjects = new Map(rows.map(({ subject }) => [`${subject.kind} ${subject.id}`, subject]));
    const rights = new Map<string, Rights>();
    for (const [key, subject] of subjects) rights.set(key, await this.rights(viewer, subject));
    return new Set(
      rows.filter((row) => {
        const found = rights.get(`${row.subject.kind} ${row.subject.id}`);
        return found !== undefined && maySee(row, found);
      }),
    );
  }

  /** @throws AppError `invalid` on what is not there or not to be seen; `not-allowed`. */
  async create(viewer: Viewer, id: string, fields: DocumentCreate): Promise<DocumentRow> {
    const { kind, id: subjectId } = fields.subject;
    const rights = await this.rights(viewer, fields.subject);
    const isThere = kind === 'instance' ? rights.read : await this.#deps.exists(kind, subjectId);
    if (!isThere && (rights.write || kind === 'instance'))
      throw invalidField('subject.id', `is no ${kind} there is`);
    if (!rights.write) throw notAllowed();
    const row = await this.records.create(id, fields);
    await this.#changed(id);
    return row;
  }

  /** @throws AppError `not-found`, `stale-version`. */
  async patch(id: string, patch: DocumentPatch, ifMatch: number | null): Promise<DocumentRow> {
    const row = await this.records.patch(id, patch, ifMatch);
    await this.#changed(id);
    return row;
  }

  /** What they were about is gone. */
  async forget({ kind, id }: Subject): Promise<void> {
    const filter = { 'subject.kind': kind, 'subject.id': id };
    const rows = await this.#deps.repo.all(filter);
    await this.#deps.repo.delete(filter);
    for (const { _id } of rows) await this.#changed(_id.toHexString());
  }

  async delete(id: string): Promise<void> {
    await this.#deps.repo.delete({ _id: (await this.records.get(id))._id });
    await this.#changed(id);
  }

  async #changed(id: string): Promise<void> {
    for (const listener of this.#listeners) await listener(id);
  }
}

export const notAllowed = (): AppError =>
  new AppError('not-allowed', 'Notes are written by hosts, and on a session by its guides.');
