import type { Block, Inline, Run } from './model.ts';

/** Blocks as plain text, and as Markdown. */

const wordsOf = (content: readonly Inline[]): string =>
  content.map((inline) => (inline.type === 'break' ? '\n' : inline.text)).join('');

const indent = (text: string, first: string): string =>
  text
    .split('\n')
    .map((line, i) => (i === 0 ? first + line : line === '' ? '' : ' '.repeat(first.length) + line))
    .join('\n');

const signOf = (block: Block & { items: Block[][] }, index: number): string =>
  block.type === 'orderedList' ? `${block.start + index}. ` : '- ';

/** A line for each block and item, items with their sign, what is in a list or quote indented or marked. */
export function blocksToText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case 'paragraph':
        case 'heading':
          return wordsOf(block.content);
        case 'codeBlock':
          return block.text;
        case 'horizontalRule':
          return '';
        case 'blockquote':
          return blocksToText(block.blocks);
        default:
          return block.items.map((item, i) => indent(blocksToText(item), signOf(block, i))).join('\n');
      }
    })
    .join('\n');
}

/** What Markdown would read as its own. */
const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>~|]/g, '\\$&').replaceAll('&', '&amp;');

/** At the start of a line only. */
const escapeStart = (line: string): string =>
  line
    .replace(/^(\s*)([#+=-])/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])/, '$1\\$2')
    .replace(/^\s+/, '');

const codeMark = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
};

const SIGNS = { bold: '**', italic: '*', strike: '~~' } as const;

/** Marks touch the words they are on, or Markdown does not see them: blanks stay outside. */
function runToMarkdown({ text, marks, href }: Run): string {
  if (marks.includes('code')) return codeMark(text);
  const [, before = '', inner = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
  if (inner === '') return text;
  let marked = escapeMarkdown(inner);
  for (const mark of ['strike', 'italic', 'bold'] as const) {
    if (marks.includes(mark)) marked = SIGNS[mark] + marked + SIGNS[mark];
  }
  if (marks.includes('underline')) marked = `<u>${marked}</u>`;
  if (href !== null) marked = `[${marked}](<${href}>)`;
  return before + marked + after;
}

const lineToMarkdown = (content: readonly Inline[]): string =>
  content
    .map((inline) => (inline.type === 'break' ? '\\\n' : runToMarkdown(inline)))
    .join('')
    .split('\n')
    .map(escapeStart)
    .join('\n');

const fenceOf = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/^ *(`{3,})/gm)].map(([, ticks = '']) => ticks.length + 1)));

function blockToMarkdown(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return lineToMarkdown(block.content);
    case 'heading':
      return `${'#'.repeat(block.level)} ${lineToMarkdown(block.content).replaceAll('\\\n', ' ')}`;
    case 'codeBlock': {
      const fence = fenceOf(block.text);
      return `${fence}\n${block.text.replace(/\n$/, '')}\n${fence}`;
    }
    case 'horizontalRule':
      return '---';
    case 'blockquote':
      return blocksToMarkdown(block.blocks)
        .split('\n')
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n');
    default:
      return block.items.map((item, i) => indent(blocksToMarkdown(item), signOf(block, i))).join('\n');
  }
}

export const blocksToMarkdown = (blocks: readonly Block[]): string =>
  blocks
    .map(blockToMarkdown)
    .filter((text) => text !== '')
    .join('\n\n');
