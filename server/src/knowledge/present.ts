import { KnowledgePassage, KnowledgeView } from '@ensemble/shared/knowledge/knowledge.schema';
import type { Viewer } from '../http/viewer.ts';
import { presentAs } from '../records/index.ts';
import { mayChange } from './knowledge.access.ts';
import type { KnowledgeRow, PassageRow } from './knowledge.repo.ts';

export const presentPassage = ({ title }: KnowledgeRow, row: PassageRow): KnowledgePassage =>
  KnowledgePassage.parse({ ...row, id: row._id.toHexString(), title });

export function presentDocument(
  viewer: Viewer,
  row: KnowledgeRow,
  names: ReadonlyMap<string, { name: string }>,
): KnowledgeView {
  const { ownerId } = row;
  return presentAs(KnowledgeView, {
    ...row,
    owner: ownerId === null ? null : { id: ownerId, name: names.get(ownerId)?.name ?? 'Somebody' },
    isMine: ownerId === viewer.userId,
    mayChange: mayChange(viewer, row),
  } as KnowledgeRow);
}
