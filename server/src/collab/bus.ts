/**
 * Carries messages between the nodes that share one store. A hint, never the truth: messages may be
 * lost or come twice, and a node that sees a gap reads the log.
 */
export interface CollabBus {
  /** Sends to every subscriber of `channel`, the sender's own subscription included. Never throws; a failure is a lost message. */
  publish(channel: string, message: Uint8Array): void;
  /** Resolves when messages sent from now on will arrive. The result ends the subscription. */
  subscribe(channel: string, handler: (message: Uint8Array) => void): Promise<() => void>;
  /** Called after a lost connection is back: messages in between are gone. */
  onReconnect(handler: () => void): void;
  close(): Promise<void>;
}

/** The in-memory twin: one hub, one `node()` per registry, with a line that tests can cut. */
export class MemoryBusHub {
  readonly #handlers = new Map<string, Set<{ node: MemoryBus; handler: (message: Uint8Array) => void }>>();

  node(): MemoryBus {
    return new MemoryBus(this);
  }

  publish(channel: string, message: Uint8Array): void {
    for (const { node, handler } of this.#handlers.get(channel) ?? []) {
      // As over a network: never inside the sender's call, and lost when the line is down.
      setImmediate(() => {
        if (node.connected) handler(message.slice());
      });
    }
  }

  subscribe(node: MemoryBus, channel: string, handler: (message: Uint8Array) => void): () => void {
    const entry = { node, handler };
    const entries = this.#handlers.get(channel) ?? new Set();
    this.#handlers.set(channel, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0) this.#handlers.delete(channel);
    };
  }
}

export class MemoryBus implements CollabBus {
  readonly #hub: MemoryBusHub;
  readonly #reconnected = new Set<() => void>();
  #connected = true;

  constructor(hub: MemoryBusHub) {
    this.#hub = hub;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Cuts the line: what is sent or received meanwhile is lost. */
  disconnect(): void {
    this.#connected = false;
  }

  reconnect(): void {
    this.#connected = true;
    for (const handler of this.#reconnected) handler();
  }

  publish(channel: string, message: Uint8Array): void {
    if (this.#connected) this.#hub.publish(channel, message);
  }

  async subscribe(channel: string, handler: (message: Uint8Array) => void): Promise<() => void> {
    return this.#hub.subscribe(this, channel, handler);
  }

  onReconnect(handler: () => void): void {
    this.#reconnected.add(handler);
  }

  async close(): Promise<void> {
    this.#connected = false;
  }
}
