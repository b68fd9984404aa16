import * as Y from 'yjs';
import { safeHref } from './links.ts';
import { MARKS, MAX_DEPTH } from './model.ts';

/**
 * Takes out of a shared fragment what no editor of ours puts in: foreign nodes, attributes and marks, unsafe links, what
 * is nested past all use. What an editor may have written stays as it is, to the character.
 */

/** Each list is two nodes deep. */
const NODES_DEEP = MAX_DEPTH * 2 + 2;
const VALUE_MAX = 4000;

const BLOCKS = [
  'paragraph',
  'heading',
  'codeBlock',
  'horizontalRule',
  'blockquote',
  'bulletList',
  'orderedList',
];
/** What each node may hold; a fragment itself is ''. */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  '': BLOCKS,
  blockquote: BLOCKS,
  listItem: BLOCKS,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  paragraph: ['hardBreak', '#text'],
  heading: ['hardBreak', '#text'],
  codeBlock: ['#text'],
};

const isSmall = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= 100);

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  heading: ['level'],
  orderedList: ['start', 'type'],
  codeBlock: ['language'],
};

/** Whether all of a mark's own attributes are short, plain values. */
const isPlain = (value: unknown): boolean =>
  value === true ||
  (typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (inner) => isSmall(inner) || (typeof inner === 'string' && inner.length <= VALUE_MAX),
    ));

function isMarkAllowed(name: string, value: unknown): boolean {
  if (value === null) return true;
  if ((MARKS as readonly string[]).includes(name)) return isPlain(value);
  if (name !== 'link' || typeof value !== 'object') return false;
  return isPlain(value) && 'href' in value && safeHref(value.href) !== null;
}

interface Part {
  insert: unknown;
  attributes?: Readonly<Record<string, unknown>>;
}

/** Leaves characters with allowed marks, and nothing else. */
function tidyText(text: Y.Text, allows: (name: string, value: unknown) => boolean): void {
  let at = 0;
  for (const { insert, attributes = {} } of text.toDelta() as Part[]) {
    if (typeof insert !== 'string') {
      text.delete(at, 1);
      continue;
    }
    const foreign = Object.entries(attributes).filter(([name, value]) => !allows(name, value));
    if (foreign.length > 0)
      text.format(at, insert.length, Object.fromEntries(foreign.map(([name]) => [name, null])));
    at += insert.length;
  }
}

/** A text without marks, such as a title. To be called within a transaction. */
export const tidyPlainText = (text: Y.Text): void => tidyText(text, (_name, value) => value === null);

function tidyAttributes(element: Y.XmlElement): void {
  const allowed = ATTRIBUTES[element.nodeName] ?? [];
  for (const [name, value] of Object.entries(element.getAttributes()))
    if (!allowed.includes(name) || !isSmall(value)) element.removeAttribute(name);
}

function tidyXmlText(text: Y.XmlText): void {
  for (const name of Object.keys(text.getAttributes() as object)) text.removeAttribute(name);
  tidyText(text, isMarkAllowed);
}

const nameOf = (child: unknown): string =>
  child instanceof Y.XmlText ? '#text' : child instanceof Y.XmlElement ? child.nodeName : '#foreign';

function tidyChildren(parent: Y.XmlFragment | Y.XmlElement, depth: number): void {
  const allowed = HOLDS[parent instanceof Y.XmlElement ? parent.nodeName : ''] ?? [];
  let at = 0;
  for (const child of parent.toArray() as unknown[]) {
    if (depth > NODES_DEEP || !allowed.includes(nameOf(child))) {
      parent.delete(at, 1);
      continue;
    }
    at++;
    if (child instanceof Y.XmlText) tidyXmlText(child);
    else if (child instanceof Y.XmlElement) {
      tidyAttributes(child);
      tidyChildren(child, depth + 1);
    }
  }
}

/** To be called within a transaction. */
export const tidyFragment = (fragment: Y.XmlFragment): void => tidyChildren(fragment, 1);
