import type { KnowledgeHit } from '@ensemble/shared/knowledge/knowledge.schema';
import { searchKnowledge } from '#lib/api/knowledge.ts';
import { SearchAsTyped } from '#lib/api/search-as-typed.svelte.ts';

/** A question is typed in words, not letters: a little longer than for names. */
const SETTLE_MS = 250;

export type KnowledgeSearch = SearchAsTyped<KnowledgeHit>;

export const knowledgeSearch = (text: string, hits: readonly KnowledgeHit[]): KnowledgeSearch =>
  new SearchAsTyped({
    find: async (q, signal) => (q === '' ? [] : (await searchKnowledge(fetch, q, signal)).items),
    settleMs: SETTLE_MS,
    text,
    hits,
  });
