import { Id, invalidField, page, PageQuery } from '@ensemble/shared';
import {
  ReservationCreate,
  ReservationMove,
  ReservationPatch,
  ReservationView,
  SeatCountsView,
} from '@ensemble/shared/seats';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { route, type RouteContext, type RouteDefinition, withStatus } from '../http/route.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import { keyOf, repeatsIn } from './keys.ts';
import { isGuideOf, mayBook, ownOrGuide, refusalForTrip } from './seats.access.ts';
import type { SeatCall, SeatsService } from './seats.service.ts';

const Instance = z.object({ id: Id });
const Reservation = z.object({ id: Id, rid: Id });
const tag = 'Seats';
const one = '/instances/:id/reservations/:rid';

type Call = Pick<RouteContext<z.output<typeof Reservation>>, 'params' | 'req' | 'res' | 'viewer'>;
const callOf = (context: Call): SeatCall => ({
  instanceId: context.params.id,
  reservationId: context.params.rid,
  key: keyOf(context),
  onRepeat: repeatsIn(context),
});

const booked = (view: ReservationView) => (view.state === 'waitlisted' ? withStatus(202, view) : view);

export function seatRoutes(deps: { instances: InstancesService; seats: SeatsService }): RouteDefinition[] {
  const { instances, seats } = deps;
  const guide = instanceAccess(instances, 'log');
  const theirs = ownOrGuide(deps, { guests: true });
  const step = (type: Parameters<SeatsService['step']>[0], summary: string, access = guide) =>
    route({
      method: 'post',
      path: `${one}/${type}`,
      tag,
      summary,
      access,
      params: Reservation,
      answer: ReservationView,
      problems: ['illegal-move', 'hold-expired'],
      keepsOwnAnswers: 'all',
      handle: (context) => seats.step(type, callOf(context)),
    });
  return [
    route({
      method: 'get',
      path: '/instances/:id/seats',
      tag,
      summary: 'How many seats are taken, held and left',
      access: instanceAccess(instances, 'read'),
      params: Instance,
      answer: SeatCountsView,
      handle: ({ params }) => seats.counts(params.id),
    }),
    route({
      method: 'get',
      path: '/instances/:id/reservations',
      tag,
      summary: 'Who comes, who waits and who has left, in order of arrival',
      access: guide,
      params: Instance,
      query: PageQuery,
      answer: page(ReservationView),
      handle: ({ params, query }) => seats.list(params.id, query),
    }),
    route({
      method: 'post',
      path: '/instances/:id/reservations',
      tag,
      summary: 'Book, hold or wait for seats; 202 when waiting',
      access: mayBook(instances),
      params: Instance,
      body: ReservationCreate,
      status: 201,
      answer: ReservationView,
      problems: ['seats-unavailable', 'cancelled', 'completed'],
      keepsOwnAnswers: 'all',
      async handle(context) {
        const { viewer, params, body } = context;
        requireViewer(viewer);
        const ids = { id: context.newId(), key: keyOf(context), onRepeat: repeatsIn(context) };
        const refused = body.tripId === undefined ? null : await refusalForTrip(instances, viewer, params.id);
        if (refused) return booked(await seats.refuse(params.id, ids, refused));
        if (body.tripId !== undefined && !(await seats.isTrip(body.tripId)))
          return booked(await seats.refuse(params.id, ids, invalidField('tripId', 'is no trip')));
        return booked(await seats.reserve(viewer, params.id, body, ids));
      },
      refuseBody: async (context, refused) =>
        booked(
          await seats.refuse(
            context.params.id,
            { key: keyOf(context), onRepeat: repeatsIn(context) },
            refused,
          ),
        ),
    }),
    route({
      method: 'get',
      path: one,
      tag,
      summary: 'One reservation, for who booked it and for guides',
      access: theirs,
      params: Reservation,
      answer: ReservationView,
      handle: ({ params }) => seats.one(params.id, params.rid),
    }),
    route({
      method: 'patch',
      path: one,
      tag,
      summary: 'Change how many seats, or the name',
      access: theirs,
      params: Reservation,
      body: ReservationPatch,
      answer: ReservationView,
      problems: ['seats-unavailable', 'illegal-move', 'hold-expired'],
      async handle(context) {
        const { viewer, params, body } = context;
        requireViewer(viewer);
        const isFree = !viewer.isGuest || (await isGuideOf(instances, viewer, params.id));
        return seats.patch(callOf(context), body, { onlyHolds: !isFree });
      },
    }),
    step('confirm', 'Confirm a hold; a no-show came after all', ownOrGuide(deps, { guests: false })),
    step('cancel', 'Give the seats back', theirs),
    step('check-in', 'They are there'),
    step('no-show', 'They did not come; their seats stay taken'),
    route({
      method: 'post',
      path: `${one}/move`,
      tag,
      summary: 'Take the same seats in another instance and leave this one',
      access: theirs,
      params: Reservation,
      body: ReservationMove,
      answer: ReservationView,
      problems: ['seats-unavailable', 'illegal-move', 'hold-expired', 'cancelled', 'completed'],
      async handle(context) {
        const to = context.body.instanceId;
        await mayBook(instances).check({ viewer: context.viewer, params: { id: to } });
        return seats.move(callOf(context), to);
      },
    }),
  ];
}
