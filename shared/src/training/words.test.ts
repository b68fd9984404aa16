import { expect, test } from 'vitest';
import { ListEntryInput, MANAGED_LISTS } from './drafts.schema.ts';
import { DEFAULT_MANAGED_LISTS } from './managed-lists.ts';
import { descriptionText, wordList } from './plain-text.ts';
import { fieldWord, kindWord, minutesWords } from './words.ts';

test('kinds and fields have names, those of others are shown as they are', () => {
  expect([kindWord('input'), kindWord('case-clinic'), kindWord('constructor')]).toEqual([
    'Input',
    'Case clinic',
    'Constructor',
  ]);
  expect([fieldWord('desiredOutcome'), fieldWord('parallel')]).toEqual(['Desired outcome', 'Runs beside']);
});

test('minutes as people say them', () => {
  expect([0, 45, 60, 95, 1440, -10, -75].map(minutesWords)).toEqual([
    '0 min',
    '45 min',
    '1 h',
    '1 h 35 min',
    '24 h',
    '−10 min',
    '−1 h 15 min',
  ]);
});

test('a description as words: blocks are lines, entities are read, marks and accents do not count', () => {
  const html =
    '<h4>Ask</h4><p>What <strong>helps</strong>?<br>Café &amp; &#39;tea&#x27; &lt;b&gt;</p><ul><li><p>One</p></li></ul>';
  expect(descriptionText(html)).toBe("Ask\nWhat helps?\nCafé & 'tea' <b>\nOne");
  expect(wordList('Café, the team’s 2nd — TEA!')).toEqual(['cafe', 'the', 'team', '2nd', 'tea']);
});

test('the managed lists begin with entries that the forms would take', () => {
  for (const list of MANAGED_LISTS) {
    const entries = DEFAULT_MANAGED_LISTS[list];
    expect(entries.length, list).toBeGreaterThan(3);
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    for (const entry of entries) expect(ListEntryInput.parse(entry)).toMatchObject(entry);
  }
});
