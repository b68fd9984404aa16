import { plainText } from './plain-text.ts';
import { splitLong } from './split.ts';

/** A stretch of a document that is found and cited by itself. */
export interface Chunk {
  /** From 0, in the order of the document. */
  position: number;
  /** Headings above it, outermost first, joined by " › "; empty at the top. */
  heading: string;
  /** Without the signs of Markdown. */
  text: string;
  /** `source.slice(start, end)` is what it was made of, in UTF-16 units. */
  start: number;
  end: number;
}

export interface ChunkOptions {
  format: 'markdown' | 'text';
  /** Where the pages of a paged document begin, rising, the first at 0; a chunk stays on its page and names it. */
  pageStarts?: readonly number[];
}

/** Paragraphs below one heading are taken together up to here, in characters: about 150 words. */
const TARGET = 900;
/** A paragraph beyond this is cut at the end of a sentence. */
const MAX = 1400;

interface Block {
  start: number;
  end: number;
  heading: string;
}

const JOINT = ' › ';

/** The passages of a document, in order, without overlap; headings belong to the passages below them. */
export function chunkText(source: string, options: ChunkOptions): Chunk[] {
  const blocks = blocksOf(source, options).flatMap((block) =>
    splitLong(source, block.start, block.end, MAX).map((part) => ({ ...block, ...part })),
  );
  const chunks: Chunk[] = [];
  for (const { start, end, heading } of packed(blocks)) {
    const raw = source.slice(start, end);
    const text = options.format === 'markdown' ? plainText(raw) : raw.trim();
    if (/[\p{L}\p{N}]/u.test(text)) chunks.push({ position: chunks.length, heading, text, start, end });
  }
  return chunks;
}

function packed(blocks: readonly Block[]): Block[] {
  const packs: Block[] = [];
  for (const block of blocks) {
    const last = packs.at(-1);
    if (last && last.heading === block.heading && block.end - last.start <= TARGET) last.end = block.end;
    else packs.push({ ...block });
  }
  return packs;
}

function blocksOf(source: string, { format, pageStarts }: ChunkOptions): Block[] {
  if (pageStarts) {
    return pageStarts.flatMap((from, index) =>
      paragraphs(source, from, pageStarts[index + 1] ?? source.length, `Page ${index + 1}`),
    );
  }
  if (format === 'text') return paragraphs(source, 0, source.length, '');
  const blocks = sections(source).flatMap(({ start, end, heading }) =>
    paragraphs(source, start, end, heading),
  );
  // A list of headings is a text too.
  return blocks.length > 0 ? blocks : paragraphs(source, 0, source.length, '');
}

/** Runs of lines that are not blank. */
function paragraphs(source: string, from: number, to: number, heading: string): Block[] {
  const blocks: Block[] = [];
  for (const { start, end, line } of linesOf(source, from, to)) {
    if (line.trim() === '') continue;
    const last = blocks.at(-1);
    const isNext = last && !/\n[ \t\r]*\n/.test(source.slice(last.end, start));
    if (isNext) last.end = end;
    else blocks.push({ start, end, heading });
  }
  return blocks;
}

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(?:```|~~~)/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;

/** The text between headings, each stretch with the path of those above it. Lines in code fences are no headings. */
function sections(source: string): Block[] {
  const found: Block[] = [];
  const path: string[] = [];
  let inFence = false;
  let open: Block = { start: 0, end: 0, heading: '' };
  let before: { start: number; line: string } | null = null;
  const begin = (level: number, title: string, closedAt: number, start: number): void => {
    found.push({ ...open, end: closedAt });
    path.length = Math.min(path.length, level - 1);
    while (path.length < level - 1) path.push('');
    path.push(plainText(title));
    open = { start, end: start, heading: path.filter((name) => name !== '').join(JOINT) };
  };
  for (const { start, end, line } of linesOf(source, 0, source.length)) {
    if (FENCE.test(line)) inFence = !inFence;
    const atx = inFence ? null : ATX.exec(line);
    const rule: RegExpExecArray | null =
      inFence || !before || before.line.trim() === '' ? null : UNDERLINE.exec(line);
    if (atx) begin(atx[1]?.length ?? 1, atx[2] ?? '', start, end);
    else if (rule && before) begin(rule[1]?.startsWith('=') ? 1 : 2, before.line, before.start, end);
    before = atx || rule || isListOrQuote(line) ? null : { start, line };
  }
  found.push({ ...open, end: source.length });
  return found.filter(({ start, end }) => end > start);
}

/** Below such a line a row of dashes is a rule, not the underline of a heading. */
const isListOrQuote = (line: string): boolean => /^ {0,3}(?:[*+-]|\d+[.)]|>)(?:\s|$)/.test(line);

function* linesOf(source: string, from: number, to: number) {
  let start = from;
  while (start < to) {
    const newline = source.indexOf('\n', start);
    const end = newline === -1 || newline >= to ? to : newline;
    yield { start, end, line: source.slice(start, end).replace(/\r$/, '') };
    start = end + 1;
  }
}
