import { type KnowledgeFormat } from '@ensemble/shared/knowledge/knowledge.schema';
import { invalidField } from '@ensemble/shared';

/** A file as judged by its content; its name decides only between kinds of text. */
export type Detected = { format: 'pdf' } | { format: Exclude<KnowledgeFormat, 'pdf'>; text: string };

/** What people take for a text, by its first bytes. */
const OTHERS: readonly [hex: string, what: string][] = [
  ['504b0304', 'a Word, OpenDocument or ZIP file'],
  ['d0cf11e0', 'an old Word, Excel or PowerPoint file'],
  ['7b5c727466', 'a rich text (RTF) file'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['47494638', 'a picture'],
  ['1f8b', 'a compressed file'],
];
/** PDF readers look for the mark this far into the file. */
const PDF_MARK_WITHIN = 1024;
const INSTEAD = 'Save it as PDF, Markdown, HTML or text and upload that';

/** @throws AppError `invalid` naming `file`: empty, of another kind, not UTF-8. */
export function detect(bytes: Uint8Array, fileName: string): Detected {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length === 0) throw invalidField('file', 'is empty');
  if (buffer.subarray(0, PDF_MARK_WITHIN).includes('%PDF-')) return { format: 'pdf' };
  const start = buffer.subarray(0, 8).toString('hex');
  const other = OTHERS.find(([hex]) => start.startsWith(hex));
  if (other) throw invalidField('file', `is ${other[1]}. ${INSTEAD}`);
  if (/\.pdf$/i.test(fileName)) throw invalidField('file', 'is named .pdf but is no PDF');
  const text = cleanText(decoded(buffer));
  if (text.trim() === '') throw invalidField('file', 'holds no text');
  return { format: textFormat(text, fileName), text };
}

/** One kind of line end, nothing invisible that a text has no use for. */
export const cleanText = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    .toWellFormed();

function decoded(buffer: Buffer): string {
  if (buffer.includes(0)) throw invalidField('file', `is not a text. ${INSTEAD}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
  } catch {
    throw invalidField('file', 'is not encoded as UTF-8. Save it as UTF-8 text and upload that');
  }
}

function textFormat(text: string, fileName: string): Exclude<KnowledgeFormat, 'pdf'> {
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b/i.test(text))
    return 'html';
  if (/\.html?$/i.test(fileName) && /<[a-z][^>]*>/i.test(text)) return 'html';
  return /\.txt$/i.test(fileName) ? 'text' : 'markdown';
}
