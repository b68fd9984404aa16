import type { Viewer } from '../http/viewer.ts';
import type { ContentService } from './content.service.ts';
import { contentDigest } from './digest.ts';
import type { DraftRows } from './draft-rows.ts';
import type { DraftAccess } from './drafts.access.ts';
import type { DraftChange, DraftGuard, DraftsPort } from './drafts.port.ts';
import { presentVersion } from './drafts.present.ts';
import type { DraftFields, DraftRecord } from './drafts.repo.ts';
import type { DraftsService } from './drafts.service.ts';
import type { SavedStates } from './saved-states.ts';
import type { VersionsService } from './versions.service.ts';

export interface DraftsPortDeps {
  rows: DraftRows;
  access: DraftAccess;
  /** There once the sync server stands. */
  services(): {
    content: ContentService;
    versions: VersionsService;
    states: SavedStates;
    drafts: DraftsService;
  };
}

/** What people see of a draft beside its content: when that changes, it was worked on. */
const TOUCHING = ['status', 'acceptedVersionId', 'publishedSessionId'] as const;

const holds = (row: DraftRecord, guard: DraftGuard): boolean =>
  Object.entries(guard).every(([field, value]) => row[field as keyof DraftGuard] === value);

/** Drafts as the other parts of training know them. */
export function draftsPort({ rows, access, services }: DraftsPortDeps): DraftsPort {
  const fieldsOf = (change: DraftChange): DraftFields => ({
    ...change,
    ...(TOUCHING.some((field) => field in change) ? { updatedAt: rows.now() } : {}),
  });
  return {
    require: (viewer, draftId, action) => access.require(viewer, draftId, action),
    may: (viewer, draftId, action) => access.may(viewer, draftId, action),
    find: (draftId) => rows.repo.find(draftId),
    view: (viewer: Viewer, draftId) => services().drafts.view(viewer, draftId),
    async readableIds(viewer) {
      if (viewer.roles.includes('admin')) return null;
      const own = await rows.repo.idsWhere({ ownerId: viewer.userId });
      return [...new Set([...own, ...(await access.rolesOf(viewer)).keys()])];
    },
    content: async (draftId) => {
      await rows.get(draftId);
      return services().content.read(draftId);
    },
    digestOf: contentDigest,
    async write(draftId, _author, content) {
      const { states, content: contents } = services();
      await states.keep(draftId, await contents.read(draftId));
      await contents.write(draftId, content);
    },
    addVersion: async (draftId, version) => presentVersion(await services().versions.add(draftId, version)),
    version: async (draftId, versionId) => presentVersion(await services().versions.get(draftId, versionId)),
    async baseOf(draft) {
      const base = await services().versions.baseOf(draft);
      return base && presentVersion(base);
    },
    removeVersion: (draftId, versionId) => services().versions.remove(draftId, versionId),
    versions: async (draftId) =>
      (await services().versions.shown(await rows.get(draftId))).map(presentVersion),
    async set(draftId, change, guard = {}) {
      const row = await rows.change(draftId, (now) => (holds(now, guard) ? fieldsOf(change) : null));
      if (row && change.publishedVersionIds) await services().versions.recount(draftId);
      return row;
    },
    openPublications: () => rows.repo.openPublications(),
    publicationsOf: (draftIds) => rows.repo.publications(draftIds),
  };
}
