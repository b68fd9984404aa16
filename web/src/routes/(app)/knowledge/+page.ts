import { loadKnowledge, searchKnowledge, type Whose } from '#lib/api/knowledge.ts';
import { asPart, orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

const whoseFrom = (text: string | null): Whose => (text === 'mine' || text === 'shared' ? text : 'all');

/** The first answer comes with the page; from then on the page asks as one types. */
export const load: PageLoad = async ({ fetch, parent, depends, url, untrack }) => {
  depends('app:knowledge');
  const q = untrack(() => url.searchParams.get('q')?.trim() ?? '');
  const whose = whoseFrom(url.searchParams.get('whose'));
  const { me } = await parent();
  if (me === null || me.user.isGuest) return { q, whose, home: null };
  const [found, documents] = await Promise.all([
    q === '' ? { items: [] } : orErrorPage(searchKnowledge(fetch, q)),
    asPart(loadKnowledge(fetch, { whose })),
  ]);
  return { q, whose, home: { found: found.items, documents } };
};
