import { getSchema } from '@tiptap/core';
import { updateYFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { fragmentToHtml, writeHtml } from '@ensemble/shared/training/rich-text/index';
import { descriptionExtensions } from './schema.ts';

const schema = getSchema(descriptionExtensions());

function fragmentOf(html: string): { doc: Y.Doc; fragment: Y.XmlFragment } {
  const doc = new Y.Doc();
  const fragment = doc.getXmlFragment('description');
  doc.transact(() => writeHtml(fragment, html));
  return { doc, fragment };
}

const EVERYTHING = [
  '<h3>Why</h3><h4>And how</h4>',
  '<p>Plain, <strong>strong</strong>, <em>soft</em>, <u>under</u>, <s>struck</s>, <code>code</code>.</p>',
  '<p>A <a href="https://example.org/a?b=1">link</a>, a<br>break.</p>',
  '<ul><li><p>One</p><ol><li><p>Deeper</p></li></ol></li><li><p>Two</p></li></ul>',
  '<ol start="4"><li><p>Fourth</p></li></ol>',
  '<blockquote><p>Said <strong><em>so</em></strong>.</p></blockquote><hr>',
  '<pre><code>as it is</code></pre><p>End.</p>',
];

describe('the editor and the shared description agree', () => {
  test.each(EVERYTHING)('to look is not to change: %s', (html) => {
    const { doc, fragment } = fragmentOf(html);
    const before = Y.encodeStateVector(doc);
    const node = yXmlFragmentToProseMirrorRootNode(fragment, schema);
    node.check();
    updateYFragment(doc, fragment, node, { mapping: new Map(), isOMark: new Map() });
    expect(Y.encodeStateVector(doc)).toEqual(before);
    expect(fragmentToHtml(fragment)).toBe(fragmentToHtml(fragmentOf(html).fragment));
  });

  test('an empty description stays empty', () => {
    const { doc, fragment } = fragmentOf('');
    yXmlFragmentToProseMirrorRootNode(fragment, schema);
    expect([fragment.length, fragmentToHtml(fragment)]).toEqual([0, '']);
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(new Y.Doc()));
  });

  test('marks go by their own names, as the shared text knows them', () => {
    for (const { excludes, name } of Object.values(schema.marks).map((mark) => ({
      name: mark.name,
      excludes: mark.excludes(mark),
    }))) {
      // One that may lie over itself would be written under a name of its own making.
      expect(excludes, name).toBe(true);
    }
  });

  test('what is typed in the editor is what everybody reads', () => {
    const { doc, fragment } = fragmentOf('');
    const node = schema.node('doc', null, [
      schema.node('heading', { level: 3 }, [schema.text('Begin')]),
      schema.node('bulletList', null, [
        schema.node('listItem', null, [
          schema.node('paragraph', null, [
            schema.text('Go to ', [schema.mark('bold')]),
            schema.text('the page', [schema.mark('link', { href: 'https://example.org/' })]),
          ]),
        ]),
      ]),
    ]);
    updateYFragment(doc, fragment, node, { mapping: new Map(), isOMark: new Map() });
    const html = fragmentToHtml(fragment);
    expect(html).toContain('<h3>Begin</h3>');
    expect(html).toContain('<strong>Go to </strong>');
    expect(html).toMatch(/<a [^>]*href="https:\/\/example.org\/"[^>]*>the page<\/a>/);
  });
});
