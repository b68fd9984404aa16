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

const isMark = (name: string): boolean => name === 'link' || (MARKS as readonly string[]).includes(name);

/** Null is where a mark ends. */
function isMarkAllowed(name: string, value: unknown): boolean {
  if (!isMark(name)) return false;
  if (name !== 'link' || value === null) return value === null || isPlain(value);
  return typeof value === 'object' && isPlain(value) && 'href' in value && safeHref(value.href) !== null;
}

type Allows = (name: string, value: unknown) => boolean;

/** What lies in a type one behind the other. By items, since each removal by place would count from the start again. */
function* sequenceOf(type: Y.Text | Y.XmlFragment): Generator<Y.Item> {
  for (let item = type._start; item !== null; item = item.right) if (!item.deleted) yield item;
}

/** Leaves characters with allowed marks, and nothing else. */
function tidyText(text: Y.Text, allows: Allows, writing: Y.Transaction): void {
  for (const item of sequenceOf(text)) {
    const { content } = item;
    const isFine =
      content instanceof Y.ContentString ||
      (content instanceof Y.ContentFormat && allows(content.key, content.value));
    if (!isFine) item.delete(writing);
  }
  for (const item of text._map.values()) if (!item.deleted) item.delete(writing);
}

const nothing: Allows = () => false;

/** A text without marks, such as a title. `writing` is the transaction to do it in. */
export const tidyPlainText = (text: Y.Text, writing: Y.Transaction): void => tidyText(text, nothing, writing);

function tidyAttributes(element: Y.XmlElement): void {
  const allowed = ATTRIBUTES[element.nodeName] ?? [];
  for (const [name, value] of Object.entries(element.getAttributes()))
    if (!allowed.includes(name) || !isSmall(value)) element.removeAttribute(name);
}

const nameOf = (child: unknown): string =>
  child instanceof Y.XmlText ? '#text' : child instanceof Y.XmlElement ? child.nodeName : '#foreign';

function tidyChildren(
  parent: Y.XmlFragment | Y.XmlElement,
  name: string,
  depth: number,
  writing: Y.Transaction,
): void {
  const allowed = HOLDS[name] ?? [];
  for (const item of sequenceOf(parent)) {
    const child: unknown = item.content instanceof Y.ContentType ? item.content.type : undefined;
    if (depth > NODES_DEEP || !allowed.includes(nameOf(child))) item.delete(writing);
    else if (child instanceof Y.XmlText) tidyText(child, isMarkAllowed, writing);
    else if (child instanceof Y.XmlElement) {
      tidyAttributes(child as Y.XmlElement);
      tidyChildren(child as Y.XmlElement, child.nodeName, depth + 1, writing);
    }
  }
}

/** `writing` is the transaction to do it in. */
export const tidyFragment = (fragment: Y.XmlFragment, writing: Y.Transaction): void =>
  tidyChildren(fragment, '', 1, writing);
