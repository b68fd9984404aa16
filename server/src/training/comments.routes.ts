import { Id, page } from '@ensemble/shared';
import { CommentCreate, CommentPatch, CommentView } from '@ensemble/shared/training';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { CommentsService } from './comments.service.ts';
import { type DraftAccess, draftAccess } from './drafts.access.ts';

const tag = 'Outline';
const params = z.object({ id: Id });
const ofComment = z.object({ id: Id, cid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id') });

export function commentRoutes(comments: CommentsService, access: DraftAccess): RouteDefinition[] {
  const comment = {
    tag,
    access: draftAccess(access, 'comment'),
    problems: ['conflict', 'too-large', 'unavailable'],
  } as const;
  return [
    route({
      method: 'get',
      path: '/drafts/:id/comments',
      summary: 'Comments on a draft in the order they were written',
      tag,
      access: draftAccess(access, 'read'),
      params,
      answer: page(CommentView),
      handle: async ({ params: { id } }) => ({ items: await comments.list(id), nextCursor: null }),
    }),
    route({
      ...comment,
      method: 'post',
      path: '/drafts/:id/comments',
      summary: 'Comment on a section or the whole draft, or answer a comment',
      params,
      body: CommentCreate,
      status: 201,
      answer: CommentView,
      handle({ viewer, params: { id }, body, newId }) {
        requireViewer(viewer);
        return comments.add(viewer, id, body, newId());
      },
    }),
    route({
      ...comment,
      method: 'patch',
      path: '/drafts/:id/comments/:cid',
      summary: 'Settle a comment or open it again; its author may change its words',
      params: ofComment,
      body: CommentPatch,
      answer: CommentView,
      handle({ viewer, params: { id, cid }, body }) {
        requireViewer(viewer);
        return comments.change(viewer, id, cid, body);
      },
    }),
    route({
      ...comment,
      access: { ...comment.access, label: 'draft:comment own, or draft:manage' },
      method: 'delete',
      path: '/drafts/:id/comments/:cid',
      summary: "Take back a comment of one's own; who manages the draft may take away any",
      params: ofComment,
      status: 204,
      async handle({ viewer, params: { id, cid } }) {
        requireViewer(viewer);
        await comments.remove(viewer, await access.may(viewer, id, 'manage'), id, cid);
      },
    }),
  ];
}
