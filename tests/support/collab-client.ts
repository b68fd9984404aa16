import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MESSAGE, readDurable, SYNC } from '../../shared/src/collab/index.ts';
import type { DurableMessage } from '../../shared/src/collab/index.ts';

/** Resolves when `check` holds; looks again at every `wake`, so that tests wait for events, not for time. */
class Watchers {
  readonly #watchers = new Set<() => void>();
  wake(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
  until(check: () => boolean, what: string, withinMs = 15_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited in vain for: ${what}`));
      }, withinMs);
      const look = (): void => {
        if (!check()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}

export interface ClientOptions {
  as?: string;
  /** Asks for message 4; on unless said otherwise. */
  durable?: boolean;
  token?: string;
  headers?: Record<string, string>;
  /** Keep a document over reconnects. */
  doc?: Y.Doc;
  /** Do not join in the protocol: the test sends frames itself. */
  mute?: boolean;
}

export interface HeardState {
  clock: number;
  state: Record<string, unknown> | null;
}

/** A client of y-websocket's protocol that can also misbehave. */
export class CollabClient {
  readonly doc: Y.Doc;
  readonly ws: WebSocket;
  /** The raw socket below, for a reader that stops reading. */
  closed: { code: number; reason: string } | null = null;
  synced = false;
  denied = 0;
  durable: DurableMessage | null = null;
  /** What was heard about other clients (and echoed about this one), by client id. */
  readonly heard = new Map<number, HeardState>();
  /** Step 2 and update frames sent, as the server counts them. */
  sentFrames = 0;
  readonly #watchers = new Watchers();
  readonly #onUpdate: (update: Uint8Array, origin: unknown) => void;
  #mute: boolean;

  constructor(url: string, id: string, options: ClientOptions = {}) {
    this.doc = options.doc ?? new Y.Doc();
    this.#mute = options.mute ?? false;
    const query = new URLSearchParams();
    if (options.as) query.set('as', options.as);
    if (options.durable !== false) query.set('durable', '1');
    if (options.token) query.set('token', options.token);
    this.ws = new WebSocket(`${url}/${id}?${query.toString()}`, {
      headers: options.headers ?? {},
      perMessageDeflate: false,
    });
    this.ws.binaryType = 'nodebuffer';
    this.#onUpdate = (update, origin) => {
      if (origin !== this && !this.#mute) this.sendUpdate(update);
    };
    this.doc.on('update', this.#onUpdate);
    this.ws.on('open', () => {
      if (!this.#mute) this.sendSync(SYNC.step1, Y.encodeStateVector(this.doc));
      this.#watchers.wake();
    });
    this.ws.on('message', (data: Buffer) => {
      this.#read(data);
      this.#watchers.wake();
    });
    this.ws.on('error', () => this.#watchers.wake());
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.synced = false;
      this.doc.off('update', this.#onUpdate);
      this.#watchers.wake();
    });
  }

  #read(data: Buffer): void {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const kind = decoding.readVarUint(decoder);
    if (kind === MESSAGE.sync)
      this.#readSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
    else if (kind === MESSAGE.awareness) this.#readAwareness(decoding.readVarUint8Array(decoder));
    else if (kind === MESSAGE.auth) this.denied++;
    else if (kind === MESSAGE.durable) this.durable = readDurable(decoder);
    else throw new Error(`unexpected message ${kind}`);
  }

  #readSync(step: number, bytes: Uint8Array): void {
    if (step === SYNC.step1) {
      if (!this.#mute) this.sendSync(SYNC.step2, Y.encodeStateAsUpdate(this.doc, bytes));
      return;
    }
    Y.applyUpdate(this.doc, bytes, this);
    if (step === SYNC.step2) this.synced = true;
  }

  #readAwareness(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state = JSON.parse(decoding.readVarString(decoder)) as Record<string, unknown> | null;
      this.heard.set(clientId, { clock, state });
    }
  }

  sendRaw(data: Uint8Array | string): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(data);
  }

  sendSync(step: number, bytes: Uint8Array): void {
    if (this.ws.readyState !== WebSocket.OPEN) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
    if (step !== SYNC.step1) this.sentFrames++;
    this.sendRaw(encoding.toUint8Array(encoder));
  }

  sendUpdate(update: Uint8Array): void {
    this.sendSync(SYNC.update, update);
  }

  /** Says something about any client id, true or not. */
  sendAwareness(clientId: number, clock: number, state: Record<string, unknown> | null): void {
    const inner = encoding.createEncoder();
    encoding.writeVarUint(inner, 1);
    encoding.writeVarUint(inner, clientId);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, JSON.stringify(state));
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE.awareness);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
    this.sendRaw(encoding.toUint8Array(encoder));
  }

  until(check: (client: this) => boolean, what: string): Promise<void> {
    return this.#watchers.until(() => check(this), what);
  }

  async ready(): Promise<this> {
    await this.until(() => this.synced || this.closed !== null, 'the first sync');
    if (this.closed) throw new Error(`closed ${this.closed.code} ${this.closed.reason}`);
    return this;
  }

  async whenClosed(): Promise<number> {
    await this.until(() => this.closed !== null, 'a close');
    return this.closed?.code ?? 0;
  }

  get tunes(): Y.Map<string> {
    return this.doc.getMap<string>('entries');
  }

  /** Everything this client wrote is reported durable. */
  get allSaved(): boolean {
    if (this.durable === null) return false;
    return (
      this.durable.acknowledgedFrames === this.sentFrames && coversDoc(this.durable.stateVector, this.doc)
    );
  }

  whenSaved(): Promise<void> {
    return this.until(() => this.allSaved, 'everything to be durable');
  }

  /** Goes away in order. */
  async leave(): Promise<void> {
    if (this.closed) return;
    this.ws.close();
    await this.whenClosed();
  }

  /** Cuts the line without a word. */
  drop(): void {
    this.ws.terminate();
  }
}

export function coversDoc(stateVector: Uint8Array, doc: Y.Doc): boolean {
  const durable = Y.decodeStateVector(stateVector);
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].every(
    ([client, clock]) => (durable.get(client) ?? 0) >= clock,
  );
}

/** A raw TCP connection past the WebSocket handshake, for frames no library would send. */
export async function rawWebSocket(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ socket: Socket; status: number }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const lines = Object.entries({
    Host: `127.0.0.1:${port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return { socket, status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString('latin1'))?.[1]) };
}
