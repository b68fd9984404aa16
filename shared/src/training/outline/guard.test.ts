import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  addComment,
  addSections,
  changeComment,
  createOutlineGuard,
  deleteComment,
  deleteSections,
  duplicateSection,
  metadataText,
  outlineVersion,
  promptText,
  readComments,
  readMetadata,
  readPrompt,
  readSections,
  restoreSections,
  sectionDescription,
  sectionTitle,
  setMetadata,
  setPrompt,
  writeOutline,
} from './index.ts';
import { TestOutline, wordsOf } from './outline.fixture.ts';

const ADA = { userId: 'a'.repeat(24) };
const SOURCE = { id: 'p1', documentId: 'd1', title: 'Book', heading: 'One' };

const guarded = (doc: Y.Doc): void => {
  const guard = createOutlineGuard(doc, { serverOrigin: 'server' });
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    const { origin } = transaction as { origin: unknown };
    guard.onTransaction(doc, transaction, origin === ADA ? ADA : null);
  });
};

/** A server with a guard, and a page whose updates it applies as a person's. */
function stage() {
  const server = new TestOutline(9, ['a', 'b']);
  guarded(server.doc);
  addSections(
    server.doc,
    [{ id: 'made', title: 'made', descriptionHtml: '<p>by a model</p>', origin: 'ai', sources: [SOURCE] }],
    {},
    server.adding,
  );
  const page = server.copy(1);
  const sync = (from = page): void => {
    Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(server.doc)), ADA);
    Y.applyUpdate(from.doc, Y.encodeStateAsUpdate(server.doc, Y.encodeStateVector(from.doc)), 'network');
  };
  const origins = (): unknown[] =>
    readSections(server.doc, { includeDeleted: true }).map(({ title, origin, sources }) => [
      title,
      origin,
      sources.length,
    ]);
  return { server, page, sync, origins };
}

describe('where a section comes from', () => {
  test('is what the server says: of a person’s own, that it is theirs', () => {
    const { page, sync, origins } = stage();
    page.add(['x']);
    addSections(page.doc, [{ title: 'y', origin: 'rag', sources: [SOURCE] }], {}, page.adding);
    page.map('x').set('origin', 'ai');
    sync();
    expect(origins().slice(2)).toEqual([
      ['made', 'ai', 1],
      ['x', 'user', 0],
      ['y', 'user', 0],
    ]);
  });

  test('a value changed or taken away is put back, on every copy', () => {
    const { page, sync, origins } = stage();
    page.map('made').set('origin', 'user');
    page.map('made').delete('sources');
    page.map('a').set('origin', 'ai');
    sync();
    expect(origins()).toEqual([
      ['a', 'user', 0],
      ['b', 'user', 0],
      ['made', 'ai', 1],
    ]);
    expect(page.section('made')).toMatchObject({ origin: 'ai', sources: [SOURCE] });
  });

  test('a copy keeps what its original says, a copy of a copy too, also when all were made offline', () => {
    const { page, sync, origins } = stage();
    const copy = duplicateSection(page.doc, 'made', page.adding);
    duplicateSection(page.doc, copy, page.adding);
    const [own = ''] = page.add(['own']);
    duplicateSection(page.doc, own, page.adding);
    sync();
    expect(origins().slice(2)).toEqual([
      ['made', 'ai', 1],
      ['made', 'ai', 1],
      ['made', 'ai', 1],
      ['own', 'user', 0],
      ['own', 'user', 0],
    ]);
  });

  test('sections that say they are copies of each other are the person’s own', () => {
    const { page, sync, origins } = stage();
    const [x = '', y = ''] = page.add(['x', 'y']);
    for (const [id, of] of [
      [x, y],
      [y, x],
    ] as const) {
      const map = page.doc.getMap<Y.Map<unknown>>('sections').get(id);
      map?.set('copyOf', of);
      map?.set('origin', 'ai');
    }
    sync();
    expect(origins().slice(3)).toEqual([
      ['x', 'user', 0],
      ['y', 'user', 0],
    ]);
  });

  test('one taken away and put in again is still what it was', () => {
    const { server, page, sync } = stage();
    page.doc.getMap('sections').delete('made');
    sync();
    addSections(page.doc, [{ id: 'made', title: 'again', origin: 'rag' }], {}, page.adding);
    sync();
    expect(server.section('again').origin).toBe('ai');
  });

  test('what the server writes later is believed', () => {
    const { server, page, sync, origins } = stage();
    const outline = {
      sections: readSections(server.doc).map((section) => ({ ...section, origin: 'rag' as const })),
    };
    writeOutline(server.doc, { outline }, server.adding);
    sync();
    page.map('a').set('origin', 'user');
    sync();
    expect(origins().map((row) => (row as unknown[])[1])).toEqual(['rag', 'rag', 'rag']);
  });
});

const COMMENT = {
  sectionId: null,
  parentId: null,
  text: 'Why so early?',
  authorId: 'ada',
  authorName: 'Ada',
  createdAt: '2026-07-06T20:00:00.000Z',
};

test('comments are the server’s: a client’s are gone, changed ones as they were, removed ones back', () => {
  const { server, page, sync } = stage();
  const kept = addComment(server.doc, COMMENT, server.adding);
  const other = addComment(server.doc, { ...COMMENT, text: 'Second' }, server.adding);
  sync();
  addComment(page.doc, { ...COMMENT, text: 'forged', authorName: 'Ben' }, page.adding);
  page.doc.getMap<Y.Map<unknown>>('comments').get(kept.id)?.set('text', 'I like it');
  page.doc.getMap<Y.Map<unknown>>('comments').get(kept.id)?.set('extra', new Y.Map());
  page.doc.getMap('comments').delete(other.id);
  page.doc.getMap('comments').set('junk', 5);
  sync();
  expect(readComments(server.doc)).toEqual([kept, other]);
  expect(readComments(page.doc)).toEqual([kept, other]);
  expect(server.doc.getMap('comments').size).toBe(2);
  deleteComment(server.doc, other.id, server.adding);
  changeComment(server.doc, kept.id, { text: 'Better' }, server.adding);
  page.doc.getMap('comments').delete(kept.id);
  sync();
  expect(readComments(server.doc).map(({ text }) => text)).toEqual(['Better']);
});

describe('what honest people write stays as it is', () => {
  test('on a document just loaded, whose roots nobody has named yet', () => {
    const { server, page } = stage();
    setPrompt(server.doc, 'before', server.adding);
    const loaded = new Y.Doc();
    Y.applyUpdate(loaded, Y.encodeStateAsUpdate(server.doc), 'stored');
    guarded(loaded);
    Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(loaded), 'network');
    setPrompt(page.doc, 'before and after', page.adding);
    setMetadata(page.doc, { title: 'T', topics: [{ title: 'x', durationMinutes: 5 }] }, page.adding);
    Y.applyUpdate(loaded, Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(loaded)), ADA);
    expect([readPrompt(loaded), readMetadata(loaded)]).toEqual([
      readPrompt(page.doc),
      readMetadata(page.doc),
    ]);
    expect(readPrompt(loaded)).toBe('before and after');
    expect(readMetadata(loaded)).toMatchObject({ title: 'T', topics: [{ title: 'x' }] });
  });

  test('everything that forms and editors do adds nothing of the server’s', () => {
    const { server, page, sync } = stage();
    let added = 0;
    server.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if ((transaction as { origin: unknown }).origin === 'server' && transaction.changed.size > 0) added++;
    });
    const [x = ''] = page.add(['x']);
    duplicateSection(page.doc, 'made', page.adding);
    page.type(sectionTitle(page.doc, x), 1, '  and  two blanks ');
    const fragment = sectionDescription(page.doc, 'made') as Y.XmlFragment;
    // As the editor stores links, code and numbered lists.
    page.doc.transact(() => {
      wordsOf(fragment).format(0, 2, {
        bold: {},
        link: { href: 'https://a.b', target: '_blank', rel: 'noopener', class: null },
      });
      const list = new Y.XmlElement<Record<string, number>>('orderedList');
      list.setAttribute('start', 3);
      const item = new Y.XmlElement('listItem');
      item.insert(0, [new Y.XmlElement('paragraph')]);
      list.insert(0, [item]);
      fragment.insert(1, [list as unknown as Y.XmlElement]);
    });
    page.type(metadataText(page.doc, 'title'), 0, 'x'.repeat(300));
    page.type(promptText(page.doc), 0, 'ask\n\nagain ');
    deleteSections(page.doc, [x], page.adding);
    restoreSections(page.doc, [x], page.adding);
    setMetadata(
      page.doc,
      { startDate: '2026-09-14', capacityMax: 12, topics: [{ title: 't', durationMinutes: 5 }] },
      page.adding,
    );
    sync();
    expect(added).toBe(0);
    expect(readSections(server.doc)).toEqual(readSections(page.doc));
  });
});

describe('what no page of ours writes is put right', () => {
  test('a version, fields and roots of others', () => {
    const { server, page, sync } = stage();
    page.doc.getMap('metadata').set('version', 99);
    page.doc.getMap('metadata').set('evil', 1);
    page.doc.getMap('metadata').set('timezone', 'Mars/Olympus');
    page.doc.getMap('metadata').set('title', 'a string');
    page.doc.getMap('metadata').delete('topics');
    page.map('a').set('durationMinutes', NaN);
    page.map('a').set('evil', 'x');
    page.map('b').set('description', 7);
    page.doc.getMap('sections').set('not an id!', new Y.Map());
    page.doc.getArray('more').push(['x'.repeat(1000)]);
    page.doc.getText('and more').insert(0, 'x');
    sync();
    const { doc } = server;
    expect(outlineVersion(doc)).toBe(1);
    expect(doc.getMap('metadata').has('evil')).toBe(false);
    expect(readMetadata(doc)).toMatchObject({ timezone: 'UTC', title: 'a string' });
    expect(metadataText(doc, 'title')?.toJSON()).toBe('a string');
    expect(server.map('a').get('durationMinutes')).toBe(0);
    expect(server.map('a').has('evil')).toBe(false);
    expect(sectionDescription(doc, server.id('b'))).toBeInstanceOf(Y.XmlFragment);
    expect(doc.getMap('sections').has('not an id!')).toBe(false);
    expect([doc.getArray('more').length, doc.getText('and more').length]).toEqual([0, 0]);
    setMetadata(page.doc, { topics: [{ title: 'again', durationMinutes: 1 }] }, page.adding);
    sync();
    expect(readMetadata(doc).topics).toHaveLength(1);
  });

  test('foreign nodes, attributes, marks and unsafe links go; the words around them stay', () => {
    const { server, page, sync } = stage();
    const fragment = sectionDescription(page.doc, 'made') as Y.XmlFragment;
    const words = wordsOf(fragment);
    page.doc.transact(() => {
      words.format(0, 2, { link: { href: 'javascript:alert(1)' }, evil: { x: 'y' } });
      words.format(3, 1, { bold: {}, link: { href: 'https://a.b' } });
      words.insertEmbed(0, { image: 'x' });
      (fragment.get(0) as Y.XmlElement).setAttribute('onclick', 'alert(1)');
      const script = new Y.XmlElement('script');
      script.insert(0, [new Y.XmlText('alert(1)')]);
      fragment.insert(0, [script, new Y.XmlText('loose')]);
    });
    sync();
    const kept = sectionDescription(server.doc, 'made') as Y.XmlFragment;
    expect(kept.length).toBe(1);
    expect((kept.get(0) as Y.XmlElement).getAttributes()).toEqual({});
    expect(server.section('made').descriptionHtml).toBe(
      '<p>by <a href="https://a.b" rel="noopener noreferrer nofollow"><strong>a</strong></a> model</p>',
    );
    expect(JSON.stringify(wordsOf(kept).toDelta())).not.toMatch(/javascript|evil|image/);
    expect(wordsOf(sectionDescription(page.doc, 'made')).toDelta()).toEqual(wordsOf(kept).toDelta());
  });

  test('who fills a text up loses that, and nobody else anything', () => {
    const { server, page, sync } = stage();
    page.type(promptText(page.doc), 0, 'honest ');
    page.type(sectionTitle(page.doc, 'made'), 4, ' well');
    sync();
    page.type(promptText(page.doc), 3, 'x'.repeat(40_000));
    page.type(sectionTitle(page.doc, 'made'), 2, 'x'.repeat(1000));
    page.type(wordsOf(sectionDescription(page.doc, 'made')), 2, 'x'.repeat(200_000));
    sync();
    expect([readPrompt(server.doc), server.section('made well').descriptionHtml]).toEqual([
      'honest',
      '<p>by a model</p>',
    ]);
    expect(promptText(page.doc).toJSON()).toBe('honest ');
  });

  test('thousands of sections at once are not taken in', () => {
    const { server, page, sync } = stage();
    page.doc.transact(() => {
      for (let i = 0; i < 3000; i++) page.doc.getMap('sections').set(`s${i}`, new Y.Map([['order', 'a0']]));
    });
    sync();
    expect(server.doc.getMap('sections').size).toBeLessThanOrEqual(2000);
    for (const title of ['a', 'b', 'made']) expect(server.section(title)).toBeDefined();
  });

  test('nodes nested without end are cut off, at once', () => {
    const { server, page, sync } = stage();
    const fragment = sectionDescription(page.doc, 'made') as Y.XmlFragment;
    page.doc.transact(() => {
      let at: Y.XmlFragment | Y.XmlElement = fragment;
      for (let depth = 0; depth < 500; depth++) {
        const next = new Y.XmlElement(depth % 2 === 0 ? 'bulletList' : 'listItem');
        at.insert(0, [next]);
        at = next;
      }
    });
    sync();
    let depth = 0;
    let at: unknown = sectionDescription(server.doc, 'made')?.get(0);
    for (; at instanceof Y.XmlElement && at.length > 0; at = at.get(0)) depth++;
    expect(depth).toBeLessThan(40);
    expect(server.section('made').descriptionHtml).toContain('by a model');
  });
});
