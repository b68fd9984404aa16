import { expect, test } from 'vitest';
import { keyOf, splitHints, typeOf } from './hints.ts';

test.each([
  ['Jig', 'jig'],
  ['reels', 'reel'],
  ['Slip Jigs', 'slip jig'],
  ['slip-jig', 'slip jig'],
  ['Hop Jig', 'slip jig'],
  ['3/2 Hornpipe', 'three-two'],
  ['three-two', 'three-two'],
  ['Barn Dance', 'barndance'],
  ['waltzes', 'waltz'],
  ['Marches', 'march'],
  ['Set Dance', 'set dance'],
  ['Butterfly', null],
])('%s names the type %s', (text, type) => expect(typeOf(text)).toBe(type));

test.each([
  ['Gmin', 'Gmin'],
  ['E dorian', 'Edor'],
  ['Edor', 'Edor'],
  ['Amix', 'Amix'],
  ['AMix', 'Amix'],
  ['F# minor', 'F#min'],
  ['B♭', 'Bb'],
  ['Bm', 'Bmin'],
  ['D', 'D'],
  ['d', null],
  ['Edge', null],
])('%s is the key %s', (text, key) => expect(keyOf(text)).toBe(key));

test.each([
  ['Trip to Pakistan [Reel]', { name: 'Trip to Pakistan', typeHint: 'reel' }],
  ['Fishy Song [3/2 Hornpipe]', { name: 'Fishy Song', typeHint: 'three-two' }],
  ['Mountains of Pomeroy [Air]', { name: 'Mountains of Pomeroy', typeHint: 'air' }],
  ['Something [Gavotte]', { name: 'Something', typeHint: 'gavotte' }],
  ["Paddy Fahey's (Gmin)", { name: "Paddy Fahey's", keyHint: 'Gmin' }],
  ['Castle [Jig] (Dmin)', { name: 'Castle', typeHint: 'jig', keyHint: 'Dmin' }],
  ['Castle (jig in D)', { name: 'Castle', typeHint: 'jig', keyHint: 'D' }],
  ['The Castle (reel, Edor)', { name: 'The Castle', typeHint: 'reel', keyHint: 'Edor' }],
  ["We're A Case (The Bunch Of Us)", { name: "We're A Case (The Bunch Of Us)" }],
  ['Kesh jig', { name: 'Kesh jig', stem: 'Kesh', typeHint: 'jig' }],
  ['Butterfly slip jig', { name: 'Butterfly slip jig', stem: 'Butterfly', typeHint: 'slip jig' }],
  ['Kesh Jig in G', { name: 'Kesh Jig in G', stem: 'Kesh', typeHint: 'jig', keyHint: 'G' }],
  ['Toss the Feathers Edor', { name: 'Toss the Feathers Edor', stem: 'Toss the Feathers', keyHint: 'Edor' }],
  ['The Reel', { name: 'The Reel' }],
  ['King of Jigs', { name: 'King of Jigs' }],
  ['Jig', { name: 'Jig' }],
  ['Maid in a', { name: 'Maid in a' }],
])('%s', (raw, expected) => expect(splitHints(raw)).toEqual(expected));
