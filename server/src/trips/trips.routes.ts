import { Id, page, PageQuery } from '@ensemble/shared';
import { Slug, TripAllocate, TripCreate, TripPatch, TripView } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { account, requireViewer } from '../http/access.ts';
import { derivedId } from '../http/ids.ts';
import { route, type RouteContext, type RouteDefinition } from '../http/route.ts';
import { checkWindow, listPage, windowFields } from '../records/index.ts';
import type { TripsService } from './trips.service.ts';

const tag = 'Trips';
const params = z.object({ id: Id });
const one = { tag, access: account('host'), params, answer: TripView };

const Query = PageQuery.extend({ city: Slug.optional(), ...windowFields }).superRefine(checkWindow);

/** The same for a repeat with the same Idempotency-Key: what a node that died has begun is then carried on. */
function callOf({ req, viewer, newId }: Pick<RouteContext, 'req' | 'viewer' | 'newId'>): string {
  const key = req.get('idempotency-key');
  return key === undefined ? newId() : derivedId('allocation', viewer?.userId ?? '', req.path, key);
}

export const tripRoutes = (trips: TripsService): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/trips',
    summary: 'Trips by their first day, those that touch the window; for administrators and hosts',
    tag,
    access: account('host'),
    query: Query,
    answer: page(TripView),
    async handle({ query: { city, from, to, ...query } }) {
      const filter = {
        ...(city ? { citySlug: city } : {}),
        ...(from ? { to: { $gte: from } } : {}),
        ...(to ? { from: { $lte: to } } : {}),
      };
      const found = await listPage(trips.records.repo, filter, query, (row) => row);
      return { ...found, items: await trips.views(found.items) };
    },
  }),
  route({
    method: 'post',
    path: '/trips',
    summary: 'Plan a trip',
    tag,
    access: account('host'),
    body: TripCreate,
    status: 201,
    answer: TripView,
    async handle({ body, newId }) {
      const [view] = await trips.views([await trips.create(newId(), body)]);
      return view;
    },
  }),
  route({
    ...one,
    method: 'get',
    path: '/trips/:id',
    summary: 'One trip with the seats it has now',
    handle: ({ params: { id } }) => trips.view(id),
  }),
  route({
    ...one,
    method: 'patch',
    path: '/trips/:id',
    summary: 'Change a trip; its seats stay as they are',
    body: TripPatch,
    problems: ['stale-version'],
    async handle({ params: { id }, body, ifMatch }) {
      const [view] = await trips.views([await trips.patch(id, body, ifMatch)]);
      return view;
    },
  }),
  route({
    method: 'delete',
    path: '/trips/:id',
    summary: 'Delete a trip that has no seats, open offers or orders',
    tag,
    access: account('host'),
    params,
    status: 204,
    problems: ['conflict'],
    handle: ({ params: { id } }) => trips.delete(id),
  }),
  route({
    ...one,
    method: 'post',
    path: '/trips/:id/allocate',
    summary: 'Seats in existing sessions, all or nothing; takes the place of what it had',
    body: TripAllocate,
    problems: ['seats-unavailable', 'cancelled', 'completed', 'illegal-move', 'request-in-progress'],
    async handle(context) {
      const { viewer, params, body } = context;
      requireViewer(viewer);
      return trips.allocate(viewer, params.id, body.lines, callOf(context));
    },
  }),
  route({
    ...one,
    method: 'post',
    path: '/trips/:id/release',
    summary: 'Give all its seats back',
    problems: ['request-in-progress'],
    async handle(context) {
      requireViewer(context.viewer);
      return trips.release(context.viewer, context.params.id, callOf(context));
    },
  }),
];
