import * as Y from 'yjs';
import { AppError, invalidField } from '../../core/errors.ts';
import type { CommentView } from '../outline.schema.ts';
import type { Adding, Edit } from './schema.ts';
import { asMap, commentsOf, isUsableId, sectionMap } from './shape.ts';
import { cleanLine, cleanLines, idOf } from './values.ts';

/**
 * Remarks on sections, or on the whole draft. The server alone writes them: what a client writes here is taken back
 * (guard.ts), so write them without an author.
 */

const TEXT_MAX = 2000;
const NAME_MAX = 200;
/** Those taken away count too. */
export const COMMENTS_MAX = 2000;

export interface NewComment {
  id?: string | undefined;
  sectionId: string | null;
  parentId: string | null;
  text: string;
  authorId: string;
  authorName: string;
  /** As an ISO instant. */
  createdAt: string;
}

export interface CommentChange {
  text?: string | undefined;
  editedAt?: string | null | undefined;
  /** Who has settled it and when; null opens it again. */
  resolved?: { at: string; by: string } | null | undefined;
}

function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

function readComment(id: string, value: unknown): CommentView | null {
  const map = asMap(value);
  const createdAt = instantOf(map?.get('createdAt'));
  const authorId = idOf(map?.get('authorId'));
  const text = cleanLines(map?.get('text'), TEXT_MAX);
  if (!map || !isUsableId(id) || map.get('deleted') === true) return null;
  if (createdAt === null || authorId === null || text === '') return null;
  return {
    id,
    sectionId: idOf(map.get('sectionId')),
    parentId: idOf(map.get('parentId')),
    text,
    authorId,
    authorName: cleanLine(map.get('authorName'), NAME_MAX),
    createdAt,
    editedAt: instantOf(map.get('editedAt')),
    resolvedAt: instantOf(map.get('resolvedAt')),
    resolvedBy: idOf(map.get('resolvedBy')),
  };
}

/** In the order they were written. Answers whose thread is gone are gone with it. */
export function readComments(doc: Y.Doc): CommentView[] {
  const comments = new Map<string, CommentView>();
  commentsOf(doc).forEach((value, id) => {
    const comment = readComment(id, value);
    if (comment) comments.set(id, comment);
  });
  const stands = ({ parentId }: CommentView): boolean =>
    parentId === null || comments.get(parentId)?.parentId === null;
  return [...comments.values()]
    .filter(stands)
    .sort((a, b) =>
      a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1,
    );
}

/** One of them; null for one that is absent, or whose thread is gone. */
export function commentOf(doc: Y.Doc, id: string): CommentView | null {
  const read = (of: string): CommentView | null => readComment(of, commentsOf(doc).get(of));
  const comment = read(id);
  if (comment === null || comment.parentId === null) return comment;
  return read(comment.parentId)?.parentId === null ? comment : null;
}

function findComment(doc: Y.Doc, id: string): { map: Y.Map<unknown>; view: CommentView } {
  const view = commentOf(doc, id);
  const map = asMap(commentsOf(doc).get(id));
  if (!view || !map) throw new AppError('not-found', 'There is no such comment.');
  return { map, view };
}

/**
 * Adds a comment, or an answer to a thread (an answer to an answer joins its thread). Throws `invalid` at `sectionId`,
 * `parentId` or `text`.
 */
export function addComment(doc: Y.Doc, comment: NewComment, adding: Adding): CommentView {
  const { parentId } = comment;
  const text = cleanLines(comment.text, TEXT_MAX);
  if (text === '') throw invalidField('text', 'must not be empty');
  if (commentsOf(doc).size >= COMMENTS_MAX)
    throw invalidField('text', `cannot be added: a draft holds at most ${COMMENTS_MAX} comments`);
  const parent = parentId === null ? null : commentOf(doc, parentId);
  if (parentId !== null && parent === null) throw invalidField('parentId', 'must be a comment of this draft');
  const sectionId = parent ? parent.sectionId : comment.sectionId;
  if (sectionId !== null && !parent && !sectionMap(doc, sectionId))
    throw invalidField('sectionId', 'must be a section of this outline');
  const view: CommentView = {
    id: comment.id ?? adding.newId(),
    sectionId,
    parentId: parent ? (parent.parentId ?? parent.id) : null,
    text,
    authorId: comment.authorId,
    authorName: comment.authorName,
    createdAt: comment.createdAt,
    editedAt: null,
    resolvedAt: null,
    resolvedBy: null,
  };
  const { id, ...fields } = view;
  doc.transact(() => commentsOf(doc).set(id, new Y.Map(Object.entries(fields))), adding.origin);
  return view;
}

/** Throws `not-found`, or `invalid` at `text`. */
export function changeComment(doc: Y.Doc, id: string, change: CommentChange, edit: Edit): CommentView {
  const { map } = findComment(doc, id);
  const text = change.text === undefined ? undefined : cleanLines(change.text, TEXT_MAX);
  if (text === '') throw invalidField('text', 'must not be empty');
  const { resolved } = change;
  const fields = {
    text,
    editedAt: change.editedAt,
    ...(resolved === undefined ? {} : { resolvedAt: resolved?.at ?? null, resolvedBy: resolved?.by ?? null }),
  };
  doc.transact(() => {
    for (const [field, value] of Object.entries(fields)) {
      if (value !== undefined && map.get(field) !== value) map.set(field, value);
    }
  }, edit.origin);
  return findComment(doc, id).view;
}

/** Takes a comment away, the first of a thread with its answers; nothing of its words stays. Throws `not-found`. */
export function deleteComment(doc: Y.Doc, id: string, edit: Edit): void {
  findComment(doc, id);
  const gone = readComments(doc).filter((comment) => comment.id === id || comment.parentId === id);
  doc.transact(() => gone.forEach((comment) => commentsOf(doc).delete(comment.id)), edit.origin);
}

/** A guest became an account: what they said, answered and settled is the account's. */
export function reassignComments(
  doc: Y.Doc,
  fromUserId: string,
  to: { id: string; name: string },
  edit: Edit,
): void {
  const theirs = [...commentsOf(doc).values()].map(asMap).filter((map) => map !== undefined);
  doc.transact(() => {
    for (const map of theirs) {
      if (map.get('authorId') === fromUserId) {
        map.set('authorId', to.id);
        map.set('authorName', to.name);
      }
      if (map.get('resolvedBy') === fromUserId) map.set('resolvedBy', to.id);
    }
  }, edit.origin);
}
