import { AppError, Id } from '@ensemble/shared';
import { AgendaQuery, type SessionMetadata, type SessionOutline } from '@ensemble/shared/training';
import type { Response } from 'express';
import { z } from 'zod';
import { route, type RouteDefinition } from '../../http/route.ts';
import type { Viewer } from '../../http/viewer.ts';
import { calendarFeed, instanceEntry, type InstancesService } from '../../instances/index.ts';
import type { DraftsPort } from '../drafts.port.ts';
import { draftAccess, trainingAccess } from './access.ts';
import { agendaOf, type AgendaReader } from './agenda-files/agenda.ts';
import { agendaDocx } from './agenda-files/docx.ts';
import { agendaMarkdown } from './agenda-files/markdown.ts';
import type { TrainingSessions } from './sessions.service.ts';

const Params = z.object({ id: Id });
const tag = 'Agenda files';
const MARKDOWN = 'text/markdown';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface Content {
  metadata: SessionMetadata;
  outline: SessionOutline;
}

/** A name of letters and digits, whatever the title. */
function attach(res: Response, { metadata }: Content, reader: AgendaReader, ending: string): void {
  const words = metadata.title
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ['session'];
  const name = `${words.join('-').slice(0, 80)}-${reader === 'facilitator' ? 'facilitator' : 'agenda'}.${ending}`;
  res.attachment(name);
}

export function exportRoutes(deps: {
  drafts: DraftsPort;
  sessions: TrainingSessions;
  instances: InstancesService;
  publicOrigin: string;
}): RouteDefinition[] {
  const { drafts, sessions, instances, publicOrigin } = deps;
  /** What was written for those who lead is for those who read the draft. */
  const published = async (viewer: Viewer | null, id: string, reader: AgendaReader): Promise<Content> => {
    const session = await sessions.get(id);
    if (reader === 'facilitator' && !(await sessions.may(viewer, session, 'member'))) {
      throw new AppError(
        'not-allowed',
        'This agenda is for those who lead the session. Ask for ?for=participant.',
      );
    }
    return sessions.content(session);
  };
  const read = trainingAccess(sessions, 'read');
  return [
    route({
      method: 'get',
      path: '/training-sessions/:id/agenda.md',
      summary: 'The agenda as Markdown, for those who lead or for those who come',
      tag,
      access: read,
      params: Params,
      query: AgendaQuery,
      produces: MARKDOWN,
      async handle({ viewer, params, query, res }) {
        const content = await published(viewer, params.id, query.for);
        attach(res, content, query.for, 'md');
        return agendaMarkdown(agendaOf(content, query.for));
      },
    }),
    route({
      method: 'get',
      path: '/training-sessions/:id/agenda.docx',
      summary: 'The agenda as a Word document, for those who lead or for those who come',
      tag,
      access: read,
      params: Params,
      query: AgendaQuery,
      produces: DOCX,
      async handle({ viewer, params, query, res }) {
        const content = await published(viewer, params.id, query.for);
        attach(res, content, query.for, 'docx');
        return agendaDocx(agendaOf(content, query.for));
      },
    }),
    route({
      method: 'get',
      path: '/drafts/:id/outline.md',
      summary: 'A draft’s outline as it stands, as Markdown',
      tag,
      access: draftAccess(drafts, 'read'),
      params: Params,
      query: AgendaQuery,
      produces: MARKDOWN,
      async handle({ params, query, res }) {
        const content = await drafts.content(params.id);
        attach(res, content, query.for, 'md');
        return agendaMarkdown(agendaOf(content, query.for));
      },
    }),
    route({
      method: 'get',
      path: '/drafts/:id/outline.docx',
      summary: 'A draft’s outline as it stands, as a Word document',
      tag,
      access: draftAccess(drafts, 'read'),
      params: Params,
      query: AgendaQuery,
      produces: DOCX,
      async handle({ params, query, res }) {
        const content = await drafts.content(params.id);
        attach(res, content, query.for, 'docx');
        return agendaDocx(agendaOf(content, query.for));
      },
    }),
    route({
      method: 'get',
      path: '/training-sessions/:id/calendar.ics',
      summary: 'Its dated sessions as a calendar feed',
      tag,
      access: read,
      params: Params,
      produces: 'text/calendar',
      async handle({ params }) {
        const session = await sessions.get(params.id);
        const { metadata } = await sessions.content(session);
        const rows = await instances.repo.list({ ids: session.publication.instanceIds }, { limit: 500 });
        const path = `/training-sessions/${session.id}`;
        const entries = rows.map((row) => ({ ...instanceEntry(row, row.venue ?? metadata.location), path }));
        const { title: name, timezone } = metadata;
        return calendarFeed({ name, product: 'Training', publicOrigin, timezone }, entries);
      },
    }),
  ];
}
