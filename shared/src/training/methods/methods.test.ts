import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { SECTION_KINDS } from '../outline.schema.ts';
import { descriptionText } from '../plain-text.ts';
import { sanitizeHtml } from '../rich-text/index.ts';
import { METHODS, METHOD_STYLES, methodById, methodHtml, searchMethods } from './index.ts';

const first = (text: string): string | undefined => searchMethods({ text })[0]?.id;
const among = (text: string, count: number): string[] =>
  searchMethods({ text, limit: count }).map(({ id }) => id);

describe('the library', () => {
  test('holds about sixty methods or more, for every kind of section and every style', () => {
    expect(METHODS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(METHODS.map(({ id }) => id)).size).toBe(METHODS.length);
    expect(new Set(METHODS.map(({ name }) => name)).size).toBe(METHODS.length);
    for (const kind of SECTION_KINDS)
      expect(METHODS.filter(({ kinds }) => kinds[0] === kind).length, kind).toBeGreaterThan(4);
    for (const style of METHOD_STYLES)
      expect(METHODS.filter(({ styles }) => styles.includes(style)).length).toBeGreaterThan(15);
  });

  test.each(METHODS.map((method) => [method.name, method] as const))('%s can be followed', (_, method) => {
    expect(method.id).toMatch(/^[a-z0-9-]+$/);
    expect(method.purpose).toMatch(/^[A-Z].*[.]$/);
    expect(method.steps.length).toBeGreaterThanOrEqual(2);
    for (const [text, share] of method.steps) {
      expect(text).toMatch(/([.!?”]|\})$/);
      expect(share).toBeGreaterThan(0);
      expect(
        [...text.matchAll(/\{(\w+)\}/g)].every(([, name]) =>
          ['topic', 'outcome', 'problem', 'audience'].includes(name ?? ''),
        ),
      ).toBe(true);
    }
    for (const question of method.debrief) expect(question).toMatch(/[?.]$/);
    const [[leastMinutes, mostMinutes], [leastPeople, mostPeople]] = [method.minutes, method.group];
    expect(leastMinutes).toBeLessThan(mostMinutes);
    expect(leastPeople).toBeLessThan(mostPeople);
    // Everything said can be done in the least time: a minute or so for each step.
    expect(method.steps.length).toBeLessThanOrEqual(leastMinutes + 2);
    expect(method.words.split(' ').length).toBeGreaterThan(3);
  });
});

describe('a method as a section', () => {
  const method = methodById('threes');

  test('its steps’ minutes are the section’s', () => {
    if (!method) throw new Error('the method is gone');
    for (const minutes of [20, 35, 61]) {
      const text = descriptionText(methodHtml(method, minutes, { topic: 'Saying no' }));
      const marked = [...text.matchAll(/(\d+) min · /g)].map(([, number]) => Number(number));
      expect(marked.reduce((sum, each) => sum + each, 0)).toBe(minutes);
      expect(text).toContain('one tries Saying no');
    }
  });

  test('is HTML of the whitelist, with the session’s words escaped, and plain words where it says nothing', () => {
    if (!method) throw new Error('the method is gone');
    const html = methodHtml(method, 30, { topic: '<img src=x onerror=alert(1)> & {outcome}' });
    expect(sanitizeHtml(html)).toBe(html);
    expect(descriptionText(html)).toContain('<img src=x onerror=alert(1)> & {outcome}');
    for (const each of METHODS) {
      const plain = methodHtml(each, 20);
      expect(sanitizeHtml(plain)).toBe(plain);
      expect(plain).not.toMatch(/[{}]/);
    }
  });
});

describe('finding one', () => {
  test.each([
    ['fishbowl', 'fishbowl'],
    ['FishBowl', 'fishbowl'],
    ['fishbwol', 'fishbowl'],
    ['world cafe', 'table-rounds'],
    ['wrold caffe', 'table-rounds'],
    ['gallery', 'gallery-walk'],
    ['galery wlak', 'gallery-walk'],
    ['premortem', 'looking-back-from-failure'],
    ['1-2-4-all', 'alone-pairs-fours-all'],
    ['jigsaw', 'expert-groups'],
    ['brainwriting', 'silent-ideas'],
    ['root cause', 'why-five-times'],
    ['dot voting', 'mark-and-choose'],
    ['lunch', 'shared-meal'],
    ['exit ticket', 'exit-card'],
    ['peer coaching', 'peer-consulting'],
  ])('%s', (text, id) => {
    expect(first(text)).toBe(id);
  });

  test('what is half typed finds it, and nonsense finds nothing', () => {
    expect(among('fish', 3)).toContain('fishbowl');
    expect(among('role pl', 6)).toContain('scene-with-stop');
    expect(searchMethods({ text: 'xqzvw' })).toEqual([]);
  });

  test('by kind, minutes, people and place; nothing asked shows all', () => {
    expect(searchMethods()).toEqual(METHODS);
    const found = searchMethods({ kind: 'practice', groupSize: 12, minutes: 30, online: true });
    expect(found.length).toBeGreaterThan(3);
    for (const { kinds, group, minutes, online } of found) {
      expect(kinds).toContain('practice');
      expect(group[0] <= 12 && group[1] >= 12 && minutes[0] <= 30 && minutes[1] >= 30 && online).toBe(true);
    }
    expect(
      searchMethods({ text: 'feedback', kind: 'closing' }).every(({ kinds }) => kinds.includes('closing')),
    ).toBe(true);
    expect(searchMethods({ limit: 5 })).toHaveLength(5);
  });

  test('a letter left out of a name still finds the method', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const rng = new Rng(seed);
    const missed = METHODS.filter(({ id, name }) => {
      const long = name.split(/[^\p{L}]+/u).filter((word) => word.length >= 6);
      if (long.length === 0) return false;
      const word = rng.pick(long);
      const at = 1 + rng.int(word.length - 1);
      return !among(name.replace(word, word.slice(0, at) + word.slice(at + 1)), 5).includes(id);
    });
    expect(
      missed.map(({ name }) => name),
      `seed ${seed}`,
    ).toEqual([]);
  });
});
