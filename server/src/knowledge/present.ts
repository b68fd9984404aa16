import { KnowledgePassage, KnowledgeView } from '@ensemble/shared/knowledge/knowledge.schema';
import { requireViewer } from '../http/access.ts';
import type { Viewer } from '../http/viewer.ts';
import { presentAs } from '../records/index.ts';
import { mayChange } from './knowledge.access.ts';
import type { KnowledgeRow, PassageRow } from './knowledge.repo.ts';

export const presentPassage = ({ title }: KnowledgeRow, row: PassageRow): KnowledgePassage =>
  KnowledgePassage.parse({ ...row, id: row._id.toHexString(), title });

export type NamesOf = (ids: readonly string[]) => Promise<ReadonlyMap<string, { name: string }>>;

/** Shows documents as one viewer sees them, with their owners' names asked for together. */
export function presenter(namesOf: NamesOf) {
  const present = async (viewer: Viewer, rows: readonly KnowledgeRow[]): Promise<KnowledgeView[]> => {
    const names = await namesOf(rows.flatMap(({ ownerId }) => ownerId ?? []));
    return rows.map((row) => presentDocument(viewer, row, names));
  };
  const presentOne = async (viewer: Viewer | null, row: KnowledgeRow): Promise<KnowledgeView | undefined> => {
    requireViewer(viewer);
    return (await present(viewer, [row]))[0];
  };
  return { present, presentOne };
}

function presentDocument(
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
