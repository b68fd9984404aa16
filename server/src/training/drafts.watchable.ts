import { liveKey, type WatchSnapshot } from '@ensemble/shared';
import type { Watchable } from '../live/live.types.ts';
import type { DraftAccess } from './drafts.access.ts';
import type { TrainingPart } from './drafts.port.ts';
import { draftEvent } from './drafts.present.ts';
import type { DraftRows } from './draft-rows.ts';

/** How `/live` names the room of a draft. */
export const DRAFT_ROOM = 'draft';

/** Drafts as `/live` watches them: how they stand beside their document, and what the other parts say of them. */
export function draftWatchable(deps: {
  rows: DraftRows;
  access: DraftAccess;
  parts: readonly TrainingPart[];
}): Watchable {
  const { rows, access, parts } = deps;
  return {
    key: 'drafts',
    room: DRAFT_ROOM,
    async audience(viewer, id) {
      return (await access.may(viewer, id, 'read')) ? 'staff' : null;
    },
    async snapshot(id) {
      const row = await rows.repo.find(id);
      if (!row) return {};
      let snapshot: Partial<WatchSnapshot> = { drafts: [draftEvent(row)] };
      for (const part of parts) snapshot = { ...snapshot, ...(await part.draftSnapshot?.(id)) };
      return snapshot;
    },
    async versions(ids) {
      const found = new Map<string, Record<string, number>>();
      for (const [id, version] of await rows.repo.versions(ids))
        found.set(id, { [liveKey('draft', id)]: version });
      for (const part of parts) {
        for (const [id, versions] of (await part.draftVersions?.(ids)) ?? []) {
          found.set(id, { ...found.get(id), ...versions });
        }
      }
      return found;
    },
  };
}
