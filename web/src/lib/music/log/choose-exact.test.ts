import { describe, expect, test } from 'vitest';
import { type TuneHit, chooseExact } from './choose-exact.ts';

const hit = (name: string, more: Partial<TuneHit> = {}): TuneHit => ({
  id: name.padEnd(24, '0').slice(0, 24),
  thesessionTuneId: null,
  name,
  type: 'reel',
  tunebooks: 10,
  ...more,
});

describe('what Enter may link without asking', () => {
  test('the only tune of that name, however it is written', () => {
    const hits = [hit('Kesh, The', { type: 'jig' }), hit('Keshcarrigan')];
    expect(chooseExact('the kesh', hits)?.name).toBe('Kesh, The');
    expect(chooseExact('Kesh [jig]', hits)?.name).toBe('Kesh, The');
  });

  test('a beginning is not the name', () => {
    expect(chooseExact('Kes', [hit('Kesh, The')])).toBeNull();
  });

  test('two of one name stay unlinked until a person chooses', () => {
    const two = [hit('Gan Ainm', { id: 'a' }), hit('Gan Ainm', { id: 'b', type: 'jig' })];
    expect(chooseExact('gan ainm', two)).toBeNull();
    expect(chooseExact('gan ainm jig', two)?.id).toBe('b');
    expect(chooseExact('gan ainm', [two[0] as TuneHit, { ...(two[1] as TuneHit), playedHere: 3 }])?.id).toBe(
      'b',
    );
  });

  test('its own name goes before another tune’s alias, unless that one is far better known', () => {
    const own = hit('The Castle', { tunebooks: 30 });
    const alias = hit('The Kesh', { matchedAlias: 'The Castle', tunebooks: 200 });
    expect(chooseExact('the castle', [alias, own])).toBe(own);
    expect(chooseExact('the castle', [{ ...alias, tunebooks: 5000 }, own])).toBeNull();
    expect(chooseExact('the castle', [alias])).toBe(alias);
  });

  test.each(['12 Pins', 'Úna Bhán', 'The', '🎻'])('"%s" is a name like any other', (name) => {
    expect(chooseExact(name, [hit(name)])?.name).toBe(name);
    expect(chooseExact(name, [hit('Something else')])).toBeNull();
  });
});
