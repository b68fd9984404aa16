import * as Y from 'yjs';
import { attributeOf, readElement } from './fragment-read.ts';
import { blocksToHtml, blockToHtml } from './html-write.ts';
import { runOf, tidyBlocks, type Block, type Inline } from './model.ts';
import { makeInlines, writeInlines } from './runs-write.ts';
import { syncChildren, type Child, type Parent, type Present, type Wanted } from './sync.ts';

/** Blocks into a shared fragment, in the editor's own words, by the least change. */

/** The editor stores a level and a start as numbers. */
type Element = Y.XmlElement<Record<string, number>>;

const codeContent = (text: string): Inline[] => (text === '' ? [] : [runOf(text, new Set(), null)]);

function makeBlock(block: Block): Y.XmlElement {
  const element: Element = new Y.XmlElement(block.type);
  if (block.type === 'heading') element.setAttribute('level', block.level);
  if (block.type === 'orderedList') element.setAttribute('start', block.start);
  element.insert(0, makeContent(block));
  return element as unknown as Y.XmlElement;
}

function makeContent(block: Block): Child[] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return makeInlines(block.content);
    case 'codeBlock':
      return makeInlines(codeContent(block.text));
    case 'horizontalRule':
      return [];
    case 'blockquote':
      return block.blocks.map(makeBlock);
    default:
      return block.items.map(makeItem);
  }
}

function makeItem(blocks: readonly Block[]): Y.XmlElement {
  const item = new Y.XmlElement('listItem');
  item.insert(0, blocks.map(makeBlock));
  return item;
}

function setNumber(element: Y.XmlElement, name: string, value: number, unsaid: number | undefined): void {
  if ((attributeOf(element, name) ?? unsaid) !== value)
    (element as unknown as Element).setAttribute(name, value);
}

function changeBlock(element: Y.XmlElement, block: Block): void {
  switch (block.type) {
    case 'heading':
      setNumber(element, 'level', block.level, undefined);
      return writeInlines(element, block.content);
    case 'paragraph':
      return writeInlines(element, block.content);
    case 'codeBlock':
      return writeInlines(element, codeContent(block.text));
    case 'horizontalRule':
      return;
    case 'blockquote':
      return syncChildren(element, presentBlocks(element), block.blocks.map(wantedBlock));
    case 'orderedList':
      setNumber(element, 'start', block.start, 1);
      return syncChildren(element, presentItems(element), block.items.map(wantedItem));
    case 'bulletList':
      return syncChildren(element, presentItems(element), block.items.map(wantedItem));
  }
}

const wantedBlock = (block: Block): Wanted => ({
  key: blockToHtml(block),
  kind: block.type,
  make: () => makeBlock(block),
  change: (child) => changeBlock(child as Y.XmlElement, block),
});

const wantedItem = (blocks: readonly Block[]): Wanted => ({
  key: blocksToHtml(blocks),
  kind: 'listItem',
  make: () => makeItem(blocks),
  change: (child) =>
    syncChildren(child as Y.XmlElement, presentBlocks(child as Y.XmlElement), blocks.map(wantedBlock)),
});

const foreign = (child: unknown, index: number): Present => ({
  child,
  key: `foreign ${index}`,
  kind: 'foreign',
});

const presentBlocks = (parent: Parent): Present[] =>
  parent.toArray().map((child, index) => {
    const block = child instanceof Y.XmlElement ? readElement(child) : null;
    return block === null ? foreign(child, index) : { child, key: blockToHtml(block), kind: block.type };
  });

const presentItems = (list: Y.XmlElement): Present[] =>
  list.toArray().map((child, index) =>
    child instanceof Y.XmlElement && child.nodeName === 'listItem'
      ? {
          child,
          key: presentBlocks(child)
            .map(({ key }) => key)
            .join(''),
          kind: 'listItem',
        }
      : foreign(child, index),
  );

/**
 * To be called within a transaction. Empty paragraphs at the end stay: the editor puts one there to type in, and
 * they say nothing.
 */
export function writeBlocks(fragment: Y.XmlFragment, blocks: readonly Block[]): void {
  const present = presentBlocks(fragment);
  while (present.at(-1)?.key === '<p></p>') present.pop();
  syncChildren(fragment, present, tidyBlocks(blocks).map(wantedBlock));
}

/** A new fragment that holds these blocks. */
export function makeFragment(blocks: readonly Block[]): Y.XmlFragment {
  const fragment = new Y.XmlFragment();
  fragment.insert(0, tidyBlocks(blocks).map(makeBlock));
  return fragment;
}
