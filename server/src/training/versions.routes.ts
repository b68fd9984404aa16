import { Id, PageQuery } from '@ensemble/shared';
import {
  CompareQuery,
  DraftView,
  OutlineComparison,
  OutlineVersionView,
  VersionCreate,
  VersionsPage,
} from '@ensemble/shared/training';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { type DraftAccess, draftAccess } from './drafts.access.ts';
import { presentVersion } from './drafts.present.ts';
import type { VersionsService } from './versions.service.ts';

const tag = 'Outline versions';
const params = z.object({ id: Id });
const ofVersion = z.object({ id: Id, vid: Id });

export interface VersionRoutesDeps {
  versions: VersionsService;
  access: DraftAccess;
  view(viewer: Viewer, draftId: string): Promise<DraftView>;
}

export function versionRoutes({ versions, access, view }: VersionRoutesDeps): RouteDefinition[] {
  const read = { tag, access: draftAccess(access, 'read') };
  const edit = {
    tag,
    access: draftAccess(access, 'edit'),
    problems: ['conflict', 'too-large', 'unavailable'],
  } as const;
  const step = (
    name: string,
    summary: string,
    run: (viewer: Viewer, of: { id: string; vid: string }, newId: () => string) => Promise<void>,
  ): RouteDefinition =>
    route({
      ...edit,
      method: 'post',
      path: `/drafts/:id/versions/:vid/${name}`,
      summary,
      params: ofVersion,
      answer: DraftView,
      async handle({ viewer, params: of, newId }) {
        requireViewer(viewer);
        await run(viewer, of, newId);
        return view(viewer, of.id);
      },
    });
  return [
    route({
      ...read,
      method: 'get',
      path: '/drafts/:id/versions',
      summary: 'Versions of a draft, newest first',
      params,
      query: PageQuery,
      answer: VersionsPage,
      async handle({ viewer, params: { id }, query }) {
        const after = decodeCursor(z.tuple([z.int()]), query.cursor);
        const draft = await access.require(viewer, id, 'read');
        const rows = await versions.page(draft, query.limit + 1, after?.[0] ?? null);
        return pageOf(rows, query.limit, presentVersion, ({ number }) => [number]);
      },
    }),
    route({
      ...edit,
      method: 'post',
      path: '/drafts/:id/versions',
      summary: 'Keep the draft as it stands under a name',
      params,
      body: VersionCreate,
      status: 201,
      answer: OutlineVersionView,
      async handle({ viewer, params: { id }, body, newId }) {
        requireViewer(viewer);
        return presentVersion(await versions.snapshot(viewer, id, body.label, newId()));
      },
    }),
    route({
      ...read,
      method: 'get',
      path: '/drafts/:id/versions/compare',
      summary: 'What differs from `a` to `b`: versions, or `current` for the draft as it stands',
      params,
      query: CompareQuery,
      answer: OutlineComparison,
      async handle({ viewer, params: { id }, query: { a, b } }) {
        return versions.compare(await access.require(viewer, id, 'read'), a, b);
      },
    }),
    route({
      ...read,
      method: 'get',
      path: '/drafts/:id/versions/:vid',
      summary: 'One version',
      params: ofVersion,
      answer: OutlineVersionView,
      async handle({ viewer, params: { id, vid } }) {
        return presentVersion(await versions.getShown(await access.require(viewer, id, 'read'), vid));
      },
    }),
    step('accept', "Make a version the accepted one, and its outline the draft's", (viewer, { id, vid }) =>
      versions.accept(viewer, id, vid),
    ),
    step('select', 'Show a version in the composer', (_viewer, { id, vid }) => versions.select(id, vid)),
    step('restore', 'Bring back an older state as a new version', (viewer, { id, vid }, newId) =>
      versions.restore(viewer, id, vid, newId()),
    ),
  ];
}
