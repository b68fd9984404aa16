export * from './schema.ts';
export * from './model.ts';
export type { Place } from './place.ts';
export * from './add.ts';
export * from './edits.ts';
export * from './moves.ts';
export * from './undo.ts';
export * from './guard.ts';
