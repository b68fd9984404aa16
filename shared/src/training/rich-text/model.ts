/**
 * Rich text as plain data: what HTML is read into and written from, and what the shared document's fragments hold.
 * One canonical form, so that two texts that read the same are the same.
 */

/** In the order they are nested in HTML, outermost first, inside a link. */
export const MARKS = ['bold', 'italic', 'underline', 'strike', 'code'] as const;
export type MarkName = (typeof MARKS)[number];

export interface Run {
  type: 'text';
  text: string;
  /** In the order of MARKS. */
  marks: readonly MarkName[];
  /** A safe address (links.ts), or null. */
  href: string | null;
}

export type Inline = Run | { type: 'break' };

export type TextBlock =
  { type: 'paragraph'; content: Inline[] } | { type: 'heading'; level: 3 | 4; content: Inline[] };

export type Block =
  | TextBlock
  | { type: 'codeBlock'; text: string }
  | { type: 'horizontalRule' }
  | { type: 'blockquote'; blocks: Block[] }
  | { type: 'bulletList'; items: Block[][] }
  | { type: 'orderedList'; start: number; items: Block[][] };

/** Lists and quotes within each other; what is nested deeper is read flat, or not at all. */
export const MAX_DEPTH = 12;
export const MAX_LIST_START = 9999;

export const isStart = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_LIST_START;

/** Only whole characters, and no control characters but a newline, which only preformatted text keeps. */
export function cleanText(text: string, keepsLines: boolean): string {
  const lines = text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n').toWellFormed();
  const clean = lines.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '');
  return keepsLines ? clean : clean.replaceAll(/[\n\t]+/g, ' ');
}

/** Code takes no other mark, nor a link: so the editor has it. */
export const runOf = (text: string, marks: ReadonlySet<MarkName>, href: string | null): Run =>
  marks.has('code')
    ? { type: 'text', text, marks: ['code'], href: null }
    : { type: 'text', text, marks: MARKS.filter((mark) => marks.has(mark)), href };

export const sameMarks = (a: Run, b: Run): boolean =>
  a.href === b.href && a.marks.length === b.marks.length && a.marks.every((mark, i) => mark === b.marks[i]);

/** Runs with the same marks become one; empty ones go. */
export function tidyInlines(content: readonly Inline[]): Inline[] {
  const tidy: Inline[] = [];
  for (const inline of content) {
    if (inline.type === 'text' && inline.text === '') continue;
    const last = tidy.at(-1);
    if (inline.type === 'text' && last?.type === 'text' && sameMarks(last, inline)) last.text += inline.text;
    else tidy.push({ ...inline });
  }
  return tidy;
}

/** An item begins with a paragraph: the editor's schema says so, and throws the whole item away otherwise. */
function tidyItem(blocks: readonly Block[]): Block[] {
  const tidy = tidyAll(blocks);
  const first = tidy[0];
  if (first?.type === 'paragraph') return tidy;
  if (first?.type === 'heading')
    return [{ type: 'paragraph', content: first.content } as Block].concat(tidy.slice(1));
  return [{ type: 'paragraph', content: [] } as Block].concat(tidy);
}

function tidyBlock(block: Block): Block | null {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, content: tidyInlines(block.content) };
    case 'blockquote': {
      const blocks = tidyAll(block.blocks);
      return blocks.length === 0 ? null : { ...block, blocks };
    }
    case 'bulletList':
    case 'orderedList':
      return block.items.length === 0 ? null : { ...block, items: block.items.map(tidyItem) };
    default:
      return block;
  }
}

const tidyAll = (blocks: readonly Block[]): Block[] =>
  blocks.map(tidyBlock).filter((block) => block !== null);

const isBlank = (block: Block | undefined): boolean =>
  block?.type === 'paragraph' && block.content.length === 0;

/** The canonical form: what an editor's schema allows, without empty paragraphs at the end. */
export function tidyBlocks(blocks: readonly Block[]): Block[] {
  const tidy = tidyAll(blocks);
  while (isBlank(tidy.at(-1))) tidy.pop();
  return tidy;
}
