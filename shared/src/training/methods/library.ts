import { OPENINGS } from './openings.ts';
import type { Method } from './types.ts';

/** Every method, in the order of a session: how people arrive, take in, try, talk, think, rest and leave. */
export const METHODS: readonly Method[] = [...OPENINGS];
