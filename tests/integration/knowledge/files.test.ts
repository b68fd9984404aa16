import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { foundBy, postForm, uploadFile } from '../../support/knowledge.ts';
import { makePdf } from '../../support/pdf.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const printed = readFileSync(new URL('../../fixtures/knowledge/printed.pdf', import.meta.url));
const WORDS = 'Words enough for a page that is not only a number, and a little more.';

describe('a file', () => {
  test('of Markdown, text or HTML is read as what it holds, whatever it is called', async () => {
    for (const [name, content, format, title] of [
      ['notes.md', '# Walking pairs\n\nTwo people walk.', 'markdown', 'Walking pairs'],
      ['Notes on chairs.txt', '# not a heading\n\nChairs.', 'text', 'Notes on chairs'],
      ['page.html', '<h1>Circles</h1><p>Sit in one.</p>', 'html', 'Circles'],
      ['really-html.txt', '<!DOCTYPE html><title>Pages</title><p>Words.</p>', 'html', 'Pages'],
      ['no ending', 'Just a line', 'markdown', 'no ending'],
      ['bom.md', '\uFEFF# Ribbons\r\n\r\nTied.', 'markdown', 'Ribbons'],
    ] as const) {
      const answer = await uploadFile(ada, name, content);
      expect([name, answer.status, answer.body]).toMatchObject([
        name,
        201,
        { format, title, fileName: name, visibility: 'private' },
      ]);
    }
  });

  test('may be given a title and be for everyone', async () => {
    const fields = { title: 'Given', visibility: 'everyone' };
    const answer = await uploadFile(ada, 'a.md', '# Own\n\nText.', fields);
    expect(answer.body).toMatchObject({ title: 'Given', visibility: 'everyone' });
    expect((await uploadFile(ada, 'a.md', '# Own\n\nText.', { title: '' })).body.title).toBe('Own');
  });

  test('in PDF, as a browser prints it, is found on its page', async () => {
    const answer = await uploadFile(ada, 'clinic.pdf', printed);
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { format: 'pdf', title: 'Running a goldfish clinic', pageCount: 2 },
    ]);
    const [hit] = (await ada.get('/api/knowledge/search?q=naive+cafe+owners+kitchen')).body.items;
    expect(hit.passage).toMatchObject({ documentId: answer.body.id, heading: 'Page 2' });
    const { text } = (await ada.get(`/api/knowledge/${answer.body.id}`)).body;
    expect(text.slice(hit.passage.start, hit.passage.end)).toContain('The naïve question');
  });

  test('in PDF keeps paragraphs, and words divided at the end of a line are whole', async () => {
    const pdf = makePdf(
      [['Divided at the end: facili-', 'tation of groups.', '', 'A new paragraph.'], [WORDS]],
      {
        packed: true,
        title: 'Divided',
      },
    );
    const { body } = await uploadFile(ada, 'x.pdf', pdf);
    const { text } = (await ada.get(`/api/knowledge/${body.id}`)).body;
    expect(text).toContain('Divided at the end: facilitation of groups.\n\nA new paragraph.');
    expect(body).toMatchObject({ title: 'Divided', pageCount: 2 });
  });
});

describe('a file that cannot be used says why', () => {
  test.each([
    ['empty.md', '', /empty/],
    ['blank.txt', ' \n\t\n', /no text/],
    ['latin.txt', Buffer.from('caf\xe9 for everybody', 'latin1'), /UTF-8/],
    ['utf16.txt', Buffer.from('\uFEFFwide', 'utf16le'), /not a text/],
    ['binary.md', Buffer.from([1, 2, 0, 3, 255, 254]), /not a text/],
    ['letter.docx', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(20)]), /Word.*PDF/],
    ['photo.md', Buffer.from('89504e470d0a1a0a', 'hex'), /picture/],
    ['letter.txt', '{\\rtf1 hello}', /RTF/],
    ['fake.pdf', 'This is only called a PDF.', /no PDF/],
    ['broken.pdf', '%PDF-1.4 and nothing else', /damaged/],
    ['cut.pdf', printed.subarray(0, 400), /damaged|no text/],
    ['locked.pdf', makePdf([[WORDS]], { locked: true }), /password/],
    ['scan.pdf', makePdf([[], []]), /text recognition/],
    ['numbers.pdf', makePdf([['1'], ['2']]), /text recognition/],
    ['renamed-pdf.md', makePdf([[]]), /text recognition/],
  ])('%s', async (name, content, why) => {
    const answer = await uploadFile(ada, name, content);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, 'file']);
    expect(answer.body.errors[0].message).toMatch(why);
    expect((await ada.get(`/api/knowledge?q=${name}`)).body.items).toEqual([]);
  });

  test('too large a file is 413 and names the limit, sent at once or piece by piece', async () => {
    const answer = await uploadFile(ada, 'large.txt', 'word '.repeat(2.2 * 1024 * 1024));
    expect([answer.status, answer.body.code]).toEqual([413, 'too-large']);
    expect(answer.body.errors).toEqual([{ path: 'file', message: 'must be at most 10 MB' }]);
  });

  test('too long a text in a small enough file is 413 too', async () => {
    const answer = await uploadFile(ada, 'long.txt', 'word '.repeat(500_000));
    expect([answer.status, answer.body.errors[0].path]).toEqual([413, 'file']);
  });

  test('a form without a file, with a wrong field, or cut off is refused', async () => {
    const none = new FormData();
    none.set('title', 'Nothing');
    expect((await postForm(ada, none)).body.errors).toEqual([{ path: 'file', message: 'must be a file' }]);
    const wrong = await uploadFile(ada, 'a.md', 'Text.', { visibility: 'friends' });
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'visibility']);
    const unknown = await uploadFile(ada, 'a.md', 'Text.', { ownerId: 'x' });
    expect([unknown.status, unknown.body.errors[0].path]).toEqual([422, 'ownerId']);
    const cut = await fetch(`${ada.origin}/api/knowledge`, {
      method: 'POST',
      headers: { cookie: ada.cookie, origin: ada.origin, 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nhalf',
    });
    expect([cut.status, cut.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
  });

  test('and the app goes on', async () => {
    expect((await uploadFile(ada, 'after.md', '# After\n\nAll that: tranquillity.')).status).toBe(201);
    expect(await foundBy(ada, 'tranquillity')).toEqual(['After']);
  });
});

test('a file name with folders, quotes or signs nobody sees is kept as a plain name', async () => {
  const { body } = await uploadFile(ada, 'a/b\\"c\u202Ed.md', 'Some text.');
  expect(body.fileName).not.toMatch(/[\u202E\n]/);
});
