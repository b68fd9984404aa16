export * from './names.ts';
export * from './hints.ts';
export { alternatives } from './alternatives.ts';
export type { TuneRecord } from './name-book.ts';
export * from './match.types.ts';
export { TuneIndex } from './match.ts';
export type { Resolution, ResolveReason } from './resolve.ts';
