import { Id, InstancePatch, InstanceView } from '@ensemble/shared';
import { z } from 'zod';
import { route, type RouteDefinition } from '../http/route.ts';
import { instanceAccess } from './access.ts';
import type { InstancesService } from './instances.service.ts';
import { presentFor, presentInstance } from './present.ts';

const Params = z.object({ id: Id });
const tag = 'Instances';

export function instanceRoutes(instances: InstancesService): RouteDefinition[] {
  const manage = instanceAccess(instances, 'manage');
  const log = instanceAccess(instances, 'log');
  const common = { tag, params: Params, answer: InstanceView };
  return [
    route({
      ...common,
      method: 'get',
      path: '/instances/:id',
      summary: 'One dated occurrence',
      access: instanceAccess(instances, 'read'),
      handle: async ({ params, viewer }) =>
        presentFor(instances.owners, viewer, await instances.get(params.id)),
    }),
    route({
      ...common,
      method: 'patch',
      path: '/instances/:id',
      summary: 'Change date, times, place, comments, seats, money or atmosphere',
      access: manage,
      body: InstancePatch,
      problems: ['stale-version', 'duplicate'],
      handle: async ({ params, body, ifMatch }) =>
        presentInstance(await instances.patch(params.id, body, ifMatch), true),
    }),
    route({
      ...common,
      method: 'post',
      path: '/instances/:id/cancel',
      summary: 'Cancel it; it stays visible as cancelled',
      access: manage,
      problems: ['stale-version'],
      handle: async ({ params, ifMatch }) =>
        presentInstance(await instances.cancel(params.id, ifMatch), true),
    }),
    route({
      ...common,
      method: 'post',
      path: '/instances/:id/reinstate',
      summary: 'Take a cancellation back',
      access: manage,
      problems: ['stale-version'],
      handle: async ({ params, ifMatch }) =>
        presentInstance(await instances.reinstate(params.id, ifMatch), true),
    }),
    route({
      ...common,
      method: 'post',
      path: '/instances/:id/log/complete',
      summary: 'Mark the log complete: from then on it is read-only',
      access: log,
      handle: async ({ params, viewer }) =>
        presentFor(instances.owners, viewer, await instances.completeLog(params.id)),
    }),
    route({
      ...common,
      method: 'post',
      path: '/instances/:id/log/reopen',
      summary: 'Open a complete log again',
      access: log,
      handle: async ({ params, viewer }) =>
        presentFor(instances.owners, viewer, await instances.reopenLog(params.id)),
    }),
  ];
}
