import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { DocumentCreate } from '@ensemble/shared/agenda';
import { recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';

export type DocumentRow = StoredRow & DocumentCreate;
export type Subject = DocumentRow['subject'];

export async function openDocumentsRepo(
  connection: Connection,
  clock: Clock,
): Promise<RowsRepo<DocumentRow>> {
  const word = { type: String, required: true };
  const schema = recordSchema({
    subject: { kind: word, id: word },
    title: word,
    body: { type: String, default: '' },
    isPublic: { type: Boolean, required: true },
  });
  schema.index({ 'subject.kind': 1, 'subject.id': 1, title: 1 });
  schema.index({ title: 1 });
  const repo = new RowsRepo<DocumentRow>({
    connection,
    clock,
    name: 'Document',
    collection: 'documents',
    schema,
    order: ['title'],
  });
  await repo.init();
  return repo;
}
