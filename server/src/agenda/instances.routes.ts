import { Id, INSTANCE_STATUSES, InstanceView, page, PageQuery } from '@ensemble/shared';
import { Slug } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { presentInstance } from '../instances/index.ts';
import { isHost } from './access.ts';
import type { AgendaInstances } from './instances.service.ts';
import { checkWindow, windowFields } from '../records/index.ts';

const Query = PageQuery.extend({
  city: Slug.optional(),
  ...windowFields,
  status: z.enum(INSTANCE_STATUSES).optional(),
  minSeats: z.coerce.number().int().min(0).max(100_000).optional(),
}).superRefine(checkWindow);

export const agendaInstanceRoutes = (agenda: AgendaInstances): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/instances',
    summary:
      'Dated sessions of the agenda, earliest first; open to everybody, costs only to those who manage them',
    tag: 'Instances',
    access: anyone,
    query: Query,
    answer: page(InstanceView),
    async handle({ query: { limit, cursor, city, from, to, status, minSeats }, viewer }) {
      const after = decodeCursor(z.tuple([z.string(), z.string(), Id]), cursor);
      const filter = {
        ...(city ? { city } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...(status ? { status } : {}),
        minSeats,
      };
      const rows = await agenda.list(filter, limit + 1, after);
      return pageOf(
        rows,
        limit,
        (row) => presentInstance(row, isHost(viewer)),
        (row) => [row.date, row.startTime, row._id.toHexString()],
      );
    },
  }),
];
