import MarkdownIt from 'markdown-it';

/**
 * Notes that people write, as HTML. Raw HTML in them is shown as the text it is, addresses that run scripts
 * are refused, and headings go three levels down, since a note stands under a title of its own.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: true });
/** A picture from elsewhere would tell its owner who reads; the policy of our pages refuses it anyway. */
markdown.disable('image');
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const LOWEST = 6;
markdown.core.ruler.push('lower-headings', ({ tokens }) => {
  for (const token of tokens) {
    if (!token.type.startsWith('heading_')) continue;
    token.tag = `h${Math.min(LOWEST, Number(token.tag.slice(1)) + 3)}`;
  }
});
markdown.core.ruler.push('outside-links', ({ tokens }) => {
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      if (child.type !== 'link_open' || !/^https?:/.test(String(child.attrGet('href')))) continue;
      child.attrSet('rel', 'noreferrer nofollow external');
    }
  }
});

export const markdownHtml = (text: string): string => markdown.render(text);
