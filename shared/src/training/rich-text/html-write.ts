import type { Block, Inline, MarkName, Run } from './model.ts';

/** Blocks to HTML that may be shown as it is. */

const TAGS: Record<MarkName, string> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  code: 'code',
};

export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const escapeAttribute = (value: string): string => escapeText(value).replaceAll('"', '&quot;');

interface Tag {
  open: string;
  close: string;
}

const tagsOf = ({ href, marks }: Run): Tag[] => [
  ...(href === null
    ? []
    : [{ open: `<a href="${escapeAttribute(href)}" rel="noopener noreferrer nofollow">`, close: '</a>' }]),
  ...marks.map((mark) => ({ open: `<${TAGS[mark]}>`, close: `</${TAGS[mark]}>` })),
];

function inlinesToHtml(content: readonly Inline[]): string {
  let html = '';
  let open: Tag[] = [];
  const closeTo = (depth: number): void => {
    for (const tag of open.slice(depth).reverse()) html += tag.close;
    open = open.slice(0, depth);
  };
  for (const inline of content) {
    const wanted = inline.type === 'break' ? [] : tagsOf(inline);
    let same = 0;
    while (same < open.length && open[same]?.open === wanted[same]?.open) same++;
    closeTo(same);
    for (const tag of wanted.slice(same)) html += tag.open;
    open = wanted;
    html += inline.type === 'break' ? '<br>' : escapeText(inline.text);
  }
  closeTo(0);
  return html;
}

const listToHtml = (items: readonly Block[][]): string =>
  items.map((item) => `<li>${blocksToHtml(item)}</li>`).join('');

export function blockToHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inlinesToHtml(block.content)}</p>`;
    case 'heading':
      return `<h${block.level}>${inlinesToHtml(block.content)}</h${block.level}>`;
    case 'codeBlock':
      return `<pre><code>${escapeText(block.text)}</code></pre>`;
    case 'horizontalRule':
      return '<hr>';
    case 'blockquote':
      return `<blockquote>${blocksToHtml(block.blocks)}</blockquote>`;
    case 'bulletList':
      return `<ul>${listToHtml(block.items)}</ul>`;
    case 'orderedList':
      return `<ol${block.start === 1 ? '' : ` start="${block.start}"`}>${listToHtml(block.items)}</ol>`;
  }
}

export const blocksToHtml = (blocks: readonly Block[]): string => blocks.map(blockToHtml).join('');

/** Half of what is in a text, or nothing where it cannot be halved. Never half a character. */
function halved(block: Block): Block | null {
  const half = (text: string): string => text.slice(0, text.length >> 1).replace(/[\uD800-\uDBFF]$/, '');
  if (block.type === 'codeBlock') return block.text.length < 2 ? null : { ...block, text: half(block.text) };
  if (block.type !== 'paragraph' && block.type !== 'heading') return null;
  const only = block.content[0];
  if (block.content.length > 1)
    return { ...block, content: block.content.slice(0, block.content.length >> 1) };
  if (only?.type !== 'text' || only.text.length < 2) return null;
  return { ...block, content: [{ ...only, text: half(only.text) }] };
}

/** As many whole blocks as fit into `max` characters of HTML; of the first that does not, as much as is easily had. */
export function fitBlocks(blocks: readonly Block[], max: number): Block[] {
  const fitting: Block[] = [];
  let left = max;
  for (const block of blocks) {
    let part: Block | null = block;
    while (part !== null && blockToHtml(part).length > left) part = halved(part);
    if (part !== null) fitting.push(part);
    if (part !== block) break;
    left -= blockToHtml(part).length;
  }
  return fitting;
}
