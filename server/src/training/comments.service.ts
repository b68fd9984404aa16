import { AppError, type Clock } from '@ensemble/shared';
import type { CommentCreate, CommentPatch, CommentView } from '@ensemble/shared/training';
import {
  addComment,
  changeComment,
  commentOf,
  deleteComment,
  readComments,
  reassignComments,
} from '@ensemble/shared/training/outline';
import type * as Y from 'yjs';
import type { z } from 'zod';
import type { Collab } from '../collab/index.ts';
import type { Viewer } from '../http/viewer.ts';
import { outlineName, SERVER_ADDING } from './outline.docs.ts';

/** Remarks on an outline. They stand in the shared document, and the server alone writes them. */
export class CommentsService {
  readonly #collab: Collab;
  readonly #clock: Clock;

  constructor(collab: Collab, clock: Clock) {
    this.#collab = collab;
    this.#clock = clock;
  }

  /** In the order they were written. */
  list(draftId: string): Promise<CommentView[]> {
    return this.#collab.read(outlineName(draftId), readComments);
  }

  /** @throws AppError `invalid` at `sectionId`, `parentId` or `text`. */
  add(
    viewer: Viewer,
    draftId: string,
    comment: z.output<typeof CommentCreate>,
    id: string,
  ): Promise<CommentView> {
    return this.#collab.edit(outlineName(draftId), null, (doc) => {
      // The same call again after a crash.
      const made = commentOf(doc, id);
      if (made) return made;
      const author = { authorId: viewer.userId, authorName: viewer.name };
      return addComment(doc, { ...comment, ...author, id, createdAt: this.#now() }, SERVER_ADDING);
    });
  }

  /** Its words are its author's; whoever may comment may settle it. @throws AppError `not-found`, `not-allowed`. */
  change(
    viewer: Viewer,
    draftId: string,
    id: string,
    { text, resolved }: z.output<typeof CommentPatch>,
  ): Promise<CommentView> {
    return this.#collab.edit(outlineName(draftId), null, (doc) => {
      const before = commentIn(doc, id);
      if (text !== undefined && before.authorId !== viewer.userId) throw notTheirs();
      const at = this.#now();
      const change = {
        ...(text === undefined || text === before.text ? {} : { text, editedAt: at }),
        ...(resolved === undefined || resolved === (before.resolvedAt !== null)
          ? {}
          : { resolved: resolved ? { at, by: viewer.userId } : null }),
      };
      return changeComment(doc, id, change, SERVER_ADDING);
    });
  }

  /** By its author, or by who manages the draft. @throws AppError `not-found`, `not-allowed`. */
  remove(viewer: Viewer, mayManage: boolean, draftId: string, id: string): Promise<void> {
    return this.#collab.edit(outlineName(draftId), null, (doc) => {
      const { authorId } = commentIn(doc, id);
      if (authorId !== viewer.userId && !mayManage) throw notTheirs();
      deleteComment(doc, id, SERVER_ADDING);
    });
  }

  /** A guest became an account: their comments are the account's. */
  handOver(draftId: string, guestId: string, to: { id: string; name: string }): Promise<void> {
    return this.#collab.edit(outlineName(draftId), null, (doc) => {
      reassignComments(doc, guestId, to, SERVER_ADDING);
    });
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function commentIn(doc: Y.Doc, id: string): CommentView {
  const found = commentOf(doc, id);
  if (!found) throw new AppError('not-found', 'There is no such comment.');
  return found;
}

const notTheirs = (): AppError => new AppError('not-allowed', 'Only who wrote a comment may do this.');
