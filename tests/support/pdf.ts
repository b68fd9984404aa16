import { deflateSync } from 'node:zlib';

export interface PdfOptions {
  title?: string;
  /** Streams packed by deflate, as real files have them. */
  packed?: boolean;
  /** Asks for a password. */
  locked?: boolean;
}

/** A small PDF: each page a list of lines, an empty line a gap as between paragraphs. */
export function makePdf(pages: readonly (readonly string[])[], options: PdfOptions = {}): Buffer {
  return pdfOf(
    pages.map((lines) =>
      Buffer.from(`BT /F1 12 Tf 14 TL 72 720 Td ${lines.map(shown).join(' ')} ET`, 'latin1'),
    ),
    options,
  );
}

/** A page whose few packed bytes unfold into `megabytes` of nothing. */
export const makePdfBomb = (megabytes: number): Buffer =>
  pdfOf([Buffer.concat([Buffer.alloc(megabytes * 1024 * 1024, ' '), Buffer.from('BT ET')])], {
    packed: true,
  });

const shown = (line: string): string =>
  line === '' ? 'T* T*' : `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`;

function pdfOf(contents: readonly Buffer[], { title, packed = false, locked = false }: PdfOptions): Buffer {
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
  ];
  for (const [index, content] of contents.entries()) {
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
    const bytes = packed ? deflateSync(content) : content;
    const head = `<< /Length ${bytes.length}${packed ? ' /Filter /FlateDecode' : ''} >>\nstream\n`;
    objects.push(Buffer.from(page), Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]));
  }
  objects.push(Buffer.from(title === undefined ? '<< >>' : `<< /Title (${title}) >>`));
  const key = 'ab'.repeat(32);
  if (locked) objects.push(Buffer.from(`<< /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -4 >>`));
  return assembled(objects, objects.length - (locked ? 1 : 0), locked ? objects.length : null);
}

function assembled(objects: readonly Buffer[], info: number, encrypt: number | null): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(part);
    length += part.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const locked = encrypt === null ? '' : ` /Encrypt ${encrypt} 0 R /ID [<00> <00>]`;
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${info} 0 R${locked} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
