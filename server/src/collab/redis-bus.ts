import { Redis } from 'ioredis';
import type { CollabBus } from './bus.ts';
import type { CollabLog } from './types.ts';

type Handler = (message: Uint8Array) => void;

/**
 * The bus over Redis pub/sub: one connection that listens, one that speaks. Both reconnect by
 * themselves, the listener subscribes again and then says so, since pub/sub keeps nothing for the absent.
 */
export class RedisCollabBus implements CollabBus {
  readonly #listener: Redis;
  readonly #speaker: Redis;
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #reconnected = new Set<() => void>();

  constructor(url: string, log: CollabLog) {
    // A message that waits for a dead server is a lost message, not a growing queue.
    this.#speaker = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      enableReadyCheck: true,
    });
    this.#listener = new Redis(url, { autoResubscribe: false, maxRetriesPerRequest: null });
    this.#speaker.on('error', (error) => log.warn('Redis cannot be reached to speak', { error }));
    this.#listener.on('error', (error) => log.warn('Redis cannot be reached to listen', { error }));
    this.#listener.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const handler of this.#handlers.get(channel.toString()) ?? []) handler(message);
    });
    let wasReady = false;
    this.#listener.on('ready', () => {
      if (wasReady) void this.#resubscribe();
      wasReady = true;
    });
  }

  /** Subscribe first, announce after: whoever then reads the log misses nothing. */
  async #resubscribe(): Promise<void> {
    try {
      const channels = [...this.#handlers.keys()];
      if (channels.length > 0) await this.#listener.subscribe(...channels);
      for (const handler of this.#reconnected) handler();
    } catch {
      // The line broke again; the next 'ready' repeats all of it.
    }
  }

  /** Resolves when both connections stand; rejects after `withinMs`. */
  async ready(withinMs = 10_000): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    for (const redis of [this.#listener, this.#speaker]) {
      if (redis.status === 'ready') continue;
      await new Promise<void>((resolve, reject) => {
        redis.once('ready', () => resolve());
        signal.addEventListener('abort', () => reject(new Error('Redis did not answer in time')), {
          once: true,
        });
      });
    }
  }

  publish(channel: string, message: Uint8Array): void {
    this.#speaker.publish(channel, Buffer.from(message)).catch(() => undefined);
  }

  async subscribe(channel: string, handler: Handler): Promise<() => void> {
    const known = this.#handlers.get(channel);
    const handlers = known ?? new Set<Handler>();
    this.#handlers.set(channel, handlers.add(handler));
    // Without Redis a node still works alone; 'ready' subscribes later, and the log is read again.
    if (this.#listener.status === 'ready') await this.#listener.subscribe(channel).catch(() => undefined);
    else void this.#listener.subscribe(channel).catch(() => undefined);
    return () => {
      handlers.delete(handler);
      if (handlers.size > 0 || this.#handlers.get(channel) !== handlers) return;
      this.#handlers.delete(channel);
      void this.#listener.unsubscribe(channel).catch(() => undefined);
    };
  }

  onReconnect(handler: () => void): void {
    this.#reconnected.add(handler);
  }

  async close(): Promise<void> {
    this.#listener.disconnect();
    this.#speaker.disconnect();
  }
}

/** Connects at once and keeps trying; `url` as in REDIS_URL. */
export const openRedisBus = (url: string, log: CollabLog): RedisCollabBus => new RedisCollabBus(url, log);
