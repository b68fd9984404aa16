import { KnowledgePage } from '@ensemble/shared/knowledge/knowledge.schema';
import { api } from '#lib/api/client.ts';
import { MOST } from '#lib/api/pages.ts';

/** How many documents this person's outlines can draw from; one page tells what the rules ask for: none or some. */
export const countDocuments = async (signal?: AbortSignal): Promise<number> =>
  (await api().get(KnowledgePage, '/api/knowledge', { limit: MOST }, signal)).items.length;
