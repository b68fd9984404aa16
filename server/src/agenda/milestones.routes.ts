import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError, page, PageQuery } from '@ensemble/shared';
import {
  MILESTONE_STATUSES,
  MilestoneFeed,
  MilestoneIngestView,
  MilestoneView,
  Slug,
} from '@ensemble/shared/agenda';
import { z } from 'zod';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import { checkWindow, listPage, presentAs, windowFields } from '../records/index.ts';
import { hosts } from './access.ts';
import type { MilestonesService } from './milestones.service.ts';

const tag = 'Milestones';

/** A program that feeds milestones in shows the token; people's accounts give no right to it. */
const feeder = (token: string | undefined): Access => ({
  label: 'token:milestones',
  check({ authorization = '' }) {
    if (token === undefined)
      throw new AppError(
        'not-found',
        'Milestones are not taken in here: set MILESTONES_TOKEN to allow it, and send it as a bearer token.',
      );
    const given = /^bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '';
    if (!isSame(given, token))
      throw new AppError('not-signed-in', 'Send the token as Authorization: Bearer <MILESTONES_TOKEN>.');
  },
});

/** How long it takes says nothing of how much was right. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));
const digest = (words: string): Buffer => createHash('sha256').update(words).digest();

export const milestoneRoutes = (
  milestones: MilestonesService,
  token: string | undefined,
): RouteDefinition[] => [
  route({
    method: 'post',
    path: '/milestones/ingest',
    summary:
      'Take milestones in from a sheet or a program, by their externalId: all rows or none; with dryRun nothing is written',
    tag,
    access: feeder(token),
    query: z.object({ dryRun: z.enum(['true', 'false']).default('false') }),
    body: MilestoneFeed,
    alsoAccepts: 'text/csv',
    answer: MilestoneIngestView,
    // Beside the rows it may stand in the body too, as that of a week's generation does.
    handle: ({ body, query }) =>
      milestones.ingest(body, query.dryRun === 'true' || ('items' in body && body.dryRun === true)),
  }),
  route({
    method: 'get',
    path: '/milestones',
    summary: 'Milestones, by date; for administrators and hosts',
    tag,
    access: hosts,
    query: PageQuery.extend({
      city: Slug.optional(),
      status: z.enum(MILESTONE_STATUSES).optional(),
      ...windowFields,
    }).superRefine(checkWindow),
    answer: page(MilestoneView),
    handle({ query }) {
      const { city, status, from, to } = query;
      const date = { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) };
      const filter = {
        ...(city ? { citySlug: city } : {}),
        ...(status ? { status } : {}),
        ...(from || to ? { date } : {}),
      };
      return listPage(milestones.records.repo, filter, query, (row) => presentAs(MilestoneView, row));
    },
  }),
];
