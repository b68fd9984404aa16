import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents, WatchAnswer, WatchRequest, WatchSnapshot } from '@ensemble/shared';
import type { Person } from './person.ts';

export type Push =
  | { event: 'instance'; body: Parameters<ServerEvents['instance']>[0] }
  | { event: 'active'; body: Parameters<ServerEvents['active']>[0] }
  | { event: 'seats'; body: Parameters<ServerEvents['seats']>[0] }
  | { event: 'draft'; body: Parameters<ServerEvents['draft']>[0] }
  | { event: 'variants'; body: Parameters<ServerEvents['variants']>[0] }
  | { event: 'run'; body: Parameters<ServerEvents['run']>[0] }
  | { event: 'digest'; body: Parameters<ServerEvents['digest']>[0] };

/** Somebody's page on `/live`: what it was pushed, in order, and a way to wait for more. */
export class LiveClient {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  readonly pushes: Push[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(person: Person, options: { origin?: string } = {}) {
    this.socket = io(`${person.origin}/live`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: {
        origin: options.origin ?? person.origin,
        ...(person.cookie ? { cookie: person.cookie } : {}),
      },
    });
    const hear = (push: Push): void => {
      this.pushes.push(push);
      for (const look of [...this.#waiting]) look();
    };
    this.socket.on('instance', (body) => hear({ event: 'instance', body }));
    this.socket.on('active', (body) => hear({ event: 'active', body }));
    this.socket.on('seats', (body) => hear({ event: 'seats', body }));
    this.socket.on('draft', (body) => hear({ event: 'draft', body }));
    this.socket.on('variants', (body) => hear({ event: 'variants', body }));
    this.socket.on('run', (body) => hear({ event: 'run', body }));
    this.socket.on('digest', (body) => hear({ event: 'digest', body }));
  }

  /** Fulfilled when connected; rejected with the reason when refused. */
  async connected(): Promise<this> {
    if (!this.socket.connected) {
      await new Promise<void>((resolve, reject) => {
        this.socket.once('connect', resolve);
        this.socket.once('connect_error', (error) => {
          this.socket.close();
          reject(error);
        });
      });
    }
    return this;
  }

  ask(request: WatchRequest): Promise<WatchAnswer> {
    return this.socket.timeout(10_000).emitWithAck('watch', request);
  }

  async watch(request: WatchRequest): Promise<WatchSnapshot> {
    const answer = await this.ask(request);
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer.snapshot;
  }

  unwatch(request: WatchRequest): Promise<{ ok: true }> {
    return this.socket.timeout(10_000).emitWithAck('unwatch', request);
  }

  /** The first push that fits, those heard already included. */
  heard(fits: (push: Push) => boolean, what = 'a push', withinMs = 10_000): Promise<Push> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`waited in vain for ${what}; heard ${JSON.stringify(this.pushes).slice(0, 2000)}`));
      }, withinMs);
      const look = (): void => {
        const found = this.pushes.find(fits);
        if (!found) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Versions of an instance, as pushed. */
  versionsOf(instanceId: string): number[] {
    return this.pushes.flatMap(({ event, body }) =>
      event === 'instance' && body.id === instanceId ? [body.version] : [],
    );
  }

  close(): void {
    this.socket.close();
  }
}
