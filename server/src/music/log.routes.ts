import { Id, LogAdd, LogList, LogPatch, LogRow, ParseInput, ParseView } from '@ensemble/shared';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import { logAbc, logCsv, logText } from './log.export.ts';
import type { LogService } from './log.service.ts';
import type { TunesService } from './tunes.service.ts';

const Params = z.object({ id: Id });
const EntryParams = z.object({ id: Id, entryId: Id });
const tag = 'Tune log';

export interface LogRoutesDeps {
  log: LogService;
  tunes: TunesService;
  instances: InstancesService;
}

export function logRoutes({ log, tunes, instances }: LogRoutesDeps): RouteDefinition[] {
  const read = instanceAccess(instances, 'read');
  const write = instanceAccess(instances, 'log');
  return [
    route({
      method: 'get',
      path: '/instances/:id/tunes',
      summary: 'The tune log of an evening, all of it, in order',
      tag,
      access: read,
      params: Params,
      answer: LogList,
      handle: async ({ params }) => ({ items: await log.rows(params.id), nextCursor: null }),
    }),
    route({
      method: 'post',
      path: '/instances/:id/tunes',
      summary: 'Log tunes, in their order, behind an entry, first (null) or last',
      tag,
      access: write,
      params: Params,
      body: LogAdd,
      status: 201,
      answer: z.object({ items: z.array(LogRow) }),
      problems: ['completed'],
      async handle({ params, body, viewer, newId }) {
        requireViewer(viewer);
        return { items: await log.add(viewer, params.id, body.items, body.after, newId) };
      },
    }),
    route({
      method: 'post',
      path: '/instances/:id/tunes/parse',
      summary: 'What a pasted night would become; writes nothing',
      writesNothing: true,
      tag,
      access: read,
      params: Params,
      body: ParseInput,
      answer: ParseView,
      handle: async ({ params, body, viewer, req }) =>
        log.parse(viewer?.userId ?? `address ${req.ip ?? ''}`, await instances.get(params.id), body.text),
    }),
    route({
      method: 'patch',
      path: '/instances/:id/tunes/:entryId',
      summary: 'Change a logged tune, or move it',
      tag,
      access: write,
      params: EntryParams,
      body: LogPatch,
      answer: LogRow,
      problems: ['completed'],
      async handle({ params, body, viewer, newId }) {
        requireViewer(viewer);
        return log.change(viewer, params.id, params.entryId, body, newId);
      },
    }),
    route({
      method: 'delete',
      path: '/instances/:id/tunes/:entryId',
      summary: 'Put a logged tune into the bin',
      tag,
      access: write,
      params: EntryParams,
      status: 204,
      problems: ['completed'],
      async handle({ params, viewer }) {
        requireViewer(viewer);
        await log.remove(viewer, params.id, params.entryId);
      },
    }),
    route({
      method: 'post',
      path: '/instances/:id/tunes/:entryId/restore',
      summary: 'Take a tune out of the bin',
      tag,
      access: write,
      params: EntryParams,
      answer: LogRow,
      problems: ['completed'],
      async handle({ params, viewer }) {
        requireViewer(viewer);
        return log.restore(viewer, params.id, params.entryId);
      },
    }),
    route({
      method: 'get',
      path: '/instances/:id/log.csv',
      summary: 'The log as a spreadsheet',
      tag,
      access: read,
      params: Params,
      produces: 'text/csv',
      handle: async ({ params }) => logCsv(await log.rows(params.id)),
    }),
    route({
      method: 'get',
      path: '/instances/:id/log.txt',
      summary: 'The log as people write it: a line is a set',
      tag,
      access: read,
      params: Params,
      produces: 'text/plain',
      handle: async ({ params }) => logText(await log.rows(params.id)),
    }),
    route({
      method: 'get',
      path: '/instances/:id/log.abc',
      summary: 'The log as a book of tunes in ABC notation',
      tag,
      access: read,
      params: Params,
      produces: 'text/vnd.abc',
      async handle({ params }) {
        const rows = await log.rows(params.id);
        return logAbc(rows, await tunes.settingsFor(rows));
      },
    }),
  ];
}
