/**
 * Why the server ends a connection. 44xx mirrors HTTP's 4xx and plain y-websocket providers stop at
 * it; the 10xx codes are WebSocket's own for "come back".
 */
export const CLOSE = {
  /** The server restarts, or asks for a fresh connection (rights were lowered): come back at once. */
  restarting: 1012,
  /** The document could not be opened, or edits cannot be stored just now: come back after a pause. */
  tryLater: 1013,
  malformed: 4400,
  signedOut: 4401,
  notAllowed: 4403,
  absent: 4404,
  tooSlow: 4408,
  tooLarge: 4413,
  tooMany: 4429,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/**
 * What a client does after a close: `reconnect` with its usual backoff, `reconnect-later` after at
 * least ten seconds, `reload` the page (its code speaks wrongly; local edits stay in y-indexeddb),
 * `sign-in`, or `give-up` and say why.
 */
export type AfterClose = 'reconnect' | 'reconnect-later' | 'reload' | 'sign-in' | 'give-up';

const AFTER: Readonly<Record<number, AfterClose>> = {
  // WebSocket's own "message too big", as a proxy on the way may say it.
  1009: 'give-up',
  [CLOSE.restarting]: 'reconnect',
  [CLOSE.tryLater]: 'reconnect-later',
  [CLOSE.malformed]: 'reload',
  [CLOSE.signedOut]: 'sign-in',
  [CLOSE.notAllowed]: 'give-up',
  [CLOSE.absent]: 'give-up',
  [CLOSE.tooSlow]: 'reconnect',
  [CLOSE.tooLarge]: 'give-up',
  [CLOSE.tooMany]: 'reconnect-later',
};

/** Codes nobody here sends, such as 1006 for a lost line, mean: reconnect. */
export const afterClose = (code: number): AfterClose => AFTER[code] ?? 'reconnect';
