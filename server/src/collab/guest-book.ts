import type { IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import type { CollabLimits } from './limits.ts';
import type { AccessFilter, Principal } from './types.ts';

/** Somebody between upgrade and close. */
export interface Guest {
  /** Kept to ask again later whether the session still holds. */
  readonly req: IncomingMessage;
  readonly principal: Principal | null;
  readonly sessionId: string | undefined;
  readonly token: string | null;
  readonly address: string;
}

export interface Seat {
  readonly guest: Guest;
  readonly connection: Connection;
  /** Epoch milliseconds of the last look at its rights. */
  checkedAt: number;
}

/** Who is connected to this node, and how often. */
export class GuestBook {
  readonly #perUser = new Map<string, number>();
  readonly #perAddress = new Map<string, number>();
  readonly #seats = new Map<Connection, Seat>();

  hasRoomFor({ principal, address }: Guest, limits: CollabLimits): boolean {
    if ((this.#perAddress.get(address) ?? 0) >= limits.connectionsPerAddress) return false;
    return principal === null || (this.#perUser.get(principal.userId) ?? 0) < limits.connectionsPerUser;
  }

  enter({ principal, address }: Guest): void {
    change(this.#perAddress, address, 1);
    if (principal) change(this.#perUser, principal.userId, 1);
  }

  leave({ principal, address }: Guest): void {
    change(this.#perAddress, address, -1);
    if (principal) change(this.#perUser, principal.userId, -1);
  }

  seat(guest: Guest, connection: Connection, now: number): void {
    this.#seats.set(connection, { guest, connection, checkedAt: now });
  }

  unseat(connection: Connection): void {
    this.#seats.delete(connection);
  }

  get size(): number {
    return this.#seats.size;
  }

  seats(): Seat[] {
    return [...this.#seats.values()];
  }

  matching({ name, userId, sessionId }: AccessFilter): Seat[] {
    return this.seats().filter(
      ({ guest, connection }) =>
        (name === undefined || connection.room.name === name) &&
        (userId === undefined || guest.principal?.userId === userId) &&
        (sessionId === undefined || guest.sessionId === sessionId),
    );
  }
}

function change(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
