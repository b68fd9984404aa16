import {
  ExchangeRate,
  ExchangeRateView,
  SessionPathCreate,
  SessionPathPatch,
  SessionPathView,
  SessionStackCreate,
  SessionStackPatch,
  SessionStackView,
} from '@ensemble/shared/agenda';
import type { RouteDefinition } from '../http/route.ts';
import type { PlansService } from './plans.service.ts';
import { recordRoutes } from './record.routes.ts';

/** Paths, the stacks they lead through, and the rates somebody wrote down. */
export const planRoutes = (plans: PlansService): RouteDefinition[] => [
  ...recordRoutes({
    path: '/session-paths',
    one: 'a session path',
    many: 'session paths, by title',
    tag: 'Session stacks',
    records: plans.paths,
    view: SessionPathView,
    create: { body: SessionPathCreate, run: (id, body) => plans.createPath(id, body) },
    patch: SessionPathPatch,
    delete: { run: (id) => plans.deletePath(id), summary: 'Delete a session path' },
  }),
  ...recordRoutes({
    path: '/session-stacks',
    one: 'a session stack',
    many: 'session stacks, by title',
    tag: 'Session stacks',
    records: plans.stacks,
    view: SessionStackView,
    create: { body: SessionStackCreate, run: (id, body) => plans.createStack(id, body) },
    patch: SessionStackPatch,
    delete: {
      run: (id) => plans.deleteStack(id),
      summary: 'Delete a session stack that no slot, path or session uses',
    },
  }),
  ...recordRoutes({
    path: '/agenda/rates',
    one: 'an exchange rate for a day, by which currencies may be added up',
    many: 'exchange rates, by currencies and day',
    tag: 'Session money',
    records: plans.rates,
    view: ExchangeRateView,
    create: { body: ExchangeRate, run: (id, body) => plans.createRate(id, body) },
    patch: null,
    delete: { run: (id) => plans.deleteRate(id), summary: 'Strike out an exchange rate' },
  }),
];
