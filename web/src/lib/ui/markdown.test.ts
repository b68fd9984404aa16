import { expect, test } from 'vitest';
import { markdownHtml } from './markdown.ts';

test('what people write is set, below the page’s own headings', () => {
  expect(markdownHtml('# Bring\n\n- shoes\n- *water*')).toBe(
    '<h4>Bring</h4>\n<ul>\n<li>shoes</li>\n<li><em>water</em></li>\n</ul>\n',
  );
});

test('nothing in it runs, and no picture is fetched', () => {
  expect(markdownHtml('<script>alert(1)</script>')).not.toContain('<script');
  expect(markdownHtml('[go](javascript:alert(1))')).not.toContain('href');
  expect(markdownHtml('![x](https://example.org/x.png)')).not.toContain('<img');
});

test('links lead away without saying from where', () => {
  expect(markdownHtml('[map](https://example.org)')).toContain('rel="noreferrer nofollow external"');
  expect(markdownHtml('[ours](/trips)')).toBe('<p><a href="/trips">ours</a></p>\n');
});
