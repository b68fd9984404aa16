export * from './rights.ts';
export * from './metadata.schema.ts';
export * from './outline.schema.ts';
export * from './variants.schema.ts';
export * from './drafts.schema.ts';
export * from './published.schema.ts';
