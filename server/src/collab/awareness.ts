import { presenceColor } from '@ensemble/shared/collab/index';
import type { PresenceUser } from '@ensemble/shared/collab/index';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Principal } from './types.ts';

/** One client's state in y-protocols' awareness encoding; null means gone. */
export interface AwarenessEntry {
  clientId: number;
  clock: number;
  state: Record<string, unknown> | null;
}

/** At most what a room full of tabs echoes at once. */
const MAX_ENTRIES = 1024;

/** Throws on anything but a list of (client, clock, JSON object or null). */
export function decodeAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > MAX_ENTRIES) throw new RangeError('too many awareness states');
  const entries: AwarenessEntry[] = [];
  for (let i = 0; i < count; i++) {
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    if (typeof state !== 'object' || Array.isArray(state))
      throw new TypeError('an awareness state is an object');
    entries.push({ clientId, clock, state: state as Record<string, unknown> | null });
  }
  return entries;
}

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  }
  return encoding.toUint8Array(encoder);
}

export const presenceUser = (principal: Principal): PresenceUser => ({
  id: principal.userId,
  name: principal.name,
  guest: principal.isGuest,
  color: principal.color ?? presenceColor(principal.userId),
});

/** A connection on this node, or the id of the node where the client is connected. */
export type Speaker = { readonly principal: Principal | null } | string;

interface Known {
  clock: number;
  state: Record<string, unknown> | null;
  owner: Speaker | null;
  userId: string | null;
  /** Epoch milliseconds of the last word, for clients of other nodes and for forgetting the gone. */
  heardAt: number;
}

/** A tab has one client id; a page that recreates its document gets a few more. */
const MAX_IDS_PER_CONNECTION = 4;
/** y-protocols forgets a client after 30 s of silence; every client renews after 15. */
const SILENT_MS = 45_000;

/**
 * Who says what about themselves in one room. Unlike y-protocols' own class it knows who owns a
 * client id: each provider echoes everybody's states, so an entry for a client that is not the
 * sender's is normal, and ignored.
 */
export class RoomAwareness {
  readonly #known = new Map<number, Known>();

  /** What a connection may change of what it sent; returned entries carry the server's identity. */
  hear(
    speaker: { readonly principal: Principal },
    entries: readonly AwarenessEntry[],
    first: boolean,
    now: number,
  ): AwarenessEntry[] {
    const { principal } = speaker;
    const accepted: AwarenessEntry[] = [];
    for (const entry of entries) {
      const known = this.#known.get(entry.clientId);
      if (!this.#mayClaim(speaker, principal, entry, known, first)) continue;
      const renewed = known?.owner === speaker || known?.owner == null;
      if (known && renewed && !isNewer(entry, known)) continue;
      const state = entry.state && { ...entry.state, user: presenceUser(principal) };
      // A takeover after a reconnect may repeat the clock that is known: others already have it.
      const clock = Math.max(entry.clock, known?.clock ?? 0);
      const heard: Known = {
        clock,
        state,
        owner: state ? speaker : null,
        userId: principal.userId,
        heardAt: now,
      };
      this.#known.set(entry.clientId, heard);
      accepted.push({ clientId: entry.clientId, clock, state });
    }
    return accepted;
  }

  #mayClaim(
    speaker: Speaker,
    principal: Principal,
    entry: AwarenessEntry,
    known: Known | undefined,
    first: boolean,
  ): boolean {
    if (known?.owner === speaker) return true;
    if (entry.state === null) return false;
    if (this.#owned(speaker).length >= MAX_IDS_PER_CONNECTION) return false;
    if (known?.owner == null)
      return !known || entry.clock > known.clock || (first && known.userId === principal.userId);
    // The old socket of the same person may not have noticed yet that it is dead.
    return known.userId === principal.userId && (first || entry.clock > known.clock);
  }

  /** States of another node's clients, as that node stamped them. Returns what is news here. */
  hearNode(node: string, entries: readonly AwarenessEntry[], now: number): AwarenessEntry[] {
    return entries.filter((entry) => {
      const known = this.#known.get(entry.clientId);
      const foreign = known?.owner === node || known?.owner == null;
      if (known && foreign && !isNewer(entry, known)) return false;
      // A reconnect moved a client here before its old node said goodbye, or the other way round.
      if (known && !foreign && (entry.state === null || entry.clock < known.clock)) return false;
      const user = entry.state?.['user'] as PresenceUser | undefined;
      const owner = entry.state ? node : null;
      this.#known.set(entry.clientId, {
        clock: entry.clock,
        state: entry.state,
        owner,
        userId: user?.id ?? null,
        heardAt: now,
      });
      return true;
    });
  }

  /** The speaker left: its own clients are gone, not those that moved to a newer connection. */
  leave(speaker: Speaker, now: number): AwarenessEntry[] {
    return this.#remove(this.#owned(speaker), now);
  }

  /** Forgets clients of nodes that fell silent, and marks of those long gone. */
  sweep(now: number): AwarenessEntry[] {
    const silent: number[] = [];
    for (const [clientId, known] of this.#known) {
      if (now - known.heardAt < SILENT_MS) continue;
      if (typeof known.owner === 'string') silent.push(clientId);
      else if (known.owner === null) this.#known.delete(clientId);
    }
    return this.#remove(silent, now);
  }

  #remove(clientIds: readonly number[], now: number): AwarenessEntry[] {
    return clientIds.map((clientId) => {
      const known = this.#known.get(clientId);
      // The clock stays: clients take a null at the same clock, and a late echo is not newer.
      const clock = known?.clock ?? 0;
      this.#known.set(clientId, {
        clock,
        state: null,
        owner: null,
        userId: known?.userId ?? null,
        heardAt: now,
      });
      return { clientId, clock, state: null };
    });
  }

  #owned(speaker: Speaker): number[] {
    return [...this.#known].filter(([, known]) => known.owner === speaker).map(([clientId]) => clientId);
  }

  /** Everybody present; with `onlyLocal`, the clients connected to this node. */
  entries(onlyLocal = false): AwarenessEntry[] {
    return [...this.#known]
      .filter(([, { state, owner }]) => state !== null && (!onlyLocal || typeof owner !== 'string'))
      .map(([clientId, { clock, state }]) => ({ clientId, clock, state }));
  }

  ownedBy(speaker: Speaker): number[] {
    return this.#owned(speaker);
  }
}

const isNewer = (entry: AwarenessEntry, known: Known): boolean =>
  entry.clock > known.clock || (entry.clock === known.clock && entry.state === null && known.state !== null);
