import {
  BorderStyle,
  ExternalHyperlink,
  HeadingLevel,
  type IRunOptions,
  Paragraph,
  type ParagraphChild,
  TextRun,
} from 'docx';
import type { Block, Inline, Run } from '@ensemble/shared/training/rich-text/model';

/** Descriptions as paragraphs of a Word document. */

export const BULLETS = 'bullets';
export const NUMBERS = 'numbers';
/** Word knows nine levels of a list. */
const DEEPEST = 8;

export interface DocxBlocks {
  paragraphs(blocks: readonly Block[]): Paragraph[];
}

interface Place {
  /** Of the list that the blocks are in; null outside. */
  list: { reference: string; level: number; instance: number } | null;
  quoted: boolean;
}

/** Counts the lists, so that each numbered one begins anew. */
export function docxBlocks(): DocxBlocks {
  let lists = 0;
  const of = (blocks: readonly Block[], place: Place): Paragraph[] =>
    blocks.flatMap((block) => one(block, place));
  const one = (block: Block, place: Place): Paragraph[] => {
    switch (block.type) {
      case 'paragraph':
        return [paragraph(block.content, place)];
      case 'heading':
        return [
          new Paragraph({
            heading: block.level === 3 ? HeadingLevel.HEADING_3 : HeadingLevel.HEADING_4,
            keepNext: true,
            children: runs(block.content),
          }),
        ];
      case 'codeBlock':
        return block.text
          .split('\n')
          .map((text) => new Paragraph({ children: [new TextRun({ text, font: 'Courier New' })] }));
      case 'horizontalRule':
        return [
          new Paragraph({
            border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: 'BFBFBF', space: 1 } },
            children: [],
          }),
        ];
      case 'blockquote':
        return of(block.blocks, { ...place, quoted: true });
      default: {
        const reference = block.type === 'orderedList' ? NUMBERS : BULLETS;
        const level = Math.min((place.list?.level ?? -1) + 1, DEEPEST);
        const list = { reference, level, instance: ++lists };
        return block.items.flatMap((item) => itemOf(item, { ...place, list }));
      }
    }
  };
  /** The sign stands at the item's first line only. */
  const itemOf = ([first, ...rest]: readonly Block[], place: Place): Paragraph[] => [
    ...(first ? one(first, place) : []),
    ...rest.flatMap((block) =>
      block.type === 'paragraph'
        ? [
            new Paragraph({
              indent: { left: 360 * ((place.list?.level ?? 0) + 1) },
              children: runs(block.content),
            }),
          ]
        : one(block, place),
    ),
  ];
  return { paragraphs: (blocks) => of(blocks, { list: null, quoted: false }) };
}

function paragraph(content: readonly Inline[], { list, quoted }: Place): Paragraph {
  return new Paragraph({
    ...(list ? { numbering: list } : {}),
    ...(quoted
      ? {
          indent: { left: 360 },
          border: { left: { style: BorderStyle.SINGLE, size: 12, color: 'BFBFBF', space: 8 } },
        }
      : {}),
    children: runs(content),
  });
}

const runs = (content: readonly Inline[]): ParagraphChild[] =>
  content.map((inline) => (inline.type === 'break' ? new TextRun({ break: 1 }) : linked(inline)));

function linked(run: Run): ParagraphChild {
  if (run.href === null) return textRun(run);
  return new ExternalHyperlink({ link: run.href, children: [textRun(run, 'Hyperlink')] });
}

function textRun({ text, marks }: Run, style?: string): TextRun {
  const options: IRunOptions = {
    text,
    bold: marks.includes('bold'),
    italics: marks.includes('italic'),
    strike: marks.includes('strike'),
    ...(marks.includes('underline') ? { underline: {} } : {}),
    ...(marks.includes('code') ? { font: 'Courier New' } : {}),
    ...(style === undefined ? {} : { style }),
  };
  return new TextRun(options);
}
