interface Fonts {
  /** Addresses of the two faces; absent ones are left to the device. */
  sans: string | undefined;
  serif: string | undefined;
}

const face = (family: string, path: string | undefined): string =>
  path === undefined
    ? ''
    : `@font-face{font-family:'${family}';src:url('${path}') format('woff2');font-weight:200 900}`;

/** The colours and sizes of app.css, which a page without its server cannot count on. */
const style = ({ sans, serif }: Fonts): string => `
${face('Source Sans 3 Variable', sans)}${face('Fraunces Variable', serif)}
:root{color-scheme:light dark;--ink:light-dark(#26221c,#ece7dc);--soft:light-dark(#615849,#b3b5ae);
--line:light-dark(#e0d8c9,#363d43);--edge:light-dark(#8a7f6e,#7d868b);--paper:light-dark(#faf6ee,#1d2226)}
body{margin:0;background:var(--paper);color:var(--ink);
font:1.0625rem/1.55 'Source Sans 3 Variable',ui-sans-serif,system-ui,sans-serif}
header{border-bottom:1px solid var(--line);padding:.9rem 1rem}
header,h1{font-family:'Fraunces Variable',ui-serif,Georgia,serif;font-weight:600}
header{font-size:1.25rem}h1{font-size:2rem;line-height:1.2;margin:0}h2{font-size:1.0625rem;margin:2.5rem 0 0}
main{max-width:38rem;padding:4rem 1rem 2rem}p{color:var(--soft);margin:.75rem 0 0}
a{color:inherit}ul{list-style:none;margin:.5rem 0 0;padding:0}
li{border-top:1px solid var(--line)}li a{display:flex;align-items:center;min-height:2.75rem}
.go{display:inline-flex;align-items:center;min-height:2.75rem;margin:1.5rem .75rem 0 0;padding:0 1rem;
border:1px solid var(--edge);border-radius:7px;font-weight:600;text-decoration:none}
.go:first-child{background:var(--ink);border-color:var(--ink);color:var(--paper)}
@media(min-width:40rem){header,main{padding-left:2rem}}`;

/** Tries again when the connection is back; not under a link just pressed, which that would undo. */
const again = `let leaving = false;
addEventListener('beforeunload', () => { leaving = true; });
addEventListener('online', () => { if (!leaving) location.reload(); });`;

/** Said where there is neither a connection nor a copy; tries again by itself. Titles come escaped for HTML. */
export function offlinePage(evenings: readonly { path: string; title: string }[], fonts: Fonts): Response {
  const nonce = crypto.randomUUID();
  const kept = evenings
    .slice(0, 5)
    .map(({ path, title }) => `<li><a href="${encodeURI(path)}">${title}</a></li>`)
    .join('');
  const list = kept === '' ? '' : `<h2>Kept on this device</h2><ul>${kept}</ul>`;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No connection · Ensemble</title><style>${style(fonts)}</style></head>
<body><header>Ensemble</header><main><h1>No connection</h1>
<p>There is no copy of this page on this device. Go where there is signal, then try again. What you logged on this device is kept, and sent when the connection is back.</p>
<div><a class="go" href="">Try again</a><a class="go" href="/">Go to Now</a></div>${list}</main>
<script nonce="${nonce}">${again}</script></body></html>`;
  return new Response(html, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        `default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; script-src 'nonce-${nonce}'; ` +
        "base-uri 'none'; form-action 'none'",
    },
  });
}
