import type * as Y from 'yjs';
import { DESCRIPTION_MAX } from '../outline.schema.ts';
import { readFragment } from './fragment-read.ts';
import { writeBlocks } from './fragment-write.ts';
import { htmlToBlocks } from './html-read.ts';
import { blocksToHtml, fitBlocks } from './html-write.ts';
import { blocksToMarkdown, blocksToText } from './plain.ts';

/**
 * Rich text of section descriptions: paragraphs, headings of level 3 and 4, lists, quotes, code, rules, line breaks;
 * bold, italic, underline, strike, code and links. One list of what is allowed, for HTML and for shared fragments.
 */

export { escapeText } from './html-write.ts';
export { safeHref } from './links.ts';

/** As safe HTML, at most DESCRIPTION_MAX characters, cut at a block where there is more; empty when it says nothing. */
export const fragmentToHtml = (fragment: Y.XmlFragment): string =>
  blocksToHtml(fitBlocks(readFragment(fragment), DESCRIPTION_MAX));

/**
 * Makes the fragment say what the HTML says, by the least change: what reads the same is not touched, words changed
 * within a paragraph are changed there. Call it within a transaction of the fragment's document.
 */
export const writeHtml = (fragment: Y.XmlFragment, html: string): void =>
  writeBlocks(fragment, htmlToBlocks(html));

/** What is allowed of any HTML, in one canonical form, so that sanitising twice changes nothing. */
export const sanitizeHtml = (html: string): string => blocksToHtml(htmlToBlocks(html));

/** The words, a line for each paragraph, heading and item. */
export const htmlToText = (html: string): string => blocksToText(htmlToBlocks(html)).trim();

export const htmlToMarkdown = (html: string): string => blocksToMarkdown(htmlToBlocks(html)).trim();
