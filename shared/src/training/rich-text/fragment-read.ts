import * as Y from 'yjs';
import { DESCRIPTION_MAX } from '../outline.schema.ts';
import { safeHref } from './links.ts';
import {
  cleanText,
  isStart,
  MARKS,
  MAX_DEPTH,
  runOf,
  tidyBlocks,
  tidyInlines,
  type Block,
  type Inline,
  type MarkName,
  type Run,
} from './model.ts';

/**
 * A shared fragment, as the editor (tiptap with y-tiptap) keeps it, to blocks. Clients can write anything into a
 * fragment: what is not understood is as if it were not there, and no depth or length of junk takes long to read.
 */

/** How much may still be read; shared by one reading. Each element costs one, so does each character. */
interface Budget {
  left: number;
}

const isMark = (name: string): name is MarkName => (MARKS as readonly string[]).includes(name);

interface DeltaPart {
  insert?: unknown;
  attributes?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The editor hashes the names of marks that may overlap themselves: `name--hash`. */
const plainName = (name: string): string => name.replace(/--[A-Za-z0-9+/=]{8}$/, '');

function runOfPart({ insert, attributes }: DeltaPart, keepsLines: boolean): Run | null {
  if (typeof insert !== 'string') return null;
  const marks = new Set<MarkName>();
  let href: string | null = null;
  for (const [key, value] of Object.entries(isRecord(attributes) ? attributes : {})) {
    const name = plainName(key);
    if (value === null || value === false) continue;
    if (isMark(name)) marks.add(name);
    else if (name === 'link' && isRecord(value)) href = safeHref(value['href']);
  }
  return runOf(cleanText(insert, keepsLines), marks, href);
}

/** The runs of one shared text; cut where the budget ends. */
export function readRuns(text: Y.XmlText, budget: Budget, keepsLines = false): Run[] {
  const runs: Run[] = [];
  for (const part of text.toDelta() as DeltaPart[]) {
    const run = runOfPart(part, keepsLines);
    if (run === null) continue;
    if (budget.left <= 0) break;
    budget.left -= run.text.length;
    const over = Math.max(0, -budget.left);
    runs.push(over === 0 ? run : { ...run, text: run.text.slice(0, -over).toWellFormed() });
  }
  return runs;
}

function readInlines(element: Y.XmlElement, budget: Budget): Inline[] {
  const content: Inline[] = [];
  for (const child of childrenOf(element)) {
    if (budget.left <= 0) break;
    if (child instanceof Y.XmlText) content.push(...readRuns(child, budget));
    else if (child instanceof Y.XmlElement && child.nodeName === 'hardBreak') {
      budget.left--;
      content.push({ type: 'break' });
    }
  }
  return tidyInlines(content);
}

const childrenOf = (parent: Y.XmlFragment | Y.XmlElement): unknown[] => parent.toArray();

const codeOf = (element: Y.XmlElement, budget: Budget): string =>
  childrenOf(element)
    .flatMap((child) => (child instanceof Y.XmlText ? readRuns(child, budget, true) : []))
    .map(({ text }) => text)
    .join('');

function readItems(list: Y.XmlElement, depth: number, budget: Budget): Block[][] {
  const items: Block[][] = [];
  for (const child of childrenOf(list)) {
    if (budget.left <= 0) break;
    if (child instanceof Y.XmlElement && child.nodeName === 'listItem')
      items.push(readAll(child, depth, budget));
  }
  return items;
}

/** A node's attribute as it was stored: the types say text, the editor stores numbers too. */
export const attributeOf = (element: Y.XmlElement, name: string): unknown => element.getAttribute(name);

const levelOf = (level: unknown): 3 | 4 => (typeof level === 'number' && level > 3 ? 4 : 3);
const startOf = (start: unknown): number => (isStart(start) ? start : 1);

function readBlock(element: Y.XmlElement, depth: number, budget: Budget): Block | null {
  budget.left--;
  const inside = depth + 1;
  switch (element.nodeName) {
    case 'paragraph':
      return { type: 'paragraph', content: readInlines(element, budget) };
    case 'heading':
      return {
        type: 'heading',
        level: levelOf(attributeOf(element, 'level')),
        content: readInlines(element, budget),
      };
    case 'codeBlock':
      return { type: 'codeBlock', text: codeOf(element, budget) };
    case 'horizontalRule':
      return { type: 'horizontalRule' };
    case 'blockquote':
      return inside > MAX_DEPTH ? null : { type: 'blockquote', blocks: readAll(element, inside, budget) };
    case 'bulletList':
      return inside > MAX_DEPTH ? null : { type: 'bulletList', items: readItems(element, inside, budget) };
    case 'orderedList':
      return inside > MAX_DEPTH
        ? null
        : {
            type: 'orderedList',
            start: startOf(attributeOf(element, 'start')),
            items: readItems(element, inside, budget),
          };
    default:
      return null;
  }
}

function readAll(parent: Y.XmlFragment | Y.XmlElement, depth: number, budget: Budget): Block[] {
  const blocks: Block[] = [];
  for (const child of childrenOf(parent)) {
    if (budget.left <= 0) break;
    const block = child instanceof Y.XmlElement ? readBlock(child as Y.XmlElement, depth, budget) : null;
    if (block !== null) blocks.push(block);
  }
  return blocks;
}

/** What the fragment says, canonically. */
export const readFragment = (fragment: Y.XmlFragment): Block[] =>
  tidyBlocks(readAll(fragment, 0, { left: DESCRIPTION_MAX }));

/** One element by itself, to compare it with what is wanted; null for what is not understood. */
export const readElement = (element: Y.XmlElement): Block | null =>
  readBlock(element, 0, { left: DESCRIPTION_MAX });
