/** A run of text on a page, as pdf.js gives it; marks of tagged content have no `str`. */
export interface TextItem {
  str?: string;
  /** The last number is how far up the page the run stands. */
  transform?: number[];
  height?: number;
  hasEOL?: boolean;
}

/** Lines further apart than this many heights of their letters begin a new paragraph. */
const PARAGRAPH_GAP = 1.7;

/** The lines of a page as paragraphs; a word that was divided at the end of a line is whole again. */
export function pageText(items: readonly TextItem[]): string {
  return [...linesOf(items)]
    .join('')
    .replace(/(\p{Ll})-\n(?=\p{Ll})/gu, '$1')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function* linesOf(items: readonly TextItem[]): Generator<string> {
  let lastY: number | null = null;
  let endedLine = true;
  for (const { str = '', transform, height = 0, hasEOL = false } of items) {
    const y: number | null = transform?.[5] ?? lastY;
    if (str.trim() !== '' && y !== null) {
      const gap = lastY === null ? 0 : Math.abs(lastY - y);
      if (gap > height * PARAGRAPH_GAP && height > 0) yield '\n\n';
      else if (gap > height / 2 && !endedLine) yield '\n';
      lastY = y;
    }
    yield str;
    if (hasEOL) yield '\n';
    endedLine = hasEOL;
  }
}
