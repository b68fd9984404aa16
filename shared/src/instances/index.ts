export * from './recurrence.schema.ts';
export * from './wall-clock.ts';
export * from './expand.ts';
export * from './active.ts';
export * from './words.ts';
