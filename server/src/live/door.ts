import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { OriginRule } from '../http/origin.ts';
import type { Viewer } from '../http/viewer.ts';
import { MAX_WAITING, mostFor } from './limits.ts';
import type { EngineConnection, LiveSocket, SocketFacts } from './live.types.ts';
import { Tally } from './tally.ts';
import { Turns } from './turns.ts';

export interface DoorDeps {
  origin: OriginRule;
  viewerOf(headers: IncomingHttpHeaders): Promise<Viewer | null>;
  /** Where a connection comes from, whatever proxies stand in front. */
  addressOf(req: IncomingMessage): string;
  /** Takes one new connection from the address's minute; rejects when there is none left. */
  take(address: string): Promise<void>;
  /** Connections that one address may have without sign-in. */
  perAddress: number;
}

type Decide = (refusal: string | null | undefined, isAdmitted: boolean) => void;

/** Who may connect: our own pages, no faster than an address may read, so many from one address and of one person. */
export class Door {
  readonly #deps: DoorDeps;
  readonly #perPerson = new Tally();
  readonly #perAddress = new Tally();

  constructor(deps: DoorDeps) {
    this.#deps = deps;
  }

  /** For engine.io: decides before there is a connection. */
  readonly allowRequest = (req: IncomingMessage, decide: Decide): void => {
    const { origin, addressOf, take, perAddress } = this.#deps;
    // A WebSocket carries cookies from any page, so its origin is checked; polling is bound by CORS.
    const isOurs =
      (req.headers.origin === undefined && req.headers.upgrade === undefined) || origin.allows(req.headers);
    if (!isOurs) {
      decide('origin not allowed', false);
      return;
    }
    const address = addressOf(req);
    if (this.#perAddress.of(address) >= perAddress) {
      decide('too many connections', false);
      return;
    }
    take(address).then(
      () => decide(null, true),
      () => decide('too many connections', false),
    );
  };

  readonly countConnection = (connection: EngineConnection): void => {
    const address = this.#deps.addressOf(connection.request);
    this.#perAddress.add(address);
    connection.once('close', () => this.#perAddress.remove(address));
  };

  /** Finds out who a socket is. @throws Error that is told to the client. */
  async admit({ request, handshake }: LiveSocket): Promise<SocketFacts> {
    const token: unknown = handshake.auth['token'];
    const credentials = typeof token === 'string' ? { authorization: `Bearer ${token}` } : request.headers;
    const viewer = await this.#deps.viewerOf(credentials);
    const who = viewer?.userId ?? `address ${this.#deps.addressOf(request)}`;
    if (this.#perPerson.of(who) >= this.#mostFor(viewer)) throw new Error('too many connections');
    return {
      viewer,
      who,
      headers: credentials,
      watched: new Map(),
      rechecks: 0,
      turns: new Turns(MAX_WAITING),
    };
  }

  /**
   * Counted once it is connected: one that goes away before that is never told to have left. False when there are
   * too many already.
   */
  countSocket(socket: LiveSocket): boolean {
    const { who, viewer } = socket.data;
    this.#perPerson.add(who);
    socket.on('disconnect', () => this.#perPerson.remove(who));
    return this.#perPerson.of(who) <= this.#mostFor(viewer);
  }

  readonly #mostFor = (viewer: Viewer | null): number => mostFor(viewer, this.#deps.perAddress);
}
