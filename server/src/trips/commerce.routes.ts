import { Id, page, PageQuery } from '@ensemble/shared';
import { OfferCreate, OfferPatch, OfferView, OrderCancel, OrderView } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { account, requireViewer } from '../http/access.ts';
import { route, type RouteDefinition, withStatus } from '../http/route.ts';
import { listPage } from '../records/index.ts';
import type { OffersService } from './offers.service.ts';
import type { OrdersService } from './orders.service.ts';

const params = z.object({ id: Id });
const Query = PageQuery.extend({ tripId: Id.optional() });
const ofTrip = (tripId: string | undefined) => (tripId === undefined ? {} : { tripId });
const offer = { tag: 'Offers', access: account('host') };
const order = { tag: 'Orders', access: account('host') };

export const offerRoutes = (offers: OffersService, orders: OrdersService): RouteDefinition[] => [
  route({
    ...offer,
    method: 'get',
    path: '/offers',
    summary: 'Offers, the newest first; for administrators and hosts',
    query: Query,
    answer: page(OfferView),
    handle: ({ query: { tripId, ...query } }) =>
      listPage(offers.records.repo, ofTrip(tripId), query, offers.present),
  }),
  route({
    ...offer,
    method: 'post',
    path: '/offers',
    summary: 'Make an offer: priced lines that hold until they expire',
    body: OfferCreate,
    status: 201,
    answer: OfferView,
    handle: async ({ body, newId }) => offers.present(await offers.create(newId(), body)),
  }),
  route({
    ...offer,
    method: 'get',
    path: '/offers/:id',
    summary: 'One offer',
    params,
    answer: OfferView,
    handle: async ({ params: { id } }) => offers.present(await offers.records.get(id)),
  }),
  route({
    ...offer,
    method: 'patch',
    path: '/offers/:id',
    summary: 'Change its name or until when it holds; its lines never change',
    params,
    body: OfferPatch,
    answer: OfferView,
    problems: ['already-accepted', 'withdrawn', 'stale-version'],
    handle: async ({ params: { id }, body, ifMatch }) =>
      offers.present(await offers.patch(id, body, ifMatch)),
  }),
  route({
    ...offer,
    method: 'delete',
    path: '/offers/:id',
    summary: 'Withdraw an offer; it stays to be read as withdrawn',
    params,
    status: 204,
    problems: ['already-accepted'],
    handle: ({ params: { id } }) => offers.withdraw(id),
  }),
  route({
    ...offer,
    method: 'post',
    path: '/offers/:id/accept',
    summary: 'Turn an offer into its order; 200 with the same order when it was accepted before',
    params,
    status: 201,
    answer: OrderView,
    problems: ['expired', 'withdrawn'],
    async handle({ params: { id } }) {
      const { order: made, isNew } = await offers.accept(id);
      const view = orders.present(made);
      return isNew ? view : withStatus(200, view);
    },
  }),
];

export const orderRoutes = (orders: OrdersService): RouteDefinition[] => [
  route({
    ...order,
    method: 'get',
    path: '/orders',
    summary: 'Orders, the highest number first; for administrators and hosts',
    query: Query,
    answer: page(OrderView),
    handle: ({ query: { tripId, ...query } }) =>
      listPage(orders.records.repo, ofTrip(tripId), query, orders.present),
  }),
  route({
    ...order,
    method: 'get',
    path: '/orders/:id',
    summary: 'One order',
    params,
    answer: OrderView,
    handle: async ({ params: { id } }) => orders.present(await orders.records.get(id)),
  }),
  route({
    ...order,
    method: 'post',
    path: '/orders/:id/cancel',
    summary: 'Cancel an order, with the reason; its lines stay, and so do the seats of its trip',
    params,
    body: OrderCancel,
    answer: OrderView,
    async handle({ params: { id }, body: { reason }, viewer }) {
      requireViewer(viewer);
      return orders.present(await orders.cancel(id, reason, viewer.userId));
    },
  }),
];
