import type { Awareness } from 'y-protocols/awareness';
import { PresenceUser } from '@ensemble/shared/collab/presence';

/** One person on one device in the same document. Who they are is stamped by the server. */
export interface Present {
  clientId: number;
  userId: string;
  name: string;
  /** What they have under their fingers now: an entry's id, or null. */
  editing: string | null;
  isMe: boolean;
}

/** What this client says about itself; the server adds who it is. */
export interface OwnPresence {
  editing: string | null;
}

const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Everybody here, me first, then by name; a state without a stamped name is nobody yet. */
export function readPresence(awareness: Awareness, mine: { id: string; name: string } | null): Present[] {
  const people: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const isMe = clientId === awareness.clientID;
    const user = isMe ? mine : PresenceUser.safeParse(state.user).data;
    if (!user) continue;
    people.push({ clientId, userId: user.id, name: user.name, editing: asText(state.editing), isMe });
  }
  return people.sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name));
}

/** One line per person: a phone and a laptop of one musician are one initial on the screen. */
export function onePerPerson(people: readonly Present[]): Present[] {
  const seen = new Set<string>();
  return people.filter(({ userId }) => !seen.has(userId) && seen.add(userId));
}
