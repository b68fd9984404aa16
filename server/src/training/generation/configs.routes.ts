import { Id, page, PageQuery } from '@ensemble/shared';
import { VariantConfigPatch, VariantConfigView } from '@ensemble/shared/training';
import { z } from 'zod';
import { account, signedIn } from '../../http/access.ts';
import { route, type RouteDefinition } from '../../http/route.ts';
import { listPage, presentAs } from '../../records/index.ts';
import type { VariantConfigs } from './configs.service.ts';

const params = z.object({ id: Id });
const tag = 'Variant configurations';
const hosts = account('host');

export const variantConfigRoutes = (configs: VariantConfigs): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/variant-configs',
    summary: 'The personas that outlines are made by, with their instructions',
    tag,
    access: signedIn,
    query: PageQuery,
    answer: page(VariantConfigView),
    handle: ({ query }) =>
      listPage(configs.records.repo, {}, query, (row) => presentAs(VariantConfigView, row)),
  }),
  route({
    method: 'get',
    path: '/variant-configs/:id',
    summary: 'One persona',
    tag,
    access: signedIn,
    params,
    answer: VariantConfigView,
    handle: async ({ params: { id } }) => presentAs(VariantConfigView, await configs.records.get(id)),
  }),
  route({
    method: 'patch',
    path: '/variant-configs/:id',
    summary: 'Change a persona; placeholders that stand for nothing are refused at `instruction`',
    tag,
    access: hosts,
    params,
    body: VariantConfigPatch,
    answer: VariantConfigView,
    problems: ['stale-version'],
    handle: async ({ params: { id }, body, ifMatch }) =>
      presentAs(VariantConfigView, await configs.patch(id, body, ifMatch)),
  }),
  route({
    method: 'post',
    path: '/variant-configs/:id/reset',
    summary: 'Make a persona what it was when the app came',
    tag,
    access: hosts,
    params,
    status: 200,
    answer: VariantConfigView,
    problems: ['stale-version'],
    handle: async ({ params: { id }, ifMatch }) =>
      presentAs(VariantConfigView, await configs.reset(id, ifMatch)),
  }),
];
