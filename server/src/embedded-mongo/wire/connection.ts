import type { Socket } from 'node:net';
import type { Reply } from '../commands/context.ts';
import type { Engine } from '../commands/engine.ts';
import { formatReply, HEADER_BYTES, MAX_MESSAGE_BYTES, parseFrame, type Message } from './frames.ts';

/** A client that does not read is given this much; then we stop reading from it until it has caught up. */
const UNSENT_LIMIT = 64 * 1024 * 1024;

/**
 * One client. Bytes become frames, frames become commands, replies go back. A client that breaks the protocol
 * is cut off; nothing it sends can reach another client or the store.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #engine: Engine;
  readonly #id: number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Length of the frame being received; 0 while its header is incomplete. */
  #expected = 0;
  #replies = 0;

  constructor(socket: Socket, engine: Engine, id: number) {
    this.#socket = socket;
    this.#engine = engine;
    this.#id = id;
    socket.setNoDelay(true);
    // A reset, a broken pipe: the client is gone, which is its own affair.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      this.#receive(chunk);
    });
    socket.on('drain', () => socket.resume());
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    try {
      while (!this.#socket.destroyed && this.#takeFrame());
    } catch {
      this.#socket.destroy();
    }
  }

  /** Handles one frame if it is complete. Throws on a length no client may send. */
  #takeFrame(): boolean {
    if (this.#expected === 0) {
      if (this.#buffered < HEADER_BYTES) return false;
      this.#expected = this.#joined().readInt32LE(0);
      if (this.#expected < HEADER_BYTES || this.#expected > MAX_MESSAGE_BYTES)
        throw new RangeError('illegal message length');
    }
    if (this.#buffered < this.#expected) return false;
    const bytes = this.#joined();
    const frame = bytes.subarray(0, this.#expected);
    const rest = bytes.subarray(this.#expected);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#buffered = rest.length;
    this.#expected = 0;
    this.#handle(parseFrame(frame));
    return true;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first && this.#chunks.length === 1) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #handle(message: Message): void {
    this.#engine.submit({
      command: message.command,
      connectionId: this.#id,
      respond: (reply) => {
        if (message.silent || this.#socket.destroyed) return;
        this.#socket.cork();
        for (const part of this.#format(reply, message)) this.#socket.write(part);
        this.#socket.uncork();
        if (this.#socket.writableLength > UNSENT_LIMIT) this.#socket.pause();
      },
    });
  }

  /** A result that cannot be encoded, such as one beyond 16 MB, must reach its client as an error. */
  #format(reply: Reply, message: Message): Buffer[] {
    const id = ++this.#replies & 0x7fffffff;
    try {
      return formatReply(reply, message, id);
    } catch (error) {
      const errmsg = error instanceof Error ? error.message : String(error);
      return formatReply({ ok: 0, code: 1, codeName: 'InternalError', errmsg }, message, id);
    }
  }
}
