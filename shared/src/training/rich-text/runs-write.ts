import * as Y from 'yjs';
import { readRuns } from './fragment-read.ts';
import { safeHref } from './links.ts';
import { tidyInlines, type Inline, type Run } from './model.ts';
import { syncChildren, type Present, type Wanted } from './sync.ts';
import { setText } from './text-edit.ts';

/** The words of a paragraph, heading or code block: shared texts with marks, and line breaks between them. */

type Attributes = Record<string, unknown>;

/** As the editor stores marks: by name, with the mark's own attributes. */
const attributesOf = ({ marks, href }: Run): Attributes => ({
  ...Object.fromEntries(marks.map((mark) => [mark, {}])),
  ...(href === null ? {} : { link: { href } }),
});

const hrefOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'href' in value ? safeHref(value.href) : null;

/** What has to be said to get from the one set of marks to the other; null takes a mark away. */
function patchOf(present: Attributes, run: Run): Attributes {
  const wanted = attributesOf(run);
  const patch: Attributes = {};
  for (const [name, value] of Object.entries(present)) {
    const stays = name === 'link' ? run.href !== null && hrefOf(value) === run.href : name in wanted;
    if (value !== null && !stays) patch[name] = null;
  }
  for (const [name, value] of Object.entries(wanted)) {
    const stands = present[name] != null && patch[name] !== null;
    if (!stands) patch[name] = value;
  }
  return patch;
}

/** Anything but characters: it has no place among words. */
function removeEmbeds(text: Y.XmlText): void {
  let at = 0;
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (typeof insert === 'string') at += insert.length;
    else text.delete(at, 1);
  }
}

interface Format {
  at: number;
  length: number;
  patch: Attributes;
}

/** Where marks differ from the wanted ones; the text itself is right already. */
function formatsOf(text: Y.XmlText, runs: readonly Run[]): Format[] {
  const formats: Format[] = [];
  const parts = text.toDelta() as { insert: string; attributes?: Attributes }[];
  let run = 0;
  let runEnd = runs[0]?.text.length ?? 0;
  let at = 0;
  for (const { insert, attributes = {} } of parts) {
    const end = at + insert.length;
    while (at < end) {
      while (at >= runEnd && run < runs.length - 1) runEnd += runs[++run]?.text.length ?? 0;
      const stop = Math.min(end, runEnd > at ? runEnd : end);
      const patch = patchOf(attributes, runs[run] as Run);
      if (Object.keys(patch).length > 0) formats.push({ at, length: stop - at, patch });
      at = stop;
    }
  }
  return formats;
}

export function writeRuns(text: Y.XmlText, runs: readonly Run[]): void {
  removeEmbeds(text);
  setText(text, runs.map((run) => run.text).join(''));
  if (runs.length === 0) return;
  for (const { at, length, patch } of formatsOf(text, runs)) text.format(at, length, patch);
}

function makeText(runs: readonly Run[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(runs.map((run) => ({ insert: run.text, attributes: attributesOf(run) })));
  return text;
}

const keyOf = (runs: readonly Inline[]): string => `text ${JSON.stringify(tidyInlines(runs))}`;

const BREAK = { key: 'break', kind: 'break' };

/** The content cut at its line breaks: a text for each stretch of words. */
function wantedOf(content: readonly Inline[]): Wanted[] {
  const wanted: Wanted[] = [];
  let runs: Run[] = [];
  const endText = (): void => {
    const own = runs;
    if (own.length > 0) {
      wanted.push({
        key: keyOf(own),
        kind: 'text',
        make: () => makeText(own),
        change: (child) => writeRuns(child as Y.XmlText, own),
      });
    }
    runs = [];
  };
  for (const inline of content) {
    if (inline.type === 'text') runs.push(inline);
    else {
      endText();
      wanted.push({ ...BREAK, make: () => new Y.XmlElement('hardBreak'), change: () => undefined });
    }
  }
  endText();
  return wanted;
}

function presentOf(child: unknown, index: number): Present {
  if (child instanceof Y.XmlText)
    return { child, key: keyOf(readRuns(child, { left: Infinity }, true)), kind: 'text' };
  if (child instanceof Y.XmlElement && child.nodeName === 'hardBreak') return { child, ...BREAK };
  return { child, key: `foreign ${index}`, kind: 'foreign' };
}

export const writeInlines = (element: Y.XmlElement, content: readonly Inline[]): void =>
  syncChildren(element, element.toArray().map(presentOf), wantedOf(content));

/** The children of a new element. */
export const makeInlines = (content: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] =>
  wantedOf(content).map((wanted) => wanted.make());
