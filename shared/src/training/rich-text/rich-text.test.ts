import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DESCRIPTION_MAX } from '../outline.schema.ts';
import { fragmentToHtml, htmlToMarkdown, htmlToText, safeHref, sanitizeHtml, writeHtml } from './index.ts';

const fragment = (html = ''): Y.XmlFragment => {
  const made = new Y.Doc().getXmlFragment('x');
  writeHtml(made, html);
  return made;
};

describe('sanitising', () => {
  test.each([
    ['', ''],
    ['  \n ', ''],
    ['words', '<p>words</p>'],
    ['<p></p><p></p>', ''],
    ['<p>a</p><p></p><p>b</p><p></p>', '<p>a</p><p></p><p>b</p>'],
    ['<p>one<br>two</p>', '<p>one<br>two</p>'],
    ['<p>\n  laid   out\n  by hand\n</p>\n<p>next</p>', '<p>laid   out by hand</p><p>next</p>'],
    ['<h1>Top</h1><h5>Low</h5>', '<h3>Top</h3><h4>Low</h4>'],
    ['<div>a<div>b</div>c</div>', '<p>a</p><p>b</p><p>c</p>'],
    ['<ul><li>a<li>b</ul>', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['<ul>stray<li>b</li></ul>', '<ul><li><p>stray</p></li><li><p>b</p></li></ul>'],
    ['<li>no list</li>', '<p>no list</p>'],
    ['<ol start="4"><li>x</li></ol>', '<ol start="4"><li><p>x</p></li></ol>'],
    ['<ol start="-1"><li>x</li></ol>', '<ol><li><p>x</p></li></ol>'],
    ['<ul><li><h2>first</h2><p>then</p></li></ul>', '<ul><li><p>first</p><p>then</p></li></ul>'],
    ['<ul><li><ul><li>in</li></ul></li></ul>', '<ul><li><p></p><ul><li><p>in</p></li></ul></li></ul>'],
    ['<ul></ul><blockquote></blockquote>', ''],
    ['<blockquote>said</blockquote>', '<blockquote><p>said</p></blockquote>'],
    ['<pre>a\n  <b>b</b> &lt;c&gt;</pre>', '<pre><code>a\n  b &lt;c&gt;</code></pre>'],
    ['<b>x<i>y</b>z</i>', '<p><strong>x<em>y</em></strong>z</p>'],
    ['<i><b>nested</b></i>', '<p><strong><em>nested</em></strong></p>'],
    ['<b><code>x</code></b>', '<p><code>x</code></p>'],
    ['<p onclick="x()" style="y">a</p><script>x()</script><style>y</style>', '<p>a</p>'],
    ['<img src=x onerror=alert(1)>', ''],
    ['<svg><script>alert(1)</script></svg>after', '<p>after</p>'],
    ['<a href="javascript:alert(1)">x</a>', '<p>x</p>'],
    [
      '<a href="https://a.b/?c&amp;d" target="_top">x</a>',
      '<p><a href="https://a.b/?c&amp;d" rel="noopener noreferrer nofollow">x</a></p>',
    ],
    ['1 < 2 & 3 > 2', '<p>1 &lt; 2 &amp; 3 &gt; 2</p>'],
    ['&lt;script&gt;', '<p>&lt;script&gt;</p>'],
    ['<table><tr><td>a</td><td>b</td></tr></table>', '<p>a</p><p>b</p>'],
    ['a\u0000b\ud800c', '<p>ab\ufffdc</p>'],
  ])('%j becomes %j', (html, clean) => {
    expect(sanitizeHtml(html)).toBe(clean);
    expect(sanitizeHtml(clean)).toBe(clean);
    expect(fragmentToHtml(fragment(html))).toBe(clean);
  });

  test('a thousand lists in each other are read, flat where they are too deep', () => {
    const html = `${'<ul><li>'.repeat(1000)}deep${'</li></ul>'.repeat(1000)}`;
    const clean = sanitizeHtml(html);
    expect(clean).toContain('deep');
    expect(clean.match(/<ul>/g)).toHaveLength(12);
    expect(sanitizeHtml(clean)).toBe(clean);
    expect(fragmentToHtml(fragment(clean))).toBe(clean);
  });

  test('a description is cut between its blocks, or in the only one', () => {
    const long = fragmentToHtml(fragment(`<p>${'a &amp; '.repeat(300)}</p>`.repeat(60)));
    expect(long.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
    expect(long.length).toBeGreaterThan(DESCRIPTION_MAX / 2);
    expect(sanitizeHtml(long)).toBe(long);
    const one = fragmentToHtml(fragment(`<p>${'🎻'.repeat(DESCRIPTION_MAX)}</p>`));
    expect(one.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
    expect(one).toMatch(/^<p>(?:🎻)+<\/p>$/u);
  });
});

test.each([
  ['https://example.org/a?b=c#d', true],
  ["http://example.org/O'Neill", true],
  ['mailto:ada@example.org', true],
  ['tel:+353123', true],
  ['HTTPS://EXAMPLE.ORG', true],
  ['javascript:alert(1)', false],
  ['JaVaScRiPt:alert(1)', false],
  ['java\nscript:alert(1)', false],
  ['\u0001javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['vbscript:x', false],
  ['/relative', false],
  ['//example.org', false],
  ['https:///nowhere', false],
  ['https://a b', false],
  ['http:\\\\example.org', false],
  [`https://example.org/${'x'.repeat(3000)}`, false],
  [3, false],
  [null, false],
])('an address such as %j may be linked to: %s', (href, allowed) => {
  expect(safeHref(href) !== null).toBe(allowed);
});

const SAMPLE =
  '<h3>Aim</h3><p>Say <strong>why </strong><em>it</em> matters.<br>Twice.</p><ul><li><p>one</p><ol start="3">' +
  '<li><p>deep</p></li></ol></li><li><p>two</p></li></ul><blockquote><p>said</p><p>more</p></blockquote><hr>' +
  '<pre><code>a `b`\n```\n</code></pre><p><a href="https://a.b/(c)">there</a> <code>x`y</code></p>';

test('as text', () => {
  expect(htmlToText(SAMPLE)).toBe(
    'Aim\nSay why it matters.\nTwice.\n- one\n  3. deep\n- two\nsaid\nmore\n\na `b`\n```\n\nthere x`y',
  );
  expect(htmlToText('')).toBe('');
});

test('as Markdown', () => {
  expect(htmlToMarkdown(SAMPLE)).toBe(
    [
      '### Aim',
      '',
      'Say **why** *it* matters.\\\nTwice.',
      '',
      '- one',
      '',
      '  3. deep',
      '- two',
      '',
      '> said\n>\n> more',
      '',
      '---',
      '',
      '````\na `b`\n```\n````',
      '',
      '[there](<https://a.b/(c)>) ``x`y``',
    ].join('\n'),
  );
});

test.each([
  ['<p>1. not a list</p>', '1\\. not a list'],
  ['<p># no heading</p>', '\\# no heading'],
  ['<p>- no item</p>', '\\- no item'],
  ['<p>*stars* and _lines_ [x](y) &lt;b&gt;</p>', '\\*stars\\* and \\_lines\\_ \\[x\\](y) \\<b\\>'],
  ['<p><strong>  </strong></p>', ''],
])('what Markdown would read as its own in %j is escaped', (html, markdown) => {
  expect(htmlToMarkdown(html)).toBe(markdown);
});

describe('writing in place', () => {
  const changed = (from: string, to: string): { text: Y.XmlText; paragraph: unknown; caret: number } => {
    const made = fragment(from);
    const paragraph = made.get(0) as Y.XmlElement;
    const text = paragraph.get(0) as Y.XmlText;
    const caret = Y.createRelativePositionFromTypeIndex(text, 10);
    made.doc?.transact(() => writeHtml(made, to));
    const index = Y.createAbsolutePositionFromRelativePosition(caret, made.doc as Y.Doc)?.index ?? -1;
    return { text, paragraph: made.get(0), caret: index };
  };

  test('a caret in the words stays where it was', () => {
    const { text, paragraph, caret } = changed('<p>one two three four</p>', '<p>One and two three, four</p>');
    expect((paragraph as Y.XmlElement).get(0)).toBe(text);
    expect(caret).toBe('One and two th'.length);
  });

  test('bold is put on without touching the words', () => {
    const { text, caret } = changed('<p>one two three</p>', '<p>one <strong>two</strong> three</p>');
    expect(text.toDelta()).toEqual([
      { insert: 'one ' },
      { insert: 'two', attributes: { bold: {} } },
      { insert: ' three' },
    ]);
    expect(caret).toBe(10);
  });

  test('a paragraph between two leaves both alone', () => {
    const made = fragment('<p>a</p><p>c</p>');
    const [first, second] = made.toArray();
    made.doc?.transact(() => writeHtml(made, '<p>a</p><p>b</p><p>c</p>'));
    expect([made.get(0), made.get(2)]).toEqual([first, second]);
    expect(made.get(2)).toBe(second);
  });
});
