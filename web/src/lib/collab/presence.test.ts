import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { onePerPerson, readPresence } from './presence.ts';

const stamped = (id: string, name: string) => ({ id, name, guest: false, color: '#b3261e' });

/** An awareness that holds what these clients say, as the server would relay it. */
function room(states: Record<string, unknown>[]): Awareness {
  const here = new Awareness(new Y.Doc());
  for (const state of states) {
    const other = new Awareness(new Y.Doc());
    other.setLocalState(state);
    applyAwarenessUpdate(here, encodeAwarenessUpdate(other, [other.clientID]), null);
    other.destroy();
  }
  return here;
}

test('me first, then others by name; a state nobody stamped is nobody', () => {
  const awareness = room([
    { user: stamped('t', 'Tom'), editing: 'e1' },
    { editing: 'e2' },
    { user: stamped('a', 'Áine') },
    { user: { id: 7, name: { evil: true } } },
  ]);
  const people = readPresence(awareness, { id: 'm', name: 'Máire' });
  expect(people.map(({ name, editing, isMe }) => [name, editing, isMe])).toEqual([
    ['Máire', null, true],
    ['Áine', null, false],
    ['Tom', 'e1', false],
  ]);
  awareness.destroy();
});

test('two devices of one person are one initial', () => {
  const awareness = room([
    { user: stamped('t', 'Tom'), editing: null },
    { user: stamped('t', 'Tom'), editing: 'e1' },
  ]);
  expect(onePerPerson(readPresence(awareness, null)).map(({ name }) => name)).toEqual(['Tom']);
  awareness.destroy();
});
