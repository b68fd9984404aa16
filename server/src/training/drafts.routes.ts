import { Id } from '@ensemble/shared';
import {
  DraftCreate,
  DraftPatch,
  DraftQuery,
  DraftsPage,
  DraftView,
  TrainingFigures,
} from '@ensemble/shared/training';
import { z } from 'zod';
import { account, requireViewer, signedIn } from '../http/access.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { type DraftAccess, draftAccess } from './drafts.access.ts';
import type { DraftsService } from './drafts.service.ts';

const tag = 'Session drafts';
const params = z.object({ id: Id });

/** Copying reads one draft and makes another. */
const readerWithAccount = (access: DraftAccess): Access => ({
  label: 'draft:read, account:createSession',
  async check(context) {
    await draftAccess(access, 'read').check(context);
    await account('createSession').check(context);
  },
});

export function draftRoutes(drafts: DraftsService, access: DraftAccess): RouteDefinition[] {
  const step = (
    name: string,
    summary: string,
    may: Access,
    run: (viewer: Viewer, draftId: string) => Promise<DraftView>,
  ): RouteDefinition =>
    route({
      method: 'post',
      path: `/drafts/:id/${name}`,
      summary,
      tag,
      access: may,
      params,
      answer: DraftView,
      problems: ['conflict', 'too-large', 'unavailable'],
      handle({ viewer, params: { id } }) {
        requireViewer(viewer);
        return run(viewer, id);
      },
    });
  const edit = draftAccess(access, 'edit');
  const manage = draftAccess(access, 'manage');
  return [
    route({
      method: 'get',
      path: '/training/figures',
      summary: 'How many drafts each filter finds, and dated sessions of the next seven days',
      tag,
      access: signedIn,
      answer: TrainingFigures,
      handle({ viewer }) {
        requireViewer(viewer);
        return drafts.figures(viewer);
      },
    }),
    route({
      method: 'get',
      path: '/drafts',
      summary: 'Drafts one owns or is a member of, last changed first; without the archive unless asked for',
      tag,
      access: signedIn,
      query: DraftQuery,
      answer: DraftsPage,
      async handle({ viewer, query }) {
        requireViewer(viewer);
        const after = decodeCursor(z.tuple([z.number(), Id]), query.cursor);
        const found = await drafts.list(viewer, query, { limit: query.limit + 1, after });
        return pageOf(
          found,
          query.limit,
          ({ view }) => view,
          ({ row }) => [row.updatedAt.getTime(), row.id],
        );
      },
    }),
    route({
      method: 'post',
      path: '/drafts',
      summary: 'Begin a draft; its maker owns it',
      tag,
      access: account('createSession'),
      body: DraftCreate,
      status: 201,
      answer: DraftView,
      problems: ['conflict'],
      handle({ viewer, body, newId }) {
        requireViewer(viewer);
        return drafts.create(viewer, newId(), body);
      },
    }),
    route({
      method: 'get',
      path: '/drafts/:id',
      summary: 'One draft with its outline and the versions made for it',
      tag,
      access: draftAccess(access, 'read'),
      params,
      answer: DraftView,
      handle({ viewer, params: { id } }) {
        requireViewer(viewer);
        return drafts.view(viewer, id);
      },
    }),
    route({
      method: 'patch',
      path: '/drafts/:id',
      summary: 'Change setup fields, the prompt or the status; fields are merged into the shared document',
      tag,
      access: edit,
      params,
      body: DraftPatch,
      answer: DraftView,
      problems: ['stale-version', 'conflict', 'too-large', 'unavailable'],
      handle({ viewer, params: { id }, body, ifMatch }) {
        requireViewer(viewer);
        return drafts.patch(viewer, id, body, ifMatch);
      },
    }),
    route({
      method: 'delete',
      path: '/drafts/:id',
      summary: 'Delete a draft with its document, versions and variants; one that was published is archived',
      tag,
      access: manage,
      params,
      status: 204,
      problems: ['conflict'],
      handle: ({ params: { id } }) => drafts.delete(id),
    }),
    route({
      method: 'post',
      path: '/drafts/:id/duplicate',
      summary: 'Begin another draft with the content of this one, without its comments and members',
      tag,
      access: readerWithAccount(access),
      params,
      status: 201,
      answer: DraftView,
      problems: ['conflict'],
      handle({ viewer, params: { id }, newId }) {
        requireViewer(viewer);
        return drafts.duplicate(viewer, id, newId());
      },
    }),
    step('archive', 'Put a draft away; it can be read, not changed', manage, (viewer, id) =>
      drafts.archive(viewer, id),
    ),
    step('unarchive', 'Take a draft out of the archive', manage, (viewer, id) =>
      drafts.unarchive(viewer, id),
    ),
    step('save', 'Keep a state to come back to', edit, (viewer, id) => drafts.save(viewer, id)),
    step('undo-autosave', 'Go back to the last saved state', edit, (viewer, id) =>
      drafts.undoAutosave(viewer, id),
    ),
  ];
}
