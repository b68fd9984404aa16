import * as encoding from 'lib0/encoding';
import type { Awareness } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { CLOSE, afterClose } from '@ensemble/shared/collab/close';
import { MESSAGE, readDurable } from '@ensemble/shared/collab/messages';
import { backoffMs } from './backoff.ts';
import { countingSocket } from './counting-socket.ts';
import type { StateVector } from './save-ledger.ts';
import type { Ending } from './save-state.ts';

const BACKOFF = { firstMs: 400, maxMs: 15_000 };
/** Where the server wants quiet, not eagerness: half of the first step is the least it asks for. */
const BACKOFF_LATER = { firstMs: 20_000, maxMs: 60_000 };
/** An open connection that answers nothing for this long, ms, is taken for dead. */
const PROBE_ANSWER_MS = 4_000;
/** A connection silent for this long, ms, is asked whether it lives. */
const QUIET_MS = 15_000;

export interface LinkHandlers {
  /** Connected, synced or ended differently than before. */
  onChange: () => void;
  /** A frame that the server will acknowledge went out: its number on this connection, from 1. */
  onFrame: (frame: number, wholeState: boolean) => void;
  /** The store has acknowledged everything up to this vector, and this many frames. */
  onDurable: (vector: StateVector, acknowledgedFrames: number) => void;
  /** The server refused an edit: this connection may only read. */
  onDenied: () => void;
  /** The server asked for a fresh connection: it restarts, or what we may do has changed. */
  onRestart: () => void;
}

/** What the server's words for the end of a connection mean to us; null: come back later. */
export function endingOf(code: number, reason: string): Ending | null {
  switch (afterClose(code)) {
    case 'sign-in':
      return { kind: 'signed-out' };
    case 'reload':
      return {
        kind: 'error',
        reason: 'This page is out of date. Reload it; your changes are kept on this device.',
      };
    case 'give-up':
      if (code === CLOSE.notAllowed) return { kind: 'revoked' };
      if (code === CLOSE.absent) return { kind: 'gone' };
      return {
        kind: 'error',
        reason: reason || 'That is more than one document can hold. Undo the last large change.',
      };
    default:
      return null;
  }
}

/**
 * The connection of one document: y-websocket's provider, with the reconnecting taken over (spread
 * backoff, at once when the network or the page comes back), the durable message read, and close
 * codes turned into endings. Messages of a socket that was replaced are dropped by the provider.
 */
export class Link {
  readonly #provider: WebsocketProvider;
  readonly #handlers: LinkHandlers;
  readonly #stopListening: () => void;
  #frames = 0;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  ending: Ending | null = null;
  /** False until one connection succeeded or failed. */
  triedOnce = false;

  /**
   * @param serverUrl `wss://host/collab/<kind>`
   * @param id the document's id within its kind
   */
  constructor(serverUrl: string, id: string, doc: Y.Doc, handlers: LinkHandlers) {
    this.#handlers = handlers;
    const provider = new WebsocketProvider(serverUrl, id, doc, {
      connect: false,
      params: { durable: '1' },
      // Two tabs may belong to two people (sign out, sign in): they meet at the server, not in between.
      disableBc: true,
      shouldReconnect: () => false,
      WebSocketPolyfill: countingSocket(WebSocket, (frame, wholeState) => {
        this.#frames = frame;
        handlers.onFrame(frame, wholeState);
      }),
    });
    provider.messageHandlers[MESSAGE.durable] = (_encoder, decoder) => {
      const { stateVector, acknowledgedFrames } = readDurable(decoder);
      handlers.onDurable(Y.decodeStateVector(stateVector), acknowledgedFrames);
    };
    provider.messageHandlers[MESSAGE.auth] = () => handlers.onDenied();
    provider.on('status', ({ status }) => {
      if (status === 'connecting') this.#frames = 0;
      if (status === 'connected') {
        this.triedOnce = true;
        // The server forgot us with the old connection, and ignores a state whose clock it has seen.
        provider.awareness.setLocalState(provider.awareness.getLocalState());
      }
      handlers.onChange();
    });
    provider.on('sync', (synced) => {
      if (synced) this.#attempt = 0;
      handlers.onChange();
    });
    provider.on('connection-close', (event) => this.#onClose(event));
    this.#provider = provider;
    this.#stopListening = this.#listen();
  }

  get awareness(): Awareness {
    return this.#provider.awareness;
  }

  get connected(): boolean {
    return this.#provider.wsconnected;
  }

  get synced(): boolean {
    return this.#provider.wsconnected && this.#provider.synced;
  }

  /** The number the next edit's frame will have; null while there is no connection to carry it. */
  get nextFrame(): number | null {
    return this.#provider.wsconnected ? this.#frames + 1 : null;
  }

  /** Tries now rather than when the backoff ends. Does nothing after the server ended it for good. */
  connectNow(): void {
    if (this.#closed || this.ending) return;
    clearTimeout(this.#retry);
    if (this.#provider.wsconnected) this.probe();
    else {
      this.#provider.disconnect(); // an attempt begun on a network that is gone may hang for minutes
      this.#provider.connect();
    }
  }

  /**
   * Asks the server for its state and expects anything within PROBE_ANSWER_MS: phones wake up with
   * sockets that look open and are not.
   */
  probe(): void {
    const { ws, wsconnected } = this.#provider;
    if (!wsconnected || !ws || this.#probe) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    syncProtocol.writeSyncStep1(encoder, this.#provider.doc);
    ws.send(encoding.toUint8Array(encoder));
    const heardBefore = this.#provider.wsLastMessageReceived;
    this.#probe = setTimeout(() => {
      this.#probe = undefined;
      if (this.#provider.ws !== ws || this.#provider.wsLastMessageReceived > heardBefore) return;
      this.#provider.disconnect();
      this.#provider.connect();
    }, PROBE_ANSWER_MS);
  }

  /** Ends it from our side, as when the page learns that the right to write is gone. */
  end(ending: Ending): void {
    this.ending = ending;
    clearTimeout(this.#retry);
    this.#provider.disconnect();
    this.#handlers.onChange();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#probe);
    this.#stopListening();
    this.#provider.destroy();
  }

  #onClose(event: CloseEvent | null): void {
    clearTimeout(this.#probe);
    this.#probe = undefined;
    this.triedOnce = true;
    if (event && !this.#closed) {
      this.ending = endingOf(event.code, event.reason);
      if (!this.ending) this.#retryLater(event.code);
      if (event.code === CLOSE.restarting) this.#handlers.onRestart();
    }
    // The provider clears its own flags after this event: tell what is so once it has.
    queueMicrotask(this.#handlers.onChange);
  }

  #retryLater(code: number): void {
    const options = afterClose(code) === 'reconnect-later' ? BACKOFF_LATER : BACKOFF;
    const wait = backoffMs(this.#attempt++, Math.random(), options);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (!this.#closed && navigator.onLine !== false) this.#provider.connect();
    }, wait);
  }

  #listen(): () => void {
    const online = () => this.connectNow();
    const offline = () => this.#provider.disconnect();
    const visible = () => {
      if (document.visibilityState === 'visible') this.connectNow();
    };
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', visible);
    const watch = setInterval(() => {
      if (Date.now() - this.#provider.wsLastMessageReceived > QUIET_MS) this.probe();
    }, QUIET_MS / 3);
    return () => {
      clearInterval(watch);
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', visible);
    };
  }
}
