import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkText } from './chunk.ts';
import { splitLong } from './split.ts';

const headings = (source: string) => chunkText(source, { format: 'markdown' }).map(({ heading }) => heading);
const paragraph = 'One sentence that says something. '.repeat(10);

describe('a Markdown document', () => {
  test('is cut at its headings, and each passage knows what stands above it', () => {
    const source = `Before.\n\n# Top\n\nA.\n\n## Left ##\n\nB.\n\n### Deep\n\nC.\n\n## Right\nD.\n\n# *Next*\n\nE.`;
    const chunks = chunkText(source, { format: 'markdown' });
    expect(chunks.map(({ heading, text }) => [heading, text])).toEqual([
      ['', 'Before.'],
      ['Top', 'A.'],
      ['Top › Left', 'B.'],
      ['Top › Left › Deep', 'C.'],
      ['Top › Right', 'D.'],
      ['Next', 'E.'],
    ]);
    expect(chunks.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { start, end, text } of chunks) expect(source.slice(start, end)).toContain(text);
  });

  test('may underline its headings, skip levels, and use Windows line ends', () => {
    expect(headings('Title\r\n=====\r\n\r\nA.\r\n\r\nPart\r\n---\r\nB.\r\n\r\n#### Far\r\n\r\nC.')).toEqual([
      'Title',
      'Title › Part',
      'Title › Part › Far',
    ]);
  });

  test('has no headings inside code, in words with #, or above a rule', () => {
    expect(headings('```\n# not\n```\n\n#hashtag and text\n\n- item\n---\nafter')).toEqual(['']);
  });

  test('of headings alone is still a text', () => {
    expect(chunkText('# One\n## Two\n', { format: 'markdown' })).toHaveLength(1);
  });

  test('without a letter or digit has no passages', () => {
    for (const source of ['', ' \n\n ', '---\n\n***\n', '…']) {
      expect(chunkText(source, { format: 'markdown' })).toEqual([]);
    }
  });

  test('keeps short paragraphs of one heading together and long ones apart', () => {
    const few = chunkText(`# H\n\nA.\n\nB.\n\nC.`, { format: 'markdown' });
    expect(few).toHaveLength(1);
    const many = chunkText(`# H\n\n${Array.from({ length: 8 }, () => paragraph).join('\n\n')}`, {
      format: 'markdown',
    });
    expect(many.length).toBeGreaterThan(2);
    for (const { text } of many) expect(text.length).toBeLessThanOrEqual(1400);
  });
});

test('a paged document is cut at its pages and names them', () => {
  const source = 'First page.\n\n# no heading here\n\nSecond page.';
  const second = source.indexOf('Second');
  const chunks = chunkText(source, { format: 'text', pageStarts: [0, second, source.length] });
  expect(chunks.map(({ heading, text }) => [heading, text])).toEqual([
    ['Page 1', 'First page.\n\n# no heading here'],
    ['Page 2', 'Second page.'],
  ]);
});

test('in plain text a line with # is a line', () => {
  expect(chunkText('# one\n\n*two*', { format: 'text' })[0]).toMatchObject({
    heading: '',
    text: '# one\n\n*two*',
  });
});

test('whatever the text: passages follow each other without overlap and no word is lost', () => {
  const line = fc.oneof(
    fc.constantFrom('', '# Head', '## Sub', '---', '===', '```', '- item', '> quote', '    ', '\t'),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constant(paragraph.repeat(6)),
    fc.constant('🎻'.repeat(1000)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom('markdown', 'text'), (lines, format) => {
      const source = lines.join('\n');
      const chunks = chunkText(source, { format: format });
      let at = 0;
      for (const { start, end, text } of chunks) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(text).not.toBe('');
        expect(source.slice(start, end).isWellFormed()).toBe(source.isWellFormed());
        at = end;
      }
      expect(at).toBeLessThanOrEqual(source.length);
      if (format !== 'text') return;
      const kept = chunks.map(({ start, end }) => source.slice(start, end)).join('');
      expect(kept.match(/[\p{L}\p{N}]/gu) ?? []).toEqual(source.match(/[\p{L}\p{N}]/gu) ?? []);
    }),
    { numRuns: 200 },
  );
});

describe('a paragraph that is too long', () => {
  test('is cut after a sentence, else between words, and never inside a character', () => {
    const sentences = splitLong(paragraph, 0, paragraph.length, 100).map(({ start, end }) =>
      paragraph.slice(start, end),
    );
    expect(sentences.every((part) => part.endsWith('. '))).toBe(true);
    const words = 'word '.repeat(100);
    for (const { start, end } of splitLong(words, 0, words.length, 33)) {
      expect(words.slice(start, end)).toMatch(/^(word )+$/);
    }
    const fiddles = '🎻'.repeat(50);
    for (const { start, end } of splitLong(fiddles, 0, fiddles.length, 33)) {
      expect(fiddles.slice(start, end).isWellFormed()).toBe(true);
    }
  });
});
