import { Id, page, PageQuery } from '@ensemble/shared';
import {
  ListEntryInput,
  ListEntryPatch,
  ListEntryView,
  MANAGED_LISTS,
  type ManagedList,
} from '@ensemble/shared/training';
import { z } from 'zod';
import { account, signedIn } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { listPage, presentAs, type StoredRow } from '../records/index.ts';
import type { ListsService } from './lists.service.ts';

const params = z.object({ id: Id });
const ONE: Record<ManagedList, string> = {
  categories: 'a category',
  locations: 'a location',
  audiences: 'an audience',
  tones: 'a tone',
};

const ListQuery = PageQuery.extend({
  /** Only those offered to choose from (`true`), or those that are not. */
  active: z.stringbool().optional(),
});

export const listRoutes = (lists: ListsService): RouteDefinition[] =>
  MANAGED_LISTS.flatMap((list) => routesOf(lists, list));

function routesOf(lists: ListsService, list: ManagedList): RouteDefinition[] {
  const path = `/${list}`;
  const one = ONE[list];
  const read = { tag: 'Managed lists', access: signedIn };
  const write = { tag: 'Managed lists', access: account('host') };
  const present = (row: StoredRow) => presentAs(ListEntryView, row);
  return [
    route({
      ...read,
      method: 'get',
      path,
      summary: `The ${list} to choose from, by name`,
      query: ListQuery,
      answer: page(ListEntryView),
      handle: ({ query: { active, ...query } }) =>
        listPage(
          lists.records.repo,
          { list, ...(active === undefined ? {} : { isActive: active }) },
          query,
          present,
        ),
    }),
    route({
      ...write,
      method: 'post',
      path,
      summary: `Add ${one}; for administrators and hosts`,
      body: ListEntryInput,
      status: 201,
      answer: ListEntryView,
      problems: ['duplicate', 'conflict'],
      handle: async ({ body, newId }) => present(await lists.create(list, newId(), body)),
    }),
    route({
      ...read,
      method: 'get',
      path: `${path}/:id`,
      summary: `Read ${one}`,
      params,
      answer: ListEntryView,
      handle: async ({ params: { id } }) => present(await lists.get(list, id)),
    }),
    route({
      ...write,
      method: 'patch',
      path: `${path}/:id`,
      summary: `Change ${one}; for administrators and hosts`,
      params,
      body: ListEntryPatch,
      answer: ListEntryView,
      problems: ['duplicate', 'stale-version'],
      handle: async ({ params: { id }, body, ifMatch }) => {
        const patch = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
        return present(await lists.patch(list, id, patch, ifMatch));
      },
    }),
    route({
      ...write,
      method: 'delete',
      path: `${path}/:id`,
      summary: `Take out ${one}; drafts keep its name. For administrators and hosts`,
      params,
      status: 204,
      handle: ({ params: { id } }) => lists.delete(list, id),
    }),
  ];
}
