import type { Viewer } from '../http/viewer.ts';

/** How often watchers hear, and how much one of them may ask for. Times in milliseconds. */

export const STAFF_MS = 50;
export const PUBLIC_MS = 250;
export const DIGEST_MS = 30_000;
const MAX_PER_USER = 40;
export const MAX_ROOMS = 2000;
export const MAX_WAITING = 100;
/** A connection that has not come to /live by then is closed. */
export const CONNECT_MS = 10_000;

/** Connections one person, or one address without sign-in, may have. */
export const mostFor = (viewer: Viewer | null, perAddress: number): number =>
  viewer ? MAX_PER_USER : perAddress;
