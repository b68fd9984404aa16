import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abcKey, cleanAbc, incipit, toAbc } from './abc.ts';

test.each([
  ['line ends of every kind', 'A2|\r\nB2|\rc2|\n\nd2|', 'A2|\nB2|\nc2|\nd2|'],
  ['"! " as a line break', '|:D2|EBBA|! FDAD|:|!', '|:D2|EBBA|\nFDAD|:|'],
  ['decorations stay', 'Hg2 !>!c2 !trill!d2|', 'Hg2 !>!c2 !trill!d2|'],
  ['a stray ; or *', '|:;e3f g*fg|', '|:e3f gfg|'],
  ['an accidental on a rest', 'FG|_zd zc _B|', 'FG|zd zc _B|'],
  ['a continued line', '|\\ fd ec|\\\nAG|', '| fd ec| AG|'],
  ['comments and directives', '%%scale 2\nA2|% here\nB2|', 'A2|\nB2|'],
  ['an odd quote', '"Em"E2 "G B2|', '"Em"E2  G B2|'],
  ['a note before a repeat is no field', 'A:|\nd2|', 'A:|\nd2|'],
  ['a key change', '|:E2E|\nK:AMix\n|:a2|', '|:E2E|\n[K:Amix]\n|:a2|'],
  ['lyrics and titles', 'A2|\nw: la la\nT: Other\nB2|', 'A2|\nB2|'],
])('%s', (_, abc, body) => expect(cleanAbc(abc).body).toBe(body));

test('a pasted header is read and taken away', () => {
  expect(
    cleanAbc("X: 1\r\nT: A l'Envers\r\nR: slip jig\r\nM: 9/8\r\nL: 1/8\r\nK: Edorian\r\nE>F G>B A2|"),
  ).toEqual({
    meter: '9/8',
    unit: '1/8',
    key: 'Edor',
    body: 'E>F G>B A2|',
  });
  expect(cleanAbc('M: C| F2A2 A2BA |')).toEqual({ meter: 'C|', body: 'F2A2 A2BA |' });
});

test.each([
  ['|:D2|EBBA B2 EB|B2 AB dBAG|FDAD|', '|:D2|EBBA B2 EB|B2 AB dBAG|'],
  ['|:GAG GAB|ABA ABd|edd gdd|', '|:GAG GAB|ABA ABd|'],
  ['[P:A] |: "C"G3 | EGc :| [K:F]', '|: G3 | EGc :|'],
  ['G3 GAB', 'G3 GAB'],
  ['', ''],
])('%s begins %s', (abc, start) => expect(incipit(abc)).toBe(start));

test('a whole tune has the meter of its type and its own key', () => {
  expect(toAbc({ title: 'The Kesh\nX:2', type: 'jig', key: 'Gmajor', abc: '|:GAG GAB|' })).toBe(
    'X:1\nT:The Kesh X:2\nR:jig\nM:6/8\nL:1/8\nK:Gmaj\n|:GAG GAB|\n',
  );
  expect(abcKey('Edorian')).toBe('Edor');
  expect(toAbc({ title: 'Nothing', type: null, key: null, abc: '' })).toContain('z8|]');
});

test('no text makes a second tune or an error', () => {
  const piece = fc.oneof(
    fc.constantFrom('X:1', '\n', '|', '!', '"', 'K:', ' ', 'A', '\\', '%', '[', 'T:a'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
      const abc = toAbc({ title: 'T', type: 'reel', key: 'D', abc: parts.join('') });
      expect(abc.match(/^X:/gm)).toHaveLength(1);
      expect(abc).not.toMatch(/\n\n/);
      expect(typeof incipit(parts.join(''))).toBe('string');
    }),
    { numRuns: 1000 },
  );
});
