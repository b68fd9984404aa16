import type { StateEvent } from './events.ts';

/** In a digest instances stand under their id, other states under this, so that their versions never meet. */
export const liveKey = (event: StateEvent, id: string): string => `${event}:${id}`;
