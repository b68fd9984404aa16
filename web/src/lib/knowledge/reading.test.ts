import { chunkText } from '@ensemble/shared/search';
import { expect, test } from 'vitest';
import { readingOf } from './reading.ts';

const read = (text: string, title: string, format: 'markdown' | 'text' = 'markdown') =>
  readingOf({
    text,
    title,
    format,
    passages: chunkText(text, { format }).map((chunk) => ({ ...chunk, id: String(chunk.position) })),
  });

test('each heading is said once, where it begins, one level below what is above it', () => {
  const text = '# Top\n\nA.\n\n## One\n\nB.\n\n### Deep\n\nC.\n\n### Deeper\n\nD.\n\n## Two\n\nE *e*.';
  const parts = read(text, 'Top');
  expect(parts.map(({ headings }) => headings.map(({ level, text: words }) => `${level} ${words}`))).toEqual([
    [],
    ['2 One'],
    ['3 Deep'],
    ['3 Deeper'],
    ['2 Two'],
  ]);
  expect(parts.map(({ passage }) => passage.text)).toEqual(['A.', 'B.', 'C.', 'D.', 'E e.']);
});

test('a document under another name shows its first heading too', () => {
  expect(read('# Top\n\nA.', 'Renamed')[0]?.headings).toEqual([{ level: 2, text: 'Top' }]);
});

test('plain text is shown as it is', () => {
  expect(read('A *b* c', 'T', 'text')[0]?.passage.text).toBe('A *b* c');
});
