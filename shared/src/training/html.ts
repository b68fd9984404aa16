/** Writes the HTML that descriptions may hold, every text escaped. */

/** HTML of the whitelist: what is not escaped yet does not pass for it. */
export type Html = string & { readonly __html: true };

const html = (text: string): Html => text as Html;

export const escapeHtml = (text: string): Html =>
  html(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));

export const inline = (...pieces: readonly Html[]): Html => html(pieces.join(''));
export const em = (text: string): Html => html(`<em>${escapeHtml(text)}</em>`);
export const strong = (text: string): Html => html(`<strong>${escapeHtml(text)}</strong>`);
export const p = (...pieces: readonly Html[]): Html => html(`<p>${pieces.join('')}</p>`);
export const h4 = (text: string): Html => html(`<h4>${escapeHtml(text)}</h4>`);
export const quote = (...blocks: readonly Html[]): Html =>
  html(`<blockquote>${blocks.join('')}</blockquote>`);
/** One below the other; what is null is left out. */
export const stack = (...blocks: readonly (Html | null)[]): Html =>
  html(blocks.filter((block) => block !== null).join(''));

const list = (tag: 'ul' | 'ol', items: readonly Html[]): Html =>
  html(`<${tag}>${items.map((item) => `<li><p>${item}</p></li>`).join('')}</${tag}>`);
export const ul = (items: readonly Html[]): Html => list('ul', items);
export const ol = (items: readonly Html[]): Html => list('ol', items);
