import type { DocumentRow } from './documents.repo.ts';
import type { DocumentsService } from './documents.service.ts';

/** The notes that everybody may see, for others to follow: those that are public on what is public. */
export function publicNotes(documents: DocumentsService) {
  const { repo } = documents.records;
  const open = (rows: readonly DocumentRow[]): Promise<Set<DocumentRow>> => documents.visible(null, rows);
  return {
    source: 'note',
    async versions(): Promise<Map<string, number>> {
      const rows = await open(await repo.all({ isPublic: true }));
      return new Map([...rows].map(({ _id, version }) => [_id.toHexString(), version]));
    },
    async text(id: string) {
      const row = await repo.find(id);
      if (!row || !(await open([row])).has(row)) return null;
      return { id, version: row.version, title: row.title, text: row.body };
    },
    async stillOpen(ids: readonly string[]): Promise<Set<string>> {
      const rows = await open(await repo.findMany(ids));
      return new Set([...rows].map(({ _id }) => _id.toHexString()));
    },
    onChange(listener: (id: string) => Promise<void>): void {
      documents.onChange(listener);
    },
  };
}
