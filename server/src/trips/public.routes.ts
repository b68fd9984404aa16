import { accountPolicy, page } from '@ensemble/shared';
import { FitItem, FitQuery, JourneyView, Slug } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { accountStanding, anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { FitService } from './fit.service.ts';
import type { JourneysService } from './journeys.service.ts';
import type { Viewer } from '../http/viewer.ts';

const isHost = (viewer: Viewer | null): boolean => accountPolicy.host(accountStanding(viewer));

/** What anybody may ask before they book. */
export const publicTripRoutes = (fit: FitService, journeys: JourneysService): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/fit/availability',
    summary:
      'Sessions with room for a party, of the 500 soonest: first those a few seats short of taking place, then by date',
    tag: 'Trips',
    access: anyone,
    query: FitQuery,
    answer: page(FitItem),
    handle: async ({ query, viewer }) => ({ items: await fit.find(query, isHost(viewer)), nextCursor: null }),
  }),
  route({
    method: 'get',
    path: '/journeys',
    summary: 'Guided sequences with the next days of each stage; of one city, those that can be walked there',
    tag: 'Trips',
    access: anyone,
    query: z.object({ city: Slug.optional() }),
    answer: page(JourneyView),
    handle: async ({ query: { city } }) => ({ items: await journeys.list(city), nextCursor: null }),
  }),
];
