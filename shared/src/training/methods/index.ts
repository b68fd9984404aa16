export * from './types.ts';
export * from './library.ts';
export * from './render.ts';
export * from './search.ts';
