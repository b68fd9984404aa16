import { describe, expect, test } from 'vitest';
import { type SaveFacts, describeSaveState, saveStateOf } from './save-state.ts';

const settled: SaveFacts = {
  ending: null,
  mayWrite: true,
  loaded: true,
  connected: true,
  synced: true,
  durableKnown: true,
  unsaved: 0,
  onDevice: true,
  connectingFirst: false,
};
const label = (facts: Partial<SaveFacts>) => describeSaveState(saveStateOf({ ...settled, ...facts })).label;

describe('what the page says about safety', () => {
  test('"Saved" needs all three: synced, a durable state of this connection, nothing waiting', () => {
    expect(label({})).toBe('Saved');
    expect(label({ durableKnown: false })).toBe('Saving …');
    expect(label({ synced: false })).toBe('Saving …');
    expect(label({ unsaved: 1 })).toBe('Saving …');
  });

  test('offline says how many changes are kept', () => {
    expect(label({ connected: false })).toBe('Offline');
    expect(label({ connected: false, unsaved: 1 })).toBe('Offline, 1 change kept');
    expect(label({ connected: false, unsaved: 3 })).toBe('Offline, 3 changes kept');
  });

  test('a browser that refuses storage is not said to keep anything beyond the page', () => {
    const state = saveStateOf({ ...settled, connected: false, unsaved: 2, onDevice: false });
    expect(describeSaveState(state).detail).toContain('only while this page is open');
  });

  test('opening with changes from before the reload says so at once, not "Opening"', () => {
    const opening = { connected: false, connectingFirst: true, synced: false, durableKnown: false };
    expect(label({ ...opening, loaded: false })).toBe('Opening …');
    expect(label({ ...opening, unsaved: 3 })).toBe('Offline, 3 changes kept');
  });

  test('a right taken away keeps what was not saved, and says it', () => {
    const state = saveStateOf({ ...settled, connected: false, ending: { kind: 'revoked' }, unsaved: 2 });
    expect(state).toEqual({ kind: 'revoked', kept: 2 });
    expect(describeSaveState(state).detail).toContain('2 changes');
  });

  test('a reader is told that they read, never that something is saved', () => {
    expect(label({ mayWrite: false })).toBe('Reading');
  });
});
