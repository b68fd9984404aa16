import { Id } from '@ensemble/shared';
import {
  KNOWLEDGE_FILE_MAX_BYTES,
  KnowledgeCreate,
  KnowledgeDocument,
  KnowledgeHits,
  KnowledgePage,
  KnowledgePassage,
  KnowledgePatch,
  KnowledgeQuery,
  KnowledgeSearchQuery,
  KnowledgeUpload,
  KnowledgeView,
  PassagePlace,
} from '@ensemble/shared/knowledge/knowledge.schema';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { type Access, route, type RouteDefinition, upload } from '../http/route.ts';
import { member } from './knowledge.access.ts';
import type { KnowledgeService } from './knowledge.service.ts';
import { type NamesOf, presenter, presentPassage } from './present.ts';
import type { Retrieval } from './retrieval.ts';

export interface KnowledgeRoutesDeps {
  service: KnowledgeService;
  retrieval: Retrieval;
  namesOf: NamesOf;
}

const params = z.object({ id: Id });
const tag = 'Knowledge';

export function knowledgeRoutes({ service, retrieval, namesOf }: KnowledgeRoutesDeps): RouteDefinition[] {
  const change: Access = {
    label: 'knowledge:change',
    async check({ viewer, params: { id = '' } }) {
      await member.check({ viewer, params: {} });
      requireViewer(viewer);
      await service.changeable(viewer, id);
    },
  };
  const { present, presentOne } = presenter(namesOf);
  return [
    route({
      method: 'get',
      path: '/knowledge',
      summary: "Documents one may read, by title: one's own and those for everyone",
      tag,
      access: member,
      query: KnowledgeQuery,
      answer: KnowledgePage,
      async handle({ viewer, query }) {
        requireViewer(viewer);
        const found = await service.list(viewer, query);
        return { ...found, items: await present(viewer, found.items) };
      },
    }),
    route({
      method: 'post',
      path: '/knowledge',
      summary: 'Add a document: pasted text, or a Markdown, text, HTML or PDF file of at most 10 MB',
      tag,
      access: member,
      body: KnowledgeCreate,
      status: 201,
      answer: KnowledgeView,
      problems: ['conflict'],
      async handle({ viewer, body, newId }) {
        requireViewer(viewer);
        return presentOne(viewer, await service.paste(viewer, newId(), body));
      },
      upload: upload({
        maxBytes: KNOWLEDGE_FILE_MAX_BYTES,
        fields: KnowledgeUpload,
        async handle({ viewer, newId }, file, fields) {
          requireViewer(viewer);
          return presentOne(viewer, await service.upload(viewer, newId(), file, fields));
        },
      }),
    }),
    route({
      method: 'get',
      path: '/knowledge/search',
      summary: 'Passages that answer a question, best first; none when nothing does',
      tag,
      access: member,
      query: KnowledgeSearchQuery,
      answer: KnowledgeHits,
      async handle({ viewer, query: { q, limit } }) {
        requireViewer(viewer);
        return { items: await retrieval.search(viewer.userId, { text: q, limit }) };
      },
    }),
    route({
      method: 'get',
      path: '/knowledge/:id',
      summary: 'One document with its text and where its passages are',
      tag,
      access: member,
      params,
      answer: KnowledgeDocument,
      async handle({ viewer, params: { id } }) {
        requireViewer(viewer);
        const row = await service.readable(viewer, id);
        const { text, passages } = await service.text(row);
        const places = passages.map((passage) =>
          PassagePlace.parse({ ...passage, id: passage._id.toHexString() }),
        );
        return { ...(await presentOne(viewer, row)), text, passages: places };
      },
    }),
    route({
      method: 'get',
      path: '/knowledge/:id/passages/:pid',
      summary: 'One passage, and where in its document it stands',
      tag,
      access: member,
      params: params.extend({ pid: Id }),
      answer: KnowledgePassage,
      async handle({ viewer, params: { id, pid } }) {
        requireViewer(viewer);
        const row = await service.readable(viewer, id);
        return presentPassage(row, await service.passage(row, pid));
      },
    }),
    route({
      method: 'patch',
      path: '/knowledge/:id',
      summary: 'Rename a document, or change who may read it',
      tag,
      access: change,
      params,
      body: KnowledgePatch,
      answer: KnowledgeView,
      problems: ['stale-version'],
      handle: async ({ viewer, params: { id }, body, ifMatch }) =>
        presentOne(viewer, await service.patch(id, body, ifMatch)),
    }),
    route({
      method: 'delete',
      path: '/knowledge/:id',
      summary: 'Delete a document; what was cited of it stays readable where it was cited',
      tag,
      access: change,
      params,
      status: 204,
      handle: ({ params: { id } }) => service.erase(id),
    }),
  ];
}
