import { getDocumentProxy } from 'unpdf';
import { pageText, type TextItem } from './page-text.ts';

export interface PdfText {
  text: string;
  /** Where each page begins in it. */
  pageStarts: number[];
  title: string | null;
}

export type PdfRefusal = 'locked' | 'damaged' | 'too-long';

export interface PdfLimits {
  pages: number;
  characters: number;
}

/** The text of a PDF, page by page. To be run in a thread of its own: a file may be made to take all there is. */
export async function pdfText(bytes: Uint8Array, limits: PdfLimits): Promise<PdfText | PdfRefusal> {
  let pdf: Awaited<ReturnType<typeof getDocumentProxy>>;
  try {
    pdf = await getDocumentProxy(bytes, { disableFontFace: true, useSystemFonts: false, verbosity: 0 });
  } catch (error) {
    return error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'damaged';
  }
  if (pdf.numPages > limits.pages) return 'too-long';
  let text = '';
  const pageStarts: number[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    pageStarts.push(text.length);
    try {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      text += `${pageText(items as TextItem[])}\n\n`;
      page.cleanup();
    } catch {
      // Kept without one of its pages it would look whole.
      return 'damaged';
    }
    if (text.length > limits.characters) return 'too-long';
  }
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = (info as Record<string, unknown>)['Title'];
  return { text, pageStarts, title: typeof title === 'string' && title.trim() !== '' ? title : null };
}
