import type { KnowledgeDocument } from '@ensemble/shared/knowledge/knowledge.schema';
import { plainText } from '@ensemble/shared/search/plain-text';

/** Headings that begin at a passage, and the passage. */
export interface ReadingPart {
  headings: { level: 2 | 3 | 4 | 5 | 6; text: string }[];
  passage: { id: string; text: string };
}

const JOINT = ' › ';
const DEEPEST = 6;

/** A document as it is read: passage after passage, each heading once where it begins. */
export function readingOf({
  text,
  title,
  format,
  passages,
}: Pick<KnowledgeDocument, 'text' | 'title' | 'format' | 'passages'>): ReadingPart[] {
  const isPlain = format === 'text' || format === 'pdf';
  let before: string[] = [];
  return passages.map(({ id, heading, start, end }) => {
    const path = pathBelow(heading, title);
    const same = path.findIndex((name, depth) => before[depth] !== name);
    const from = same === -1 ? path.length : same;
    before = path;
    const raw = text.slice(start, end);
    return {
      headings: path.slice(from).map((name, index) => ({ level: levelAt(from + index), text: name })),
      passage: { id, text: isPlain ? raw.trim() : plainText(raw) },
    };
  });
}

/** The headings above a passage, outermost first; the document's own title stands above everything already. */
export function pathBelow(heading: string, title: string): string[] {
  const path = heading === '' ? [] : heading.split(JOINT);
  return path[0] === title ? path.slice(1) : path;
}

const levelAt = (depth: number) => Math.min(depth + 2, DEEPEST) as ReadingPart['headings'][number]['level'];
