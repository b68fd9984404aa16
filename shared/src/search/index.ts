/** Finding passages by words: pure, for server, browser and benches. */
export { type Chunk, chunkText, type ChunkOptions } from './chunk.ts';
export { type Fused, fuseByRank } from './fuse.ts';
export { highlight, type Piece, wordsWithTerms } from './highlight.ts';
export { plainText } from './plain-text.ts';
export { type Passage, TextIndex, type WordHit, type WordSearch } from './text-index.ts';
export { fold, termOf, termsOf, type Word, wordsOf } from './words.ts';
