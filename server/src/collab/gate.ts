import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import { CLOSE, docName, parseDocName } from '@ensemble/shared/collab/index';
import type { DocName } from '@ensemble/shared/collab/index';
import { AppError } from '@ensemble/shared/core/errors';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServerOptions } from 'ws';
import { Connection } from './connection.ts';
import type { ConnectionHost } from './connection.ts';
import type { Guest, GuestBook } from './guest-book.ts';
import type { Registry } from './registry.ts';
import type { CollabAccess, CollabKind, CollabOptions, Principal } from './types.ts';

/** ws answers an oversized message with WebSocket's 1009; our clients know 4413. */
class OurWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    super.close(code === 1009 ? CLOSE.tooLarge : code, data);
  }
}

export interface GateHost extends ConnectionHost {
  readonly registry: Registry;
  readonly guests: GuestBook;
  readonly options: CollabOptions;
  readonly isClosing: boolean;
}

interface Asked {
  kind: CollabKind;
  id: string;
  name: DocName;
  token: string | null;
  wantsDurable: boolean;
}

/** How long the other side has to answer a close frame. */
const CLOSE_MS = 2_000;

/**
 * From the upgrade request to an open connection. Before the upgrade: the path (404) and the origin
 * (403). After it, with codes a browser can see: who it is, what it may, how many it has.
 */
export class Gate {
  readonly #host: GateHost;
  readonly #server: WebSocketServer;

  constructor(host: GateHost) {
    this.#host = host;
    const options: ServerOptions<typeof OurWebSocket> & { closeTimeout: number } = {
      noServer: true,
      WebSocket: OurWebSocket,
      maxPayload: host.limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
      closeTimeout: CLOSE_MS,
    };
    this.#server = new WebSocketServer(options);
  }

  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A reset at any moment from here must not bring the process down.
    socket.on('error', () => socket.destroy());
    const asked = this.#parse(req.url ?? '');
    if (!asked) return refuse(socket, 404);
    if (this.#host.isClosing) return refuse(socket, 503);
    const timer = setTimeout(() => socket.destroy(), this.#host.limits.handshakeMs);
    socket.once('close', () => clearTimeout(timer));
    this.#upgrade(req, socket, head, asked).then(
      () => clearTimeout(timer),
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'too-many') return refuse(socket, error.status);
        this.#host.options.log.error('an upgrade failed', { doc: asked.name, error });
        refuse(socket, 503);
      },
    );
  }

  #parse(url: string): Asked | null {
    const [path = '', query = ''] = url.split('?', 2);
    const parts = path.startsWith('/collab/') ? parseDocName(path.slice('/collab/'.length)) : null;
    const kind = parts && this.#host.registry.kind(parts.kind);
    if (!parts || !kind) return null;
    const params = new URLSearchParams(query);
    const name = docName(parts.kind, parts.id);
    return {
      kind,
      id: parts.id,
      name,
      token: params.get('token'),
      wantsDurable: params.get('durable') === '1',
    };
  }

  async #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, asked: Asked): Promise<void> {
    const { options } = this.#host;
    await options.admit?.(req);
    const identified = await options.identify(req);
    if (socket.destroyed) return;
    if (!options.allowOrigin(req.headers.origin, identified.viaBearer)) return refuse(socket, 403);
    const ws = await new Promise<WebSocket | null>((resolve) => {
      socket.once('close', () => resolve(null)); // ws refuses a bad handshake by itself
      this.#server.handleUpgrade(req, socket, head, (upgraded) => {
        upgraded.on('error', () => undefined); // ws has closed it; the 'close' listener does the rest
        // Nothing is read before it is known who this is: what is sent meanwhile waits in the kernel.
        upgraded.pause();
        resolve(upgraded);
      });
    });
    if (!ws) return;
    const { principal, sessionId } = identified;
    const guest: Guest = { req, principal, sessionId, token: asked.token, address: this.#address(req) };
    try {
      await this.#admit(ws, socket, asked, guest);
    } catch (error) {
      options.log.error('a connection could not be opened', { doc: asked.name, error });
      turnAway(ws, CLOSE.tryLater, 'the document could not be opened');
    }
  }

  async #admit(ws: WebSocket, socket: Duplex, asked: Asked, guest: Guest): Promise<void> {
    const { registry, guests, limits } = this.#host;
    if (!guests.hasRoomFor(guest, limits)) return turnAway(ws, CLOSE.tooMany, 'too many connections');
    guests.enter(guest);
    ws.once('close', () => guests.leave(guest));
    const access = allowed(
      await asked.kind.authorize(guest.principal, asked.id, guest.token),
      guest.principal,
    );
    const refusal = refusalFor(access, guest.principal);
    if (refusal) return turnAway(ws, refusal, 'no access');
    let room;
    try {
      room = await registry.open(asked.name);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      return turnAway(ws, CLOSE.absent, 'there is no such document');
    }
    if (ws.readyState !== ws.OPEN || socket.destroyed || this.#host.isClosing) {
      registry.release(room);
      return turnAway(ws, CLOSE.restarting, 'the server restarts');
    }
    const { principal } = guest;
    const { wantsDurable } = asked;
    const connection = new Connection(this.#host, { ws, socket, room, principal, access, wantsDurable });
    guests.seat(guest, connection, this.#host.clock.now());
    connection.start();
  }

  #address(req: IncomingMessage): string {
    return this.#host.options.addressOf?.(req) ?? req.socket.remoteAddress ?? '';
  }
}

/** Nobody in particular cannot be the author of an edit, and so may at most read. */
export const allowed = (access: CollabAccess, principal: Principal | null): CollabAccess =>
  principal === null && (access === 'write' || access === 'comment') ? 'read' : access;

/** The close code that says why there is no access, or null when there is some. */
export function refusalFor(access: CollabAccess, principal: Principal | null): number | null {
  if (access === 'absent') return CLOSE.absent;
  if (access !== 'none') return null;
  return principal === null ? CLOSE.signedOut : CLOSE.notAllowed;
}

function turnAway(ws: WebSocket, code: number, reason: string): void {
  ws.close(code, reason);
  ws.resume(); // to hear the answer to the close
}

function refuse(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  socket.resume();
  setTimeout(() => socket.destroy(), CLOSE_MS).unref();
}
