import type { Request } from 'express';
import { Id } from '@ensemble/shared';
import {
  CurrencyCode,
  GroupSessionsView,
  groupPnlRows,
  InstancePnlView,
  instancePnlRows,
  ROLL_UP_BY,
  RolledUpView,
  Slug,
  toCsv,
} from '@ensemble/shared/agenda';
import { z } from 'zod';
import { route, type RouteDefinition, TextAnswer } from '../http/route.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import { hosts } from './access.ts';
import { checkWindow, windowFields } from '../records/index.ts';
import type { PnlService } from './pnl.service.ts';

const tag = 'Session money';
const CSV = 'text/csv';
const format = z.enum(['json', 'csv']).optional();

const asked = {
  city: Slug.optional(),
  ...windowFields,
  by: z.enum(ROLL_UP_BY).default('week'),
};

/** `?format=` decides; without it, what the client would rather read. */
const wantsCsv = (req: Request, asked: z.output<typeof format>): boolean =>
  asked === undefined ? req.accepts(['application/json', CSV]) === CSV : asked === 'csv';

export const pnlRoutes = (pnl: PnlService, instances: InstancesService): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/instances/:id/pnl',
    summary: 'What one session earns and where it breaks even; for those who manage it',
    tag,
    access: instanceAccess(instances, 'manage'),
    params: z.object({ id: Id }),
    query: z.object({ format }),
    answer: InstancePnlView,
    alsoProduces: CSV,
    problems: ['conflict'],
    async handle({ params, query, req }) {
      const row = await pnl.ofInstance(params.id);
      return wantsCsv(req, query.format) ? new TextAnswer(CSV, toCsv(instancePnlRows([row]))) : row;
    },
  }),
  route({
    method: 'get',
    path: '/agenda/pnl',
    summary:
      'Sums by city, calendar week, agenda week, stack, guide or trip; one for each currency, and with `into` one for all by written rates',
    tag,
    access: hosts,
    query: z
      .object({
        ...asked,
        into: CurrencyCode.optional(),
        format,
      })
      .superRefine(checkWindow),
    answer: RolledUpView,
    alsoProduces: CSV,
    problems: ['conflict'],
    async handle({ query, req }) {
      const groups = await pnl.rolledUp(query);
      return wantsCsv(req, query.format)
        ? new TextAnswer(CSV, toCsv(groupPnlRows(groups)))
        : { by: query.by, items: groups, nextCursor: null };
    },
  }),
  route({
    method: 'get',
    path: '/agenda/pnl/sessions',
    summary:
      'The sessions behind one of those sums, each with its part in it; an empty key: those without one',
    tag,
    access: hosts,
    query: z.object({ ...asked, key: z.string().max(80), format }).superRefine(checkWindow),
    answer: GroupSessionsView,
    alsoProduces: CSV,
    problems: ['conflict'],
    async handle({ query: { key, ...query }, req }) {
      const found = await pnl.sessionsOf({ ...query, key: key === '' ? null : key });
      return wantsCsv(req, query.format)
        ? new TextAnswer(CSV, toCsv(instancePnlRows(found.map(({ session }) => session))))
        : GroupSessionsView.parse({ items: found, nextCursor: null });
    },
  }),
];
