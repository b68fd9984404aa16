/** What the page says about the safety of what was typed. Each state has only its own facts. */
export type SaveState =
  /** The copy on this device and the server are still being read. */
  | { kind: 'loading' }
  /** Sent, or being sent; the store has not acknowledged it yet. */
  | { kind: 'saving'; unsaved: number }
  /** Every local edit is covered by the durable state the server named on this connection. */
  | { kind: 'saved' }
  /** No connection. `kept` edits wait on this device; `onDevice` says they survive closing the page. */
  | { kind: 'offline'; kept: number; onDevice: boolean }
  /** May look, not write. */
  | { kind: 'readonly' }
  /** The right to write was taken away; `kept` edits never reached the server. */
  | { kind: 'revoked'; kept: number }
  | { kind: 'signed-out'; kept: number }
  /** The document is not there (any more). */
  | { kind: 'gone'; kept: number }
  | { kind: 'error'; reason: string; kept: number };

export type SaveKind = SaveState['kind'];

/** Why the server ended the connection for good; null while it has not. */
export type Ending =
  { kind: 'revoked' } | { kind: 'signed-out' } | { kind: 'gone' } | { kind: 'error'; reason: string };

export interface SaveFacts {
  ending: Ending | null;
  mayWrite: boolean;
  /** The document holds something to show: from this device or from the server. */
  loaded: boolean;
  connected: boolean;
  /** The exchange of states on this connection is complete. */
  synced: boolean;
  /** A durable vector arrived on this connection. */
  durableKnown: boolean;
  unsaved: number;
  onDevice: boolean;
  /** A first connection is still being made, so "offline" would be too early to say. */
  connectingFirst: boolean;
}

export function saveStateOf(facts: SaveFacts): SaveState {
  const { ending, unsaved: kept } = facts;
  if (ending) return ending.kind === 'error' ? { ...ending, kept } : { kind: ending.kind, kept };
  if (!facts.connected) {
    if (facts.connectingFirst && kept === 0) return { kind: 'loading' };
    return { kind: 'offline', kept, onDevice: facts.onDevice };
  }
  if (!facts.synced && !facts.loaded) return { kind: 'loading' };
  if (!facts.mayWrite) return { kind: 'readonly' };
  if (kept === 0 && facts.synced && facts.durableKnown) return { kind: 'saved' };
  return { kind: 'saving', unsaved: kept };
}

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);

/** How one kind of document is spoken of. */
export interface SaveWords {
  /** What is being opened, such as "the evening". */
  thing: string;
  /** Why one may only read, and what to do about it. */
  readonly: string;
  /** How the right to write may have gone. */
  revoked: string;
}

const EVENING: SaveWords = {
  thing: 'the evening',
  readonly:
    'You see changes as they come. Logging takes a link from an organiser; a complete log is reopened first.',
  revoked: 'The log was completed, or your role was changed',
};

/** The words on the page, at most a short line; `detail` is the whole sentence for those who ask. */
export function describeSaveState(
  state: SaveState,
  words: SaveWords = EVENING,
): { label: string; detail: string } {
  switch (state.kind) {
    case 'loading':
      return { label: 'Opening …', detail: `Fetching ${words.thing}.` };
    case 'saving':
      return { label: 'Saving …', detail: 'Your last changes are on their way to the server.' };
    case 'saved':
      return { label: 'Saved', detail: 'All changes saved.' };
    case 'offline':
      if (state.kept === 0) {
        return { label: 'Offline', detail: 'No connection. You can go on; changes are kept and sent later.' };
      }
      return {
        label: `Offline, ${changes(state.kept)} kept`,
        detail: state.onDevice
          ? 'Kept on this device, also when you close the page. They are sent when the connection is back.'
          : 'Kept only while this page is open: this browser refuses to store them. Keep the page open until the connection is back.',
      };
    case 'readonly':
      return { label: 'Reading', detail: words.readonly };
    case 'revoked':
      return {
        label: 'No longer yours to edit',
        detail:
          state.kept === 0
            ? `${words.revoked}. Everything you wrote is saved.`
            : `${words.revoked}, before ${changes(state.kept)} of yours could be saved. They are kept on this device.`,
      };
    case 'signed-out':
      return {
        label: state.kept === 0 ? 'Signed out' : `Signed out, ${changes(state.kept)} kept`,
        detail: 'Sign in again to go on. What you wrote is kept on this device.',
      };
    case 'gone':
      return {
        label: 'No longer there',
        detail: `It was removed, or you may no longer see ${words.thing}.`,
      };
    case 'error':
      return {
        label: state.kept === 0 ? 'Not connected' : `${changes(state.kept)} not saved`,
        detail: state.reason,
      };
  }
}
