import { page, PageQuery } from '@ensemble/shared';
import { CityCreate, CityPatch, CityView, Slug } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { hosts } from './access.ts';
import { listPage, presentAs } from '../records/index.ts';
import type { PlansService } from './plans.service.ts';

const params = z.object({ slug: Slug });
const tag = 'Cities';

export const cityRoutes = (plans: PlansService): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/cities',
    summary: 'All cities, by name; open to everybody',
    tag,
    access: anyone,
    query: PageQuery,
    answer: page(CityView),
    handle: ({ query }) => listPage(plans.cities.repo, {}, query, (row) => presentAs(CityView, row)),
  }),
  route({
    method: 'post',
    path: '/cities',
    summary: 'Add a city',
    tag,
    access: hosts,
    body: CityCreate,
    status: 201,
    answer: CityView,
    problems: ['duplicate'],
    handle: async ({ body, newId }) => presentAs(CityView, await plans.createCity(newId(), body)),
  }),
  route({
    method: 'get',
    path: '/cities/:slug',
    summary: 'One city; open to everybody',
    tag,
    access: anyone,
    params,
    answer: CityView,
    handle: async ({ params: { slug } }) => presentAs(CityView, await plans.city(slug)),
  }),
  route({
    method: 'patch',
    path: '/cities/:slug',
    summary: 'Change a city; its slug only while no week or session names it',
    tag,
    access: hosts,
    params,
    body: CityPatch,
    answer: CityView,
    problems: ['duplicate', 'conflict', 'stale-version'],
    async handle({ params: { slug }, body, ifMatch }) {
      const { _id } = await plans.city(slug);
      return presentAs(CityView, await plans.cities.patch(_id.toHexString(), body, ifMatch));
    },
  }),
  route({
    method: 'delete',
    path: '/cities/:slug',
    summary: 'Delete a city that no week or session names',
    tag,
    access: hosts,
    params,
    status: 204,
    problems: ['conflict'],
    handle: ({ params: { slug } }) => plans.deleteCity(slug),
  }),
];
