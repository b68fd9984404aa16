import { Id, page, PageQuery } from '@ensemble/shared';
import { DOCUMENT_SUBJECTS, DocumentCreate, DocumentPatch, DocumentView } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { anyone, requireViewer, signedIn } from '../http/access.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import { listPage, presentAs } from '../records/index.ts';
import { isHost } from './documents.policy.ts';
import { type DocumentsService, notAllowed } from './documents.service.ts';

const params = z.object({ id: Id });
const tag = 'Documents';

/** Who may not even see it is told that it does not exist; who may see but not write is told so. */
const documentAccess = (documents: DocumentsService, action: 'read' | 'write'): Access => ({
  label: `document:${action}`,
  async check({ viewer, params: { id = '' } }) {
    if (action === 'write') requireViewer(viewer);
    const rights = await documents.rightsOnSeen(viewer, id);
    if (action === 'write' && !rights.write) throw notAllowed();
  },
});

export const documentRoutes = (documents: DocumentsService): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/documents',
    summary:
      'Notes on a city, stack, path or instance, by title: public ones, and to hosts and guides theirs',
    tag,
    access: anyone,
    query: PageQuery.extend({ kind: z.enum(DOCUMENT_SUBJECTS).optional(), id: Id.optional() }),
    answer: page(DocumentView),
    async handle({ query, viewer }) {
      const { kind, id } = query;
      const subject = {
        ...(kind === undefined ? {} : { 'subject.kind': kind }),
        ...(id === undefined ? {} : { 'subject.id': id }),
      };
      const asked = kind !== undefined && id !== undefined ? { kind, id } : null;
      const writes = asked ? (await documents.rights(viewer, asked)).write : isHost(viewer);
      const filter = { ...subject, ...(writes ? {} : { isPublic: true }) };
      const found = await listPage(documents.records.repo, filter, query, (row) => row);
      // What is public about an evening that is not stays with those who may see the evening.
      const visible = await documents.visible(viewer, found.items);
      const items = found.items.filter((row) => visible.has(row));
      return { ...found, items: items.map((row) => presentAs(DocumentView, row)) };
    },
  }),
  route({
    method: 'post',
    path: '/documents',
    summary: 'Write a note; hosts on anything, guides on their instance',
    tag,
    access: signedIn,
    body: DocumentCreate,
    status: 201,
    answer: DocumentView,
    async handle({ viewer, body, newId }) {
      requireViewer(viewer);
      return presentAs(DocumentView, await documents.create(viewer, newId(), body));
    },
  }),
  route({
    method: 'get',
    path: '/documents/:id',
    summary: 'One note',
    tag,
    access: documentAccess(documents, 'read'),
    params,
    answer: DocumentView,
    handle: async ({ params: { id } }) => presentAs(DocumentView, await documents.records.get(id)),
  }),
  route({
    method: 'patch',
    path: '/documents/:id',
    summary: 'Change a note',
    tag,
    access: documentAccess(documents, 'write'),
    params,
    body: DocumentPatch,
    answer: DocumentView,
    problems: ['stale-version'],
    handle: async ({ params: { id }, body, ifMatch }) =>
      presentAs(DocumentView, await documents.patch(id, body, ifMatch)),
  }),
  route({
    method: 'delete',
    path: '/documents/:id',
    summary: 'Delete a note',
    tag,
    access: documentAccess(documents, 'write'),
    params,
    status: 204,
    handle: ({ params: { id } }) => documents.delete(id),
  }),
];
