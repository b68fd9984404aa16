/** Search as a platform: an index of passages, kept in step with what is stored. Domains bring the passages. */
export type { Embedder } from './embedder.ts';
export { Mirror, type MirroredStore } from './mirror.ts';
export { type IndexedPassage, MemoryIndex, type SearchHit, type SearchIndex } from './search-index.ts';
