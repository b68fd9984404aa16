import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Link } from './link.ts';
import { LocalCopy, type Names, localCopyName } from './local-copy.ts';
import { type OwnPresence, type Present, readPresence } from './presence.ts';
import { SaveLedger, type StateVector } from './save-ledger.ts';
import { type SaveState, saveStateOf } from './save-state.ts';

export interface CollabOptions {
  kind: string;
  id: string;
  /** Whose copy this is; null for a visitor without an account. */
  me: { id: string; name: string } | null;
  mayWrite: boolean;
  /** The server asked for a fresh connection: what this person may do could have changed. */
  onRestart?: () => void;
}

/** Typing pauses longer than this, ms, make it two changes in the count of what is kept. */
const TYPING_PAUSE_MS = 3_000;
/** The first sync's edits come in a burst; what comes later than this, ms, is news. */
const SETTLE_MS = 400;
/** When an edit is not durable after this, ms, the connection is asked whether it lives. */
const UNANSWERED_MS = 6_000;

/**
 * A co-edited document in the browser: kept on this device, joined with everybody else's over
 * `/collab`, and honest about what is saved. Reading it works on the server too; `open` belongs in
 * an effect.
 */
export class CollabDoc {
  readonly doc = new Y.Doc();
  readonly #options: CollabOptions;
  readonly #ledger = new SaveLedger();
  #link: Link | null = null;
  #copy: LocalCopy | null = null;
  #storageTried = false;
  /** Edits whose write into this device's storage has not finished. */
  #writing = 0;
  #storageFailed = false;
  #durableKnown = false;
  #lastTypedAt = 0;
  #unanswered: ReturnType<typeof setTimeout> | undefined;
  #settled = false;
  #presence: OwnPresence = { editing: null };

  #status = $state.raw<SaveState>({ kind: 'loading' });
  #people = $state.raw<Present[]>([]);
  #awareness = $state.raw<Awareness | null>(null);
  #loaded = $state(false);
  #fresh = $state(false);
  readonly #whenLoaded = Promise.withResolvers<void>();
  readonly #whenCopy = Promise.withResolvers<LocalCopy | null>();

  constructor(options: CollabOptions) {
    this.#options = options;
  }

  get status(): SaveState {
    return this.#status;
  }

  /** Everybody in the document now, me first. */
  get people(): Present[] {
    return this.#people;
  }

  /** For live carets; null until the document is being joined. */
  get awareness(): Awareness | null {
    return this.#awareness;
  }

  /** There is something to show: this device's copy or the server's state has been read. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Resolves when `loaded` becomes true. */
  get whenLoaded(): Promise<void> {
    return this.#whenLoaded.promise;
  }

  /**
   * What is here is the best there is for now: the server's state, or this device's copy where the
   * server cannot be reached or the copy holds edits the server lacks.
   */
  get fresh(): boolean {
    return this.#fresh;
  }

  /** The first exchange with the server is over: edits of others from now on are news. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Edits of this device that are not known to be saved. */
  get unsaved(): number {
    return this.#ledger.count;
  }

  get mayWrite(): boolean {
    const { kind } = this.#status;
    return this.#options.mayWrite && kind !== 'revoked' && kind !== 'gone' && kind !== 'signed-out';
  }

  /** Starts storing and syncing; the returned function stops both and frees the document. */
  open(): () => void {
    let closed = false;
    this.doc.on('afterTransaction', this.#onTransaction);
    window.addEventListener('beforeunload', this.#onBeforeUnload);
    void this.#openCopy().then(() => {
      if (closed) void this.#copy?.close();
      else this.#openLink();
    });
    return () => {
      closed = true;
      clearTimeout(this.#unanswered);
      window.removeEventListener('beforeunload', this.#onBeforeUnload);
      this.doc.off('afterTransaction', this.#onTransaction);
      this.#link?.close();
      this.doc.destroy(); // closes the local copy too
    };
  }

  /** Says what I have under my fingers. Lost without a connection, said again with the next. */
  setEditing(editing: string | null): void {
    if (this.#presence.editing === editing) return;
    this.#presence = { editing };
    this.#link?.awareness.setLocalStateField('editing', editing);
  }

  /**
   * What ids in the document stood for when this device last knew: names for a page that comes up
   * without a connection. Empty where nothing is kept.
   */
  async recallNames(kind: string): Promise<Names> {
    const copy = await this.#whenCopy.promise;
    return copy ? copy.readNames(kind).catch(() => ({})) : {};
  }

  /** Keeps them beside this device's copy, in place of those kept before. */
  keepNames(kind: string, names: Names): void {
    // Without them the page shows less when offline; nothing that was logged depends on it.
    void this.#copy?.writeNames(kind, names).catch(() => undefined);
  }

  reconnect(): void {
    this.#link?.connectNow();
  }

  /** The page has learnt that the right to write is gone: keep what is here, send nothing more. */
  revoke(): void {
    this.#link?.end({ kind: 'revoked' });
  }

  /** The page has learnt that there is nothing here for this person any more: as `revoke`, in other words. */
  lose(): void {
    this.#link?.end({ kind: 'gone' });
  }

  async #openCopy(): Promise<void> {
    const { kind, id, me, mayWrite } = this.#options;
    // A reader's copy is another one: edits kept back after a lost right must not be sent by it.
    const name = localCopyName(me?.id ?? 'visitor', `${kind}/${id}${mayWrite ? '' : ':reading'}`);
    try {
      const opened = await LocalCopy.open(name, this.doc);
      if (opened) {
        const { copy, leftovers } = opened;
        this.#copy = copy;
        this.#ledger.restore(leftovers.unsaved);
        this.#ledger.confirm(leftovers.durable, 0);
        if (Y.decodeStateVector(Y.encodeStateVector(this.doc)).size > 0) this.#loaded = true;
        if (this.#ledger.count > 0) this.#store();
      }
    } catch {
      this.#storageFailed = true; // said in the state: kept only while the page is open
    }
    this.#storageTried = true;
    this.#whenCopy.resolve(this.#copy);
    this.#refresh();
  }

  #openLink(): void {
    const { kind, id } = this.#options;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const link = new Link(`${scheme}//${location.host}/collab/${kind}`, id, this.doc, {
      onChange: () => {
        if (!link.connected) {
          this.#durableKnown = false;
          this.#ledger.disconnected();
        }
        if (link.synced) {
          this.#loaded = true;
          setTimeout(() => (this.#settled = true), SETTLE_MS);
        }
        this.#refresh();
      },
      onFrame: (frame, wholeState) => {
        if (wholeState) this.#ledger.stateSent(frame);
      },
      onDurable: (vector, frames) => this.#onDurable(vector, frames),
      onDenied: () => {
        if (this.#options.mayWrite) this.revoke();
      },
      onRestart: () => this.#options.onRestart?.(),
    });
    this.#link = link;
    link.awareness.setLocalState({ ...this.#presence });
    const readPeople = () => {
      const people = readPresence(link.awareness, this.#options.me);
      // A caret that moves makes nobody come or go: nothing is drawn again for it.
      if (JSON.stringify(people) !== JSON.stringify(this.#people)) this.#people = people;
    };
    link.awareness.on('change', readPeople);
    this.#awareness = link.awareness;
    readPeople();
    link.connectNow();
    this.#refresh();
  }

  #onDurable(vector: StateVector, acknowledgedFrames: number): void {
    this.#durableKnown = true;
    const saved = this.#ledger.confirm(vector, acknowledgedFrames);
    void this.#copy?.writeDurable(vector).catch(() => (this.#storageFailed = true));
    if (saved > 0) this.#store();
    this.#refresh();
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    if (!transaction.local) return;
    const client = this.doc.clientID;
    const clock = transaction.afterState.get(client) ?? 0;
    const added = clock > (transaction.beforeState.get(client) ?? 0);
    if (!added && transaction.deleteSet.clients.size === 0) return;
    const now = Date.now();
    const typed = [...transaction.changed.keys()].every((type) => type instanceof Y.Text);
    const joinLast = typed && now - this.#lastTypedAt < TYPING_PAUSE_MS;
    this.#lastTypedAt = typed ? now : 0;
    const action = { client, clock, deletes: !added };
    this.#ledger.record(action, this.#link?.nextFrame ?? null, { joinLast });
    this.#store();
    clearTimeout(this.#unanswered);
    this.#unanswered = setTimeout(() => {
      if (this.#ledger.count > 0) this.#link?.probe();
    }, UNANSWERED_MS);
    this.#refresh();
  };

  /** Writes the unsaved list, and with it knows when the edits before it are on this device. */
  #store(): void {
    if (!this.#copy) return;
    this.#writing++;
    this.#copy
      .writeUnsaved(this.#ledger.unsaved)
      .catch(() => (this.#storageFailed = true))
      .finally(() => {
        this.#writing--;
        this.#refresh();
      });
  }

  get #onDevice(): boolean {
    return this.#copy !== null && !this.#storageFailed;
  }

  readonly #onBeforeUnload = (event: BeforeUnloadEvent): void => {
    const safeHere = this.#onDevice && this.#writing === 0;
    if (this.#ledger.count > 0 && !safeHere) event.preventDefault();
  };

  #refresh(): void {
    const link = this.#link;
    if (this.#loaded) this.#whenLoaded.resolve();
    const unreachable = link?.triedOnce === true && !link.connected;
    if (this.#loaded && (link?.synced || unreachable || this.#ledger.count > 0)) this.#fresh = true;
    const next = saveStateOf({
      ending: link?.ending ?? null,
      mayWrite: this.#options.mayWrite,
      loaded: this.#loaded,
      connected: link?.connected ?? false,
      synced: link?.synced ?? false,
      durableKnown: this.#durableKnown,
      unsaved: this.#ledger.count,
      onDevice: this.#onDevice || !this.#storageTried,
      connectingFirst: !link?.triedOnce,
    });
    if (JSON.stringify(next) !== JSON.stringify(this.#status)) this.#status = next;
  }
}
