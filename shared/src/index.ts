export * from './core/clock.ts';
export * from './core/rng.ts';
export * from './core/errors.ts';
export * from './core/schema.ts';
