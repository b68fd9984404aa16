import { ACTIVITIES } from './activities.ts';
import { CLOSINGS } from './closings.ts';
import { DEMONSTRATIONS } from './demonstrations.ts';
import { DISCUSSIONS } from './discussions.ts';
import { INPUTS } from './inputs.ts';
import { OPENINGS } from './openings.ts';
import { PAUSES } from './pauses.ts';
import { PRACTICES } from './practices.ts';
import { REFLECTIONS } from './reflections.ts';
import type { Method } from './types.ts';

/** Every method, in the order of a session: how people arrive, take in, see, do, talk, try, think, rest and leave. */
export const METHODS: readonly Method[] = [
  ...OPENINGS,
  ...INPUTS,
  ...DEMONSTRATIONS,
  ...ACTIVITIES,
  ...DISCUSSIONS,
  ...PRACTICES,
  ...REFLECTIONS,
  ...PAUSES,
  ...CLOSINGS,
];
