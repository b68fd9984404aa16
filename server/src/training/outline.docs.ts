import type * as Y from 'yjs';
import { docName, type DocName } from '@ensemble/shared/collab';
import {
  createOutlineGuard,
  type OutlineGuard,
  readComments,
  readMetadata,
  readOutline,
  readPrompt,
  seedOutline,
} from '@ensemble/shared/training/outline';
import { ObjectId } from 'bson';
import type { CollabAccess, CollabKind, Principal } from '../collab/index.ts';
import type { DraftRows } from './draft-rows.ts';
import type { DraftContent } from './drafts.port.ts';

export const OUTLINE = 'outline';
export const outlineName = (draftId: string): DocName => docName(OUTLINE, draftId);
/** Origin of what the server itself writes into an outline. */
export const SERVER_ORIGIN = 'server';

/** How the server adds to an outline. */
export const SERVER_ADDING = { origin: SERVER_ORIGIN, newId: () => new ObjectId().toHexString() };

export const contentOf = (doc: Y.Doc): DraftContent => ({
  metadata: readMetadata(doc),
  outline: readOutline(doc),
  prompt: readPrompt(doc),
});

export interface OutlineDeps {
  rows: DraftRows;
  /** What this person may do with the draft, by the table of rights. */
  access(principal: Principal | null, draftId: string): Promise<CollabAccess>;
}

/** How the outline takes part in co-editing: who may, what the server stamps, what row comes of it. */
export function outlineKind({ rows, access }: OutlineDeps): CollabKind {
  const guards = new WeakMap<Y.Doc, OutlineGuard>();
  return {
    kind: OUTLINE,
    authorize: (principal, draftId) => access(principal, draftId),
    async seed(doc, draftId) {
      const { metadata, outline, prompt } = await rows.get(draftId);
      seedOutline(doc, { metadata, outline, prompt }, SERVER_ADDING);
    },
    opened: (doc) => {
      guards.set(doc, createOutlineGuard(doc, { serverOrigin: SERVER_ORIGIN }));
    },
    onTransaction: (doc, transaction, author) => {
      guards.get(doc)?.onTransaction(doc, transaction, author);
    },
    async project(draftId, doc) {
      const authors = readComments(doc).map(({ authorId }) => authorId);
      await rows.project(draftId, contentOf(doc), authors);
    },
  };
}
