import { AppError, Id } from '@ensemble/shared';
import {
  CitedPassage,
  type DraftAction,
  DraftView,
  VariantsRequest,
  VariantsView,
} from '@ensemble/shared/training';
import { z } from 'zod';
import { requireViewer } from '../../http/access.ts';
import { type Access, route, type RouteDefinition } from '../../http/route.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { GenerationService } from './generation.service.ts';

const tag = 'Variants';
const draft = z.object({ id: Id });
const variant = z.object({ id: Id, vid: Id });
const passage = z.object({ id: Id, pid: Id });
const Started = z.object({ jobId: Id });

export function generationRoutes(generation: GenerationService, drafts: DraftsPort): RouteDefinition[] {
  const may = (action: DraftAction): Access => ({
    label: `draft:${action}`,
    async check({ viewer, params }) {
      const { id } = params;
      if (id === undefined) throw new AppError('not-found', 'There is no such draft.');
      await drafts.require(viewer, id, action);
    },
  });
  return [
    route({
      method: 'post',
      path: '/drafts/:id/variants',
      summary:
        'Have outline variants made; while they are, and for unchanged input, the run that is there answers',
      tag,
      access: may('edit'),
      params: draft,
      body: VariantsRequest,
      status: 202,
      answer: Started,
      problems: ['conflict'],
      async handle({ params: { id }, body, viewer, newId }) {
        requireViewer(viewer);
        return { jobId: await generation.start(viewer, id, body, newId()) };
      },
    }),
    route({
      method: 'get',
      path: '/drafts/:id/variants',
      summary: 'How far the newest run is, and every variant kept, newest run first',
      tag,
      access: may('read'),
      params: draft,
      answer: VariantsView,
      handle: ({ params: { id } }) => generation.view(id),
    }),
    route({
      method: 'post',
      path: '/drafts/:id/variants/:vid/select',
      summary: 'Make a variant the draft’s outline: it becomes an accepted version',
      tag,
      access: may('edit'),
      params: variant,
      status: 200,
      answer: DraftView,
      problems: ['conflict', 'too-large', 'unavailable'],
      async handle({ params: { id, vid }, viewer }) {
        requireViewer(viewer);
        return generation.select(viewer, id, vid);
      },
    }),
    route({
      method: 'get',
      path: '/drafts/:id/passages/:pid',
      summary: 'A passage that this draft cites, as it was when it was cited',
      tag,
      access: may('read'),
      params: passage,
      answer: CitedPassage,
      handle: ({ params: { id, pid } }) => generation.passage(id, pid),
    }),
  ];
}
