import { convert, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';

/** Headings as Markdown's, so that passages know what stands above them. */
const heading: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addInline(`${'#'.repeat(Number((element.name as string).slice(1)))} `);
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 2 });
};

/** The cells of a row are words beside each other, not one word. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

const SKIPPED = ['script', 'style', 'nav', 'noscript', 'template', 'svg', 'form', 'iframe', 'head'];

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { markdownHeading: heading, cell },
  limits: { maxDepth: 200, maxInputLength: 12_000_000 },
  selectors: [
    ...SKIPPED.map((selector) => ({ selector, format: 'skip' })),
    ...[1, 2, 3, 4, 5, 6].map((level) => ({ selector: `h${level}`, format: 'markdownHeading' })),
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'tr', format: 'block' },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
  ],
};

/** The text of a page as Markdown with headings, paragraphs and lists; scripts, styles and menus left out. */
export function htmlText(html: string): { text: string; title: string | null } {
  const title = /<title[^>]*>([^<]{1,1000})<\/title>/i.exec(html)?.[1];
  return {
    text: convert(html, OPTIONS),
    title: title === undefined ? null : convert(title, { wordwrap: false }),
  };
}
