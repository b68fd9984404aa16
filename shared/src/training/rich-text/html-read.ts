import { Parser } from 'htmlparser2';
import { safeHref } from './links.ts';
import {
  cleanText,
  isStart,
  MAX_DEPTH,
  runOf,
  tidyBlocks,
  type Block,
  type Inline,
  type MarkName,
} from './model.ts';

/**
 * HTML of any kind to blocks, by a list of what is understood. Of all else the words stay and the tags go; of scripts,
 * styles and the like nothing stays.
 */

const MARK_TAGS: Readonly<Record<string, MarkName>> = {
  strong: 'bold',
  b: 'bold',
  em: 'italic',
  i: 'italic',
  cite: 'italic',
  dfn: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  strike: 'strike',
  del: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
};

const HEADINGS: Readonly<Record<string, 3 | 4>> = { h1: 3, h2: 3, h3: 3, h4: 4, h5: 4, h6: 4 };

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Begin and end a line of their own. */
const LINES = words(
  'p div section article aside main header footer nav address figure figcaption details summary ' +
    'table caption thead tbody tfoot tr td th dl dt dd form fieldset legend',
);
/** Nothing of what is in them is for readers. */
const UNREAD = words(
  'script style template iframe object embed noscript noembed noframes svg math title textarea select ' +
    'option button canvas audio video applet frameset map',
);

type Container =
  { kind: 'root' | 'blockquote' | 'li'; blocks: Block[] } | { kind: 'ul' | 'ol'; items: Block[][] };

class Builder {
  readonly #root: Block[] = [];
  readonly #containers: Container[] = [{ kind: 'root', blocks: this.#root }];
  /** Open tags of containers nested too deep or out of place: their content goes to what they are in. */
  readonly #flat: string[] = [];
  readonly #marks: { tag: string; mark: MarkName }[] = [];
  readonly #links: (string | null)[] = [];
  /** The paragraph or heading being read; null between blocks. */
  #line: { heading: 3 | 4 | null; content: Inline[] } | null = null;
  #pre: string | null = null;
  readonly #unread: string[] = [];

  get blocks(): Block[] {
    this.#endLine();
    this.#endPre();
    return tidyBlocks(this.#root);
  }

  /** Where the next block goes. Text in a list but in none of its items makes an item. */
  #target(): Block[] {
    const holder = this.#containers.at(-1);
    if (holder === undefined) return this.#root;
    if ('blocks' in holder) return holder.blocks;
    const item: Block[] = [];
    holder.items.push(item);
    return item;
  }

  #endLine(): void {
    const line = this.#line;
    if (line === null) return;
    this.#line = null;
    const last = line.content.at(-1);
    if (last?.type === 'text') last.text = last.text.replace(/ *[\n\t][ \n\t]*$/, '');
    const content = line.content.map((inline) =>
      inline.type === 'text' ? { ...inline, text: collapse(inline.text) } : inline,
    );
    this.#target().push(
      line.heading === null
        ? { type: 'paragraph', content }
        : { type: 'heading', level: line.heading, content },
    );
  }

  #endPre(): void {
    if (this.#pre === null) return;
    const text = cleanText(this.#pre, true);
    this.#pre = null;
    this.#target().push({ type: 'codeBlock', text });
  }

  /** A `<p>` or the like: always a line, although it may stay empty. */
  #beginLine(heading: 3 | 4 | null): void {
    this.#endLine();
    this.#line = { heading, content: [] };
  }

  #openContainer(tag: 'ul' | 'ol' | 'li' | 'blockquote', start: number): void {
    this.#endLine();
    const holder = this.#containers.at(-1);
    const fits = tag === 'li' ? holder !== undefined && 'items' in holder : this.#depth < MAX_DEPTH;
    if (!fits || this.#flat.length > 0) this.#flat.push(tag);
    else if (tag === 'li') this.#containers.push({ kind: tag, blocks: this.#target() });
    else if (tag === 'blockquote') {
      const blocks: Block[] = [];
      this.#target().push({ type: 'blockquote', blocks });
      this.#containers.push({ kind: tag, blocks });
    } else {
      const items: Block[][] = [];
      this.#target().push(
        tag === 'ul' ? { type: 'bulletList', items } : { type: 'orderedList', start, items },
      );
      this.#containers.push({ kind: tag, items });
    }
  }

  get #depth(): number {
    return this.#containers.filter(({ kind }) => kind !== 'root' && kind !== 'li').length;
  }

  #closeContainer(tag: string): void {
    this.#endLine();
    if (this.#flat.length > 0) {
      if (this.#flat.at(-1) === tag) this.#flat.pop();
      return;
    }
    const at = this.#containers.findLastIndex(({ kind }) => kind === tag);
    if (at > 0) this.#containers.splice(at);
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (UNREAD.has(tag) || this.#unread.length > 0) {
      if (UNREAD.has(tag)) this.#unread.push(tag);
      return;
    }
    if (this.#pre !== null) {
      if (tag === 'br') this.#pre += '\n';
      return;
    }
    const mark = MARK_TAGS[tag];
    const heading = HEADINGS[tag];
    if (mark) this.#marks.push({ tag, mark });
    else if (heading) this.#beginLine(heading);
    else if (tag === 'a') this.#links.push(safeHref(attributes['href']));
    else if (tag === 'br') this.#inline({ type: 'break' });
    else if (tag === 'p') this.#beginLine(null);
    else if (LINES.has(tag)) this.#endLine();
    else if (tag === 'ul' || tag === 'ol' || tag === 'li' || tag === 'blockquote')
      this.#openContainer(tag, startOf(attributes['start']));
    else if (tag === 'hr') {
      this.#endLine();
      this.#target().push({ type: 'horizontalRule' });
    } else if (tag === 'pre') {
      this.#endLine();
      this.#pre = '';
    }
  }

  close(tag: string): void {
    if (this.#unread.length > 0) {
      if (this.#unread.at(-1) === tag) this.#unread.pop();
      return;
    }
    if (tag === 'pre') return this.#endPre();
    if (this.#pre !== null) return;
    if (MARK_TAGS[tag]) {
      const at = this.#marks.findLastIndex((entry) => entry.tag === tag);
      if (at >= 0) this.#marks.splice(at, 1);
    } else if (tag === 'a') this.#links.pop();
    else if (HEADINGS[tag] || LINES.has(tag)) this.#endLine();
    else if (['ul', 'ol', 'li', 'blockquote'].includes(tag)) this.#closeContainer(tag);
  }

  #inline(inline: Inline): void {
    this.#line ??= { heading: null, content: [] };
    this.#line.content.push(inline);
  }

  text(data: string): void {
    if (this.#unread.length > 0) return;
    if (this.#pre !== null) {
      this.#pre += data;
      return;
    }
    const clean = cleanText(data, true);
    const isFirst = this.#line === null || this.#line.content.length === 0;
    // Between blocks, blanks with a line break in them are how the source is laid out.
    const text = isFirst ? clean.replace(/^ *[\n\t][ \n\t]*/, '') : clean;
    if (text === '' || (this.#line === null && /^[ \n\t]+$/.test(text))) return;
    this.#inline(runOf(text, new Set(this.#marks.map(({ mark }) => mark)), this.#links.at(-1) ?? null));
  }
}

/** A line break in the source is a blank; blanks alone are kept as typed. */
const collapse = (text: string): string => text.replaceAll(/ *[\n\t][ \n\t]*/g, ' ');

function startOf(value: string | undefined): number {
  const start = Number(value ?? 1);
  return isStart(start) ? start : 1;
}

export function htmlToBlocks(html: string): Block[] {
  const builder = new Builder();
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => builder.open(tag, attributes),
      onclosetag: (tag) => builder.close(tag),
      ontext: (data) => builder.text(data),
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return builder.blocks;
}
