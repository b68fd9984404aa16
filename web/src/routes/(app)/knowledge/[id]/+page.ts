import { loadKnowledgeDocument } from '#lib/api/knowledge.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends, url }) => {
  depends('app:knowledge');
  return {
    document: await orErrorPage(loadKnowledgeDocument(params.id, fetch)),
    passageId: url.searchParams.get('passage'),
  };
};
