import { Id, page, PageQuery } from '@ensemble/shared';
import { z } from 'zod';
import { route, type RouteDefinition } from '../http/route.ts';
import { hosts } from './access.ts';
import { listPage, presentAs, type Records, type StoredRow } from '../records/index.ts';

const params = z.object({ id: Id });

export interface RecordRoutes<
  Row extends StoredRow,
  Create extends z.ZodType,
  Patch extends z.ZodType<object>,
> {
  path: string;
  /** For summaries, such as `a session stack`. */
  one: string;
  many: string;
  tag: string;
  records: Records<Row>;
  view: z.ZodType;
  create: { body: Create; run(id: string, body: z.output<Create>): Promise<Row> };
  patch: Patch | null;
  delete: { run(id: string): Promise<void>; summary: string };
}

/** The five verbs of what only administrators and hosts see. Without `patch`, another one is made instead. */
export function recordRoutes<
  Row extends StoredRow,
  Create extends z.ZodType,
  Patch extends z.ZodType<object>,
>(of: RecordRoutes<Row, Create, Patch>): RouteDefinition[] {
  const { path, one, many, tag, records, view, patch } = of;
  const common = { tag, access: hosts };
  const byId = { ...common, path: `${path}/:id`, params };
  const present = (row: Row) => presentAs(view, row);
  return [
    route({
      ...common,
      method: 'get',
      path,
      summary: `All ${many}; for administrators and hosts`,
      query: PageQuery,
      answer: page(view),
      handle: ({ query }) => listPage(records.repo, {}, query, present),
    }),
    route({
      ...common,
      method: 'post',
      path,
      summary: `Make ${one}`,
      body: of.create.body,
      status: 201,
      answer: view,
      problems: ['duplicate'],
      handle: async ({ body, newId }) => present(await of.create.run(newId(), body)),
    }),
    route({
      ...byId,
      method: 'get',
      summary: `Read ${one}; for administrators and hosts`,
      answer: view,
      handle: async ({ params: { id } }) => present(await records.get(id)),
    }),
    ...(patch
      ? [
          route({
            ...byId,
            method: 'patch',
            summary: `Change ${one}`,
            body: patch,
            answer: view,
            problems: ['duplicate', 'stale-version'],
            handle: async ({ params: { id }, body, ifMatch }) =>
              present(await records.patch(id, body, ifMatch)),
          }),
        ]
      : []),
    route({
      ...byId,
      method: 'delete',
      summary: of.delete.summary,
      status: 204,
      problems: ['conflict'],
      handle: ({ params: { id } }) => of.delete.run(id),
    }),
  ];
}
