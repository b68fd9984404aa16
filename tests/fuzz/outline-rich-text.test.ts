import { getSchema } from '@tiptap/core';
import { Node } from '@tiptap/pm/model';
import StarterKit from '@tiptap/starter-kit';
import { prosemirrorToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Rng } from '../../shared/src/core/rng.ts';
import {
  fragmentToHtml,
  htmlToMarkdown,
  htmlToText,
  sanitizeHtml,
  writeHtml,
} from '../../shared/src/training/rich-text/index.ts';

/** Rich text against the editor's own schema and its own way of storing a document in Yjs. */

const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => base + i);
const schema = getSchema([StarterKit.configure({ heading: { levels: [3, 4] } })]);

type Json = Record<string, unknown>;

const WORDS = [
  'warm',
  'up',
  'a & b',
  '<b>',
  '"quoted"',
  'naïve',
  '🎻',
  '  two blanks',
  'x\u00a0y',
  '1.',
  '#',
  '*',
  '_',
];
const MARKS = ['bold', 'italic', 'underline', 'strike'];

function text(rng: Rng): Json {
  const words = Array.from({ length: 1 + rng.int(4) }, () => rng.pick(WORDS)).join(' ');
  const marks: Json[] = MARKS.filter(() => rng.chance(0.2)).map((type) => ({ type }));
  if (rng.chance(0.1)) return { type: 'text', text: words, marks: [{ type: 'code' }] };
  if (rng.chance(0.15))
    marks.push({ type: 'link', attrs: { href: `https://example.org/?a=${rng.int(9)}&b="` } });
  return { type: 'text', text: words, marks };
}

function inlines(rng: Rng): Json[] {
  return Array.from({ length: rng.int(4) }, () => (rng.chance(0.2) ? { type: 'hardBreak' } : text(rng)));
}

const paragraph = (rng: Rng): Json => ({ type: 'paragraph', content: inlines(rng) });

function block(rng: Rng, depth: number): Json {
  const kind = rng.int(depth > 3 ? 4 : 8);
  if (kind < 2) return paragraph(rng);
  if (kind === 2) return { type: 'heading', attrs: { level: rng.pick([3, 4]) }, content: inlines(rng) };
  if (kind === 3)
    return rng.chance(0.5)
      ? { type: 'horizontalRule' }
      : { type: 'codeBlock', content: [{ type: 'text', text: 'if (a < b)\n\n  &amp;\n' }] };
  if (kind === 4) return { type: 'blockquote', content: blocks(rng, depth + 1) };
  const item = (): Json => ({
    type: 'listItem',
    content: [paragraph(rng), ...(rng.chance(0.4) ? blocks(rng, depth + 1) : [])],
  });
  const content = Array.from({ length: 1 + rng.int(3) }, item);
  if (kind < 7) return { type: 'bulletList', content };
  return { type: 'orderedList', attrs: { start: rng.pick([1, 1, 7]) }, content };
}

const blocks = (rng: Rng, depth: number): Json[] =>
  Array.from({ length: 1 + rng.int(3) }, () => block(rng, depth));

/** A document the editor could hold. An empty paragraph at the end says nothing and is not kept. */
function randomDoc(rng: Rng): Node {
  const content = [...blocks(rng, 0), { type: 'paragraph', content: [text(rng)] }];
  const node = Node.fromJSON(schema, { type: 'doc', content });
  node.check();
  return node;
}

const attached = (): Y.XmlFragment => new Y.Doc().getXmlFragment('x');

function stored(node: Node): Y.XmlFragment {
  const fragment = attached();
  prosemirrorToYXmlFragment(node, fragment);
  return fragment;
}

/** As the editor would show it; marks in the schema's order, adjacent equal text joined. */
function shown(fragment: Y.XmlFragment): unknown {
  // The editor itself puts a paragraph into a document that holds nothing.
  if (fragment.length === 0) return null;
  const node = yXmlFragmentToProseMirrorRootNode(fragment, schema);
  node.check();
  return node.toJSON();
}

/** What may not differ: the editor gives links its own defaults beside the address. */
const bare = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'attrs' && typeof inner === 'object' && inner !== null && 'href' in inner)
        return { href: inner.href };
      return inner;
    }),
  );

test('what the editor stores goes to HTML and back, into what the editor shows', () => {
  console.log(`rich text: seeds from ${base} (repeat with FUZZ_SEED=${base})`);
  let characters = 0;
  for (const seed of seeds(120)) {
    const fragment = stored(randomDoc(new Rng(seed)));
    const html = fragmentToHtml(fragment);
    characters += html.length;
    const again = attached();
    again.doc?.transact(() => writeHtml(again, html));
    expect(bare(shown(again)), `seed ${seed}: ${html}`).toEqual(bare(shown(fragment)));
    expect(fragmentToHtml(again), `seed ${seed}`).toBe(html);
    expect(sanitizeHtml(html), `seed ${seed}: canonical`).toBe(html);
  }
  expect(characters, 'empty documents prove nothing').toBeGreaterThan(12_000);
});

test('one text becomes another in place, and what did not change is not touched', () => {
  let kept = 0;
  for (const seed of seeds(100)) {
    const rng = new Rng(seed);
    const before = randomDoc(rng);
    const fragment = stored(before);
    const content = [...(before.toJSON() as { content: Json[] }).content];
    // Some blocks go, come, or change places; the others are as they were.
    for (let i = rng.int(3); i >= 0; i--) content.splice(rng.int(content.length), rng.int(2), block(rng, 1));
    const target = stored(Node.fromJSON(schema, { type: 'doc', content }));
    const untouched = new Set(fragment.toArray());
    const html = fragmentToHtml(target);
    fragment.doc?.transact(() => writeHtml(fragment, html));
    expect(fragmentToHtml(fragment), `seed ${seed}`).toBe(html);
    shown(fragment);
    kept += fragment.toArray().filter((child) => untouched.has(child)).length;
    let updates = 0;
    fragment.doc?.on('update', () => updates++);
    fragment.doc?.transact(() => writeHtml(fragment, html));
    expect(updates, `seed ${seed}: nothing to do writes nothing`).toBe(0);
  }
  expect(kept).toBeGreaterThan(100);
});

const PIECES = [
  '<p>', '</p>', '<ul>', '</ul>', '<li>', '</li>', '<ol start="3">', '</ol>', '<blockquote>', '</blockquote>',
  '<script>alert(1)</script>', '<b>', '</b>', '<i>', '</i>', '<a href="javascript:alert(1)">', '<a href="https://a.b">',
  '</a>', '<img src=x onerror=alert(1)>', '<pre>', '</pre>', '<code>', '</code>', '<h1>', '</h1>', '<br>', '<hr>',
  '<svg onload=alert(1)>', '</svg>', '<div style="x">', '</div>', '<table><tr><td>', 'text', ' & ', '&lt;script&gt;',
  '<!-- c -->', '\n', '<iframe src="x">', '</iframe>', '<style>p{}</style>', '<', '>', '"', '\u0000', '\ud800', '<p onclick="x">',
  '<a href=" java\nscript:alert(1)">', '<math><mi>', '</math>', '<template>', '</template>', '<![CDATA[x]]>', '<p/>',
]; // prettier-ignore

const ALLOWED =
  /^<(?:\/?(?:p|h3|h4|ul|ol|li|blockquote|pre|strong|em|u|s|code|br|hr)|ol start="\d+"|\/a|a href="(?:https?:\/\/|mailto:|tel:)[^"<>\s]*" rel="noopener noreferrer nofollow")>$/;

test('of any HTML at all only what is allowed is left, and the editor takes it', () => {
  for (const seed of seeds(250)) {
    const rng = new Rng(seed);
    const html = Array.from({ length: 1 + rng.int(40) }, () => rng.pick(PIECES)).join('');
    const clean = sanitizeHtml(html);
    const note = `seed ${seed}: ${JSON.stringify(html)} to ${JSON.stringify(clean)}`;
    for (const [tag] of clean.matchAll(/<[^>]*>?/g)) expect(tag, note).toMatch(ALLOWED);
    expect(sanitizeHtml(clean), note).toBe(clean);
    const fragment = attached();
    fragment.doc?.transact(() => writeHtml(fragment, html));
    expect(fragmentToHtml(fragment), note).toBe(clean);
    shown(fragment);
    expect(clean.isWellFormed(), note).toBe(true);
    expect(htmlToText(html) + htmlToMarkdown(html), note).not.toContain('alert(1)</');
  }
});

/** Anything a hostile client could put into a fragment. */
function junkInto(
  parent: Y.XmlFragment | Y.XmlElement,
  rng: Rng,
  depth: number,
  left = { nodes: 120 },
): void {
  const names = [
    'paragraph',
    'heading',
    'bulletList',
    'listItem',
    'script',
    'blockquote',
    'codeBlock',
    'hardBreak',
    'img',
  ];
  for (let i = rng.int(4); i >= 0 && left.nodes-- > 0; i--) {
    if (rng.chance(0.3)) {
      const words = new Y.XmlText();
      parent.insert(rng.int(parent.length + 1), [words]);
      const attributes = rng.pick([
        {},
        { bold: true },
        { link: { href: 'javascript:alert(1)' } },
        { evil: { x: 1 } },
        { link: 3 },
      ]);
      words.insert(0, rng.pick(['<b>', 'x', '\ud800', '\u0000']), attributes);
      if (rng.chance(0.2)) words.insertEmbed(0, { image: 'x' }, {});
      continue;
    }
    const element = new Y.XmlElement(rng.pick(names));
    const set = element as unknown as { setAttribute(name: string, value: unknown): void };
    parent.insert(rng.int(parent.length + 1), [element]);
    for (const name of ['level', 'start', 'onclick', 'href'])
      if (rng.chance(0.3)) set.setAttribute(name, rng.pick([NaN, -1, 'alert(1)', { a: 1 }, 1e9, null]));
    if (depth < 30 && rng.chance(0.7)) junkInto(element, rng, depth + 1, left);
  }
}

test('of any junk in a fragment only what is allowed is read', () => {
  for (const seed of seeds(120)) {
    const fragment = attached();
    junkInto(fragment, new Rng(seed), 0);
    const html = fragmentToHtml(fragment);
    expect(sanitizeHtml(html), `seed ${seed}`).toBe(html);
    for (const [tag] of html.matchAll(/<[^>]*>?/g)) expect(tag, `seed ${seed}`).toMatch(ALLOWED);
    fragment.doc?.transact(() => writeHtml(fragment, '<p>again</p>'));
    expect(fragmentToHtml(fragment), `seed ${seed}`).toBe('<p>again</p>');
  }
});
