import { page } from '@ensemble/shared/core/schema';
import type { z } from 'zod';
import { api, type Fetch } from './client.ts';

/** The most of a list that the API gives at once. */
export const MOST = 500;

type Query = Record<string, string | number | boolean | undefined>;

/** Every page of a list, up to `pages` of them; `whole` is false where there would be more. */
export async function allPages<Item extends z.ZodType>(
  fetcher: Fetch | undefined,
  item: Item,
  path: string,
  query: Query = {},
  pages = 20,
): Promise<{ items: z.output<Item>[]; whole: boolean }> {
  const items: z.output<Item>[] = [];
  let cursor: string | null = null;
  for (let number = 0; number < pages; number++) {
    const answer: { items: z.output<Item>[]; nextCursor: string | null } = await api(fetcher).get(
      page(item),
      path,
      { limit: MOST, ...query, cursor },
    );
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) return { items, whole: true };
  }
  return { items, whole: false };
}

/** The items alone. */
export const allOf = async <Item extends z.ZodType>(
  fetcher: Fetch | undefined,
  item: Item,
  path: string,
  query: Query = {},
): Promise<z.output<Item>[]> => (await allPages(fetcher, item, path, query)).items;
