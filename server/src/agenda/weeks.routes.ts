import { AppError, Id, page, PageQuery } from '@ensemble/shared';
import {
  AgendaSlotCreate,
  AgendaSlotPatch,
  AgendaSlotView,
  AgendaWeekCreate,
  AgendaWeekPatch,
  AgendaWeekView,
  GenerateRequest,
  GenerateView,
  Slug,
} from '@ensemble/shared/agenda';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { hosts, isHost } from './access.ts';
import type { WeekRow } from './agenda.models.ts';
import type { GenerationService } from './generation.service.ts';
import { listPage } from '../records/index.ts';
import type { PlansService } from './plans.service.ts';
import { presentSlot, presentWeek } from './present.ts';

const params = z.object({ id: Id });
const slotParams = z.object({ id: Id, slotId: Id });
const tag = 'Agenda weeks';

/**
 * The pulse of a city is public while it is active, without what `data` holds for hosts; what rests or is still
 * being planned is for administrators and hosts, and to others it does not exist.
 */
export function weekRoutes(plans: PlansService, generation: GenerationService): RouteDefinition[] {
  async function visible(viewer: Viewer | null, id: string): Promise<WeekRow> {
    const week = await plans.weeks.get(id);
    if (week.isActive || isHost(viewer)) return week;
    throw new AppError('not-found', 'There is no such agenda week.');
  }

  return [
    route({
      method: 'get',
      path: '/agenda/weeks/:id/slots',
      summary: 'The slots of a week, by weekday; of an active week open to everybody',
      tag,
      access: anyone,
      params,
      query: PageQuery,
      answer: page(AgendaSlotView),
      async handle({ params: { id }, query, viewer }) {
        await visible(viewer, id);
        const filter = { agendaWeekId: id, removedAt: null };
        return listPage(plans.slots.repo, filter, query, (row) => presentSlot(row, isHost(viewer)));
      },
    }),
    route({
      method: 'post',
      path: '/agenda/weeks/:id/slots',
      summary: 'Put a session stack onto a weekday and time',
      tag,
      access: hosts,
      params,
      body: AgendaSlotCreate,
      status: 201,
      answer: AgendaSlotView,
      handle: async ({ params: { id }, body, newId }) =>
        presentSlot(await plans.createSlot(newId(), id, body), true),
    }),
    route({
      method: 'get',
      path: '/agenda/weeks/:id/slots/:slotId',
      summary: 'One slot; of an active week open to everybody',
      tag,
      access: anyone,
      params: slotParams,
      answer: AgendaSlotView,
      async handle({ params: { id, slotId }, viewer }) {
        await visible(viewer, id);
        return presentSlot(await plans.slot(id, slotId), isHost(viewer));
      },
    }),
    route({
      method: 'patch',
      path: '/agenda/weeks/:id/slots/:slotId',
      summary: 'Change a slot; sessions made from it follow at the next generation',
      tag,
      access: hosts,
      params: slotParams,
      body: AgendaSlotPatch,
      answer: AgendaSlotView,
      problems: ['stale-version'],
      async handle({ params: { id, slotId }, body, ifMatch }) {
        await plans.slot(id, slotId);
        return presentSlot(await plans.slots.patch(slotId, body, ifMatch), true);
      },
    }),
    route({
      method: 'delete',
      path: '/agenda/weeks/:id/slots/:slotId',
      summary: 'Take a slot out; the next generation withdraws what nobody touched or booked',
      tag,
      access: hosts,
      params: slotParams,
      status: 204,
      handle: ({ params: { id, slotId } }) => plans.deleteSlot(id, slotId),
    }),
    route({
      method: 'post',
      path: '/agenda/weeks/:id/generate',
      summary: 'Make the dated sessions of a window, at most a year; a dry run writes nothing',
      tag,
      access: hosts,
      params,
      body: GenerateRequest,
      answer: GenerateView,
      problems: ['conflict'],
      handle: ({ params: { id }, body }) => generation.generate(id, body),
    }),
    route({
      method: 'get',
      path: '/agenda/weeks',
      summary:
        'Weeks, by city and title; active ones are open to everybody, others to administrators and hosts',
      tag,
      access: anyone,
      query: PageQuery.extend({ city: Slug.optional(), active: z.enum(['true', 'false']).optional() }),
      answer: page(AgendaWeekView),
      handle({ query, viewer }) {
        const staff = isHost(viewer);
        const { city, active } = query;
        const filter = {
          $and: [
            city === undefined ? {} : { citySlug: city },
            active === undefined ? {} : { isActive: active === 'true' },
            staff ? {} : { isActive: true },
          ],
        };
        return listPage(plans.weeks.repo, filter, query, (row) => presentWeek(row, staff));
      },
    }),
    route({
      method: 'post',
      path: '/agenda/weeks',
      summary: 'Make the weekly pulse of a city',
      tag,
      access: hosts,
      body: AgendaWeekCreate,
      status: 201,
      answer: AgendaWeekView,
      handle: async ({ body, newId }) => presentWeek(await plans.createWeek(newId(), body), true),
    }),
    route({
      method: 'get',
      path: '/agenda/weeks/:id',
      summary: 'One week; open to everybody while it is active',
      tag,
      access: anyone,
      params,
      answer: AgendaWeekView,
      handle: async ({ params: { id }, viewer }) => presentWeek(await visible(viewer, id), isHost(viewer)),
    }),
    route({
      method: 'patch',
      path: '/agenda/weeks/:id',
      summary: 'Change a week; sessions made from it follow at the next generation',
      tag,
      access: hosts,
      params,
      body: AgendaWeekPatch,
      answer: AgendaWeekView,
      problems: ['stale-version'],
      handle: async ({ params: { id }, body, ifMatch }) =>
        presentWeek(await plans.weeks.patch(id, body, ifMatch), true),
    }),
    route({
      method: 'delete',
      path: '/agenda/weeks/:id',
      summary: 'Delete a week, with its slots, that no session was made from',
      tag,
      access: hosts,
      params,
      status: 204,
      problems: ['conflict'],
      handle: ({ params: { id } }) => plans.deleteWeek(id),
    }),
  ];
}
