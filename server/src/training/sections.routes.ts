import { Id } from '@ensemble/shared';
import { OutlineSection, SectionCreate, SectionId, SectionPatch } from '@ensemble/shared/training';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { ContentService } from './content.service.ts';
import { type DraftAccess, draftAccess } from './drafts.access.ts';

const tag = 'Outline';
const params = z.object({ id: Id });
const ofSection = z.object({ id: Id, sid: SectionId });

const SectionsView = z.object({
  items: z.array(OutlineSection),
  /** Deleted ones, each where it would come back to. */
  bin: z.array(OutlineSection),
  nextCursor: z.null(),
});

/** The sections of an outline, for programs: the pages write into the shared document. */
export function sectionRoutes(content: ContentService, access: DraftAccess): RouteDefinition[] {
  const edit = {
    tag,
    access: draftAccess(access, 'edit'),
    problems: ['conflict', 'invalid', 'too-large', 'unavailable'],
  } as const;
  return [
    route({
      method: 'get',
      path: '/drafts/:id/sections',
      summary: 'The sections of an outline in their order, and those in the bin',
      tag,
      access: draftAccess(access, 'read'),
      params,
      answer: SectionsView,
      async handle({ params: { id } }) {
        const { sections, bin } = await content.sections(id);
        return { items: sections, bin, nextCursor: null };
      },
    }),
    route({
      ...edit,
      method: 'post',
      path: '/drafts/:id/sections',
      summary: 'Add a section; `after` a section, null first, absent last',
      params,
      body: SectionCreate,
      status: 201,
      answer: OutlineSection,
      handle({ viewer, params: { id }, body, newId }) {
        requireViewer(viewer);
        return content.addSection(viewer, id, body, newId());
      },
    }),
    route({
      ...edit,
      method: 'patch',
      path: '/drafts/:id/sections/:sid',
      summary: 'Change or move a section',
      params: ofSection,
      body: SectionPatch,
      answer: OutlineSection,
      handle({ viewer, params: { id, sid }, body }) {
        requireViewer(viewer);
        return content.changeSection(viewer, id, sid, body);
      },
    }),
    route({
      ...edit,
      method: 'delete',
      path: '/drafts/:id/sections/:sid',
      summary: 'Put a section into the bin',
      params: ofSection,
      status: 204,
      handle({ viewer, params: { id, sid } }) {
        requireViewer(viewer);
        return content.deleteSection(viewer, id, sid);
      },
    }),
    route({
      ...edit,
      method: 'post',
      path: '/drafts/:id/sections/:sid/restore',
      summary: 'Take a section out of the bin',
      params: ofSection,
      answer: OutlineSection,
      handle({ viewer, params: { id, sid } }) {
        requireViewer(viewer);
        return content.restoreSection(viewer, id, sid);
      },
    }),
    route({
      ...edit,
      method: 'post',
      path: '/drafts/:id/sections/:sid/duplicate',
      summary: 'Copy a section right below itself',
      params: ofSection,
      status: 201,
      answer: OutlineSection,
      handle({ viewer, params: { id, sid }, newId }) {
        requireViewer(viewer);
        return content.duplicateSection(viewer, id, sid, newId());
      },
    }),
  ];
}
