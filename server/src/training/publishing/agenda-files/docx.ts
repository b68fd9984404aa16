import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  type IRunOptions,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Agenda, AgendaRow } from './agenda.ts';
import { BULLETS, type DocxBlocks, docxBlocks, NUMBERS } from './docx-blocks.ts';

/** An agenda as a Word document on A4: a table of times, notes under each section for those who lead. */

/** Twentieths of a point: the text width of A4 with margins of 2 cm. */
const PAGE = { width: 11_906, height: 16_838, margin: 1_134 } as const;
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin;
const TIME_WIDTH = 1_900;
const GREY = '595959';
const HAIRLINE = { style: BorderStyle.SINGLE, size: 4, color: 'BFBFBF' } as const;
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;

/** Signs that XML 1.0 cannot hold. */
const clean = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');

function line(text: string, { bold = false, italics = false, grey = false } = {}): TextRun {
  const options: IRunOptions = { text: clean(text), bold, italics, ...(grey ? { color: GREY } : {}) };
  return new TextRun(options);
}

const labelled = (label: string, values: readonly string[]): Paragraph[] =>
  values.length === 0
    ? []
    : [
        new Paragraph({
          spacing: { before: 60 },
          children: [line(`${label}: `, { bold: true }), line(values.join('; '))],
        }),
      ];

function whatOf(row: AgendaRow, blocks: DocxBlocks): Paragraph[] {
  const facts = [row.kind, row.kind === '' ? '' : row.minutes, row.parallel ? 'at the same time' : ''];
  const under = facts.filter(Boolean).join(' · ');
  return [
    new Paragraph({
      keepNext: row.description.length > 0,
      children: [line(row.title, { bold: !row.isBreak, italics: row.isBreak })],
    }),
    ...(under === '' ? [] : [new Paragraph({ children: [line(under, { grey: true })] })]),
    ...blocks.paragraphs(row.description),
    ...labelled('Topics', row.topics),
    ...labelled('Materials', row.materials),
    ...labelled('Sources', row.sources),
  ];
}

const cell = (width: number, children: Paragraph[], isBreak: boolean): TableCell =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 80, bottom: 80, left: 60, right: 60 },
    ...(isBreak ? { shading: { type: ShadingType.CLEAR, fill: 'F2F2F2', color: 'auto' } } : {}),
    children,
  });

function agendaTable(rows: readonly AgendaRow[], blocks: DocxBlocks): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: [TIME_WIDTH, TEXT_WIDTH - TIME_WIDTH],
    borders: {
      top: HAIRLINE,
      bottom: HAIRLINE,
      insideHorizontal: HAIRLINE,
      left: NO_LINE,
      right: NO_LINE,
      insideVertical: NO_LINE,
    },
    rows: rows.map(
      (row) =>
        new TableRow({
          // A short section stays on one page; a long one may flow on.
          cantSplit: row.description.length < 8,
          children: [
            cell(TIME_WIDTH, [new Paragraph({ children: [line(row.time)] })], row.isBreak),
            cell(TEXT_WIDTH - TIME_WIDTH, whatOf(row, blocks), row.isBreak),
          ],
        }),
    ),
  });
}

function contentOf({ title, facts, rows, materials }: Agenda, blocks: DocxBlocks): (Paragraph | Table)[] {
  return [
    new Paragraph({ heading: HeadingLevel.TITLE, children: [line(title)] }),
    ...facts.map(
      ([label, value]) =>
        new Paragraph({ children: [line(`${label}: `, { grey: true }), line(value.replace(/\s+/g, ' '))] }),
    ),
    new Paragraph({ children: [] }),
    ...(rows.length > 0 ? [agendaTable(rows, blocks)] : []),
    ...(materials.length > 0
      ? [
          new Paragraph({ heading: HeadingLevel.HEADING_2, children: [line('Materials to bring')] }),
          ...materials.map(
            (one) => new Paragraph({ numbering: { reference: BULLETS, level: 0 }, children: [line(one)] }),
          ),
        ]
      : []),
  ];
}

const levels = (format: (typeof LevelFormat)[keyof typeof LevelFormat], text: (level: number) => string) =>
  Array.from({ length: 9 }, (_, level) => ({
    level,
    format,
    text: text(level),
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: 360 * (level + 1), hanging: 260 } } },
  }));

/** The file's bytes; the same agenda gives the same words, not the same bytes. */
export function agendaDocx(agenda: Agenda): Promise<Buffer> {
  const blocks = docxBlocks();
  const children = contentOf(agenda, blocks);
  const footer = new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [
          new TextRun({ children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], color: GREY }),
        ],
      }),
    ],
  });
  const document = new Document({
    title: clean(agenda.title),
    creator: 'Ensemble',
    styles: {
      default: {
        document: { run: { font: 'Calibri', size: 22 }, paragraph: { spacing: { after: 40 } } },
        title: { run: { size: 40, bold: true }, paragraph: { spacing: { after: 160 } } },
        heading2: { run: { size: 26, bold: true }, paragraph: { spacing: { before: 240, after: 80 } } },
        heading3: { run: { size: 24, bold: true }, paragraph: { spacing: { before: 120, after: 40 } } },
        heading4: { run: { size: 22, bold: true }, paragraph: { spacing: { before: 80, after: 40 } } },
      },
    },
    numbering: {
      config: [
        { reference: BULLETS, levels: levels(LevelFormat.BULLET, (level) => (level % 2 === 0 ? '•' : '–')) },
        { reference: NUMBERS, levels: levels(LevelFormat.DECIMAL, (level) => `%${level + 1}.`) },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin },
          },
        },
        footers: { default: footer },
        children,
      },
    ],
  });
  return Packer.toBuffer(document);
}
