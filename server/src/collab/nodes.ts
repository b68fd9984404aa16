import { decodeAwareness, encodeAwareness } from './awareness.ts';
import type { AwarenessEntry } from './awareness.ts';
import type { CollabBus } from './bus.ts';
import { decodeBusMessage, encodeBusMessage, rowMessage } from './bus-messages.ts';
import type { BusMessage } from './bus-messages.ts';
import { awarenessFrame } from './frames.ts';
import { Outgoing } from './outgoing.ts';
import type { Registry } from './registry.ts';
import type { Room } from './room.ts';
import type { UpdateRow } from './store.ts';
import type { AccessFilter } from './types.ts';

const CONTROL = 'collab!';
const channelOf = (room: { name: string }): string => `collab:${room.name}`;

/** What this node says to and hears from the others. Without a bus it is the only one. */
export class Nodes {
  readonly #bus: CollabBus | undefined;
  readonly #registry: () => Registry;
  readonly #onAccess: (filter: AccessFilter) => void;

  constructor(
    bus: CollabBus | undefined,
    registry: () => Registry,
    onAccess: (filter: AccessFilter) => void,
  ) {
    this.#bus = bus;
    this.#registry = registry;
    this.#onAccess = onAccess;
  }

  async start(): Promise<void> {
    this.#bus?.onReconnect(() => this.#afterGap());
    await this.#bus?.subscribe(CONTROL, (bytes) =>
      this.#read(bytes, (message) => {
        if (message.kind === 'access') this.#onAccess(message.filter);
      }),
    );
  }

  async listen(room: Room): Promise<() => void> {
    if (!this.#bus) return () => undefined;
    const stop = await this.#bus.subscribe(channelOf(room), (bytes) =>
      this.#read(bytes, (message) => this.#hear(room, message)),
    );
    this.#send(channelOf(room), { node: this.#registry().node, kind: 'who-is-there' });
    return stop;
  }

  #read(bytes: Uint8Array, act: (message: BusMessage) => void): void {
    try {
      const message = decodeBusMessage(bytes);
      if (message.node !== this.#registry().node) act(message);
    } catch (error) {
      this.#registry().log.warn('a message of another node could not be read', { error });
    }
  }

  #hear(room: Room, message: BusMessage): void {
    const registry = this.#registry();
    if (message.kind === 'row') this.#hearRow(room, message.seq, message.updates);
    else if (message.kind === 'awareness') {
      const now = registry.clock.now();
      this.show(room, room.awareness.hearNode(message.node, decodeAwareness(message.states), now));
    } else if (message.kind === 'who-is-there') {
      this.tell(room, room.awareness.entries(true));
    } else if (message.kind === 'erased') registry.onErased(room);
  }

  #hearRow(room: Room, seq: number, updates: Uint8Array[] | null): void {
    const registry = this.#registry();
    // While a document is loading its lastSeq is 0 and this reads as a gap: the log is read again.
    if (seq <= room.lastSeq) return;
    if (updates !== null && seq === room.lastSeq + 1 && registry.isLoaded(room))
      room.applyForeign(updates, seq);
    else void this.#catchUp(room);
    registry.projector.wakeLater(room);
  }

  async #catchUp(room: Room): Promise<void> {
    const registry = this.#registry();
    try {
      await registry.whenLoaded(room);
      await registry.catchUp(room);
    } catch (error) {
      registry.log.warn('the log could not be read; the next message or save tries again', {
        doc: room.name,
        error,
      });
    }
  }

  /** Messages got lost: read every open document's log, and ask who is there. */
  #afterGap(): void {
    for (const room of this.#registry().rooms()) {
      void this.#catchUp(room);
      this.tell(room, room.awareness.entries(true));
      this.#send(channelOf(room), { node: this.#registry().node, kind: 'who-is-there' });
    }
  }

  /** Now and then: heals what a lost message left behind, and forgets clients of dead nodes. */
  sweep(): void {
    for (const room of this.#registry().rooms()) {
      this.show(room, room.awareness.sweep(this.#registry().clock.now()));
      if (this.#bus) void this.#catchUp(room);
    }
  }

  /** A row is durable: now the others may see it. */
  committed(room: Room, row: UpdateRow): void {
    this.#send(channelOf(room), rowMessage(this.#registry().node, row));
  }

  /** To the clients of this node. */
  show(room: Room, entries: readonly AwarenessEntry[]): void {
    if (entries.length === 0) return;
    const outgoing = new Outgoing();
    // The sender hears its own state too: plain providers need something to arrive now and then.
    outgoing.add(awarenessFrame(encodeAwareness(entries)), null);
    outgoing.flush(room.connections);
  }

  /** To the other nodes. */
  tell(room: Room, entries: readonly AwarenessEntry[]): void {
    if (entries.length === 0) return;
    const states = encodeAwareness(entries);
    this.#send(channelOf(room), { node: this.#registry().node, kind: 'awareness', states });
  }

  erased(name: string): void {
    this.#send(channelOf({ name }), { node: this.#registry().node, kind: 'erased' });
  }

  accessChanged(filter: AccessFilter): void {
    this.#send(CONTROL, { node: this.#registry().node, kind: 'access', filter });
  }

  #send(channel: string, message: BusMessage): void {
    this.#bus?.publish(channel, encodeBusMessage(message));
  }
}
