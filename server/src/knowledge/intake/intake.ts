import { AppError, invalidField } from '@ensemble/shared';
import {
  KNOWLEDGE_TEXT_MAX,
  KNOWLEDGE_TITLE_MAX,
  type KnowledgeFormat,
} from '@ensemble/shared/knowledge/knowledge.schema';
import { type Chunk, chunkText } from '@ensemble/shared/search';
import { cleanText, detect } from './detect.ts';
import { extract } from './extract.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** A document as it is kept: its text, and the passages in it. */
export interface Intake {
  title: string;
  format: KnowledgeFormat;
  text: string;
  chunks: Chunk[];
  pageCount: number | null;
}

/** How many wait while one file is being read; each holds its bytes. */
const WAITING_MAX = 8;
/** Fewer letters than this are the number of a page, not its text. */
const LETTERS_MIN = 20;
const reading = new OneAtATime(WAITING_MAX);

/** @throws AppError `invalid` or `too-large` naming `file`, `unavailable` when too many are read at once. */
export async function readFile(bytes: Uint8Array, fileName: string): Promise<Intake> {
  const found = detect(bytes, fileName);
  const name = fileName.replace(/\.[A-Za-z0-9]{1,8}$/, '');
  if (found.format === 'pdf') {
    const read = await reading.do(() => extract('pdf', bytes));
    if ((read.text.match(/\p{L}/gu) ?? []).length < LETTERS_MIN) {
      throw invalidField(
        'file',
        'holds pictures of pages, but no text. Run text recognition (OCR) on it and upload the result',
      );
    }
    const pageStarts = 'pageStarts' in read ? read.pageStarts : undefined;
    return { ...intakeOf('pdf', read.text, { field: 'file', titles: [read.title, name], pageStarts }) };
  }
  return readText(found.text, found.format, { field: 'file', name });
}

/** `name` is the title where the text has none of its own. @throws AppError as `readFile`, naming `field`. */
export async function readText(
  text: string,
  format: Exclude<KnowledgeFormat, 'pdf'>,
  { field, name }: { field: string; name: string },
): Promise<Intake> {
  const clean = cleanText(text);
  if (format !== 'html') {
    return intakeOf(format, clean, {
      field,
      titles: [format === 'markdown' ? firstHeading(clean) : null, name],
    });
  }
  const read = await reading.do(() => extract('html', Buffer.from(clean)));
  return intakeOf('html', read.text, { field, titles: [read.title, firstHeading(read.text), name] });
}

interface Known {
  field: string;
  /** The first that says something is taken. */
  titles: readonly (string | null)[];
  pageStarts?: readonly number[] | undefined;
}

function intakeOf(format: KnowledgeFormat, raw: string, { field, titles, pageStarts }: Known): Intake {
  // Of PDF and HTML what a file held is cleaned only now; length must stay where pages begin at places in it.
  const text = pageStarts
    ? raw.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, ' ')
    : cleanText(raw);
  if (text.length > KNOWLEDGE_TEXT_MAX) {
    const message = `holds more than ${KNOWLEDGE_TEXT_MAX.toLocaleString('en')} characters. Split it and upload the parts`;
    throw new AppError('too-large', `The text ${message}.`, { fields: [{ path: field, message }] });
  }
  const chunks = chunkText(text, {
    format: format === 'markdown' || format === 'html' ? 'markdown' : 'text',
    ...(pageStarts ? { pageStarts } : {}),
  });
  if (chunks.length === 0) throw invalidField(field, 'holds no text');
  return { title: titleOf(titles), format, text, chunks, pageCount: pageStarts?.length ?? null };
}

const firstHeading = (markdown: string): string | null =>
  /^ {0,3}#{1,2}[ \t]+(.+?)[ \t#]*$/m.exec(markdown)?.[1] ?? null;

function titleOf(candidates: readonly (string | null)[]): string {
  for (const candidate of candidates) {
    const title = cleanText(candidate ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, KNOWLEDGE_TITLE_MAX)
      .trim();
    if (title !== '') return title;
  }
  return 'Untitled';
}
