import { CollabServer } from './collab.ts';
import type { Collab, CollabOptions } from './types.ts';

/** The sync server. Domains register their kinds of documents; the app gives it the upgrade requests of /collab/. */
export const createCollab = (options: CollabOptions): Collab => new CollabServer(options);

export type {
  AccessFilter,
  Collab,
  CollabAccess,
  CollabKind,
  CollabLog,
  CollabOptions,
  CollabStats,
  Identified,
  Principal,
} from './types.ts';
export type { CollabStore } from './store.ts';
export type { CollabBus } from './bus.ts';
export { MemoryBusHub } from './bus.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { CollabLimits } from './limits.ts';
export { MemoryCollabStore } from './memory-store.ts';
export { MongoCollabStore } from './mongo-store.ts';
export { openRedisBus } from './redis-bus.ts';
