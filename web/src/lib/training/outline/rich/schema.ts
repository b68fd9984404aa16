import { type AnyExtension, Mark } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { safeHref } from '@ensemble/shared/training/rich-text/links';

/** A link that is its address and nothing more: what it opens in is the page's to say, not the text's. */
export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({
    href: { default: null, parseHTML: (element: HTMLElement) => element.getAttribute('href') },
  }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element: HTMLElement) => (safeHref(element.getAttribute('href')) === null ? false : null),
    },
  ],
  renderHTML({ HTMLAttributes }) {
    const href = safeHref((HTMLAttributes as { href?: unknown }).href);
    return ['a', href === null ? {} : { href, rel: 'noopener noreferrer nofollow', target: '_blank' }, 0];
  },
});

/**
 * What a description may hold, by the names of shared/training/rich-text. Undo is the document's, not the
 * editor's own; nothing is put in of itself (no trailing line), so that to look is not to change.
 */
export const descriptionExtensions = (): AnyExtension[] => [
  StarterKit.configure({
    undoRedo: false,
    trailingNode: false,
    link: false,
    heading: { levels: [3, 4] },
    dropcursor: { color: 'currentColor', width: 2 },
  }),
  Link,
];
