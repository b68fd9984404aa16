import { liveKey } from '@ensemble/shared';
import {
  addSections,
  changeSection,
  duplicateSection,
  metadataText,
  moveSection,
  readComments,
  readOutline,
  readSections,
  sectionTitle,
} from '@ensemble/shared/training/outline';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startApp, type TestApp } from '../../support/app.ts';
import type { CollabClient } from '../../support/collab-client.ts';
import {
  addSection,
  draftOf,
  joinDraft,
  makeDraft,
  ok,
  openOutline,
  titlesOf,
} from '../../support/drafts.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Answer, Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let ben: Person;
const pages: CollabClient[] = [];

beforeAll(async () => {
  app = await startApp({ digestMs: 300 });
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
});
afterAll(async () => {
  for (const page of pages) await page.leave();
  await app.close();
});

const pathsOf = ({ body }: Answer): string[] =>
  ((body as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);
const adding = { origin: 'me', newId: () => new ObjectId().toHexString() };
const titles = (doc: Y.Doc): string[] => readOutline(doc).sections.map(({ title }) => title);

async function open(who: Person, draftId: string): Promise<CollabClient> {
  const page = openOutline(app, who, draftId);
  pages.push(page);
  return page.ready();
}

async function together(metadata: Record<string, unknown> = {}) {
  const { id } = await makeDraft(ada, metadata);
  await joinDraft(ada, id, 'edit', ben);
  return { id, pages: await Promise.all([open(ada, id), open(ben, id)]) };
}

describe('two trainers on one outline', () => {
  test('two who open it first at one moment find one seed', async () => {
    const {
      id,
      pages: [one, other],
    } = await together({ topics: [{ title: 'Asking', durationMinutes: 20 }] });
    for (const { doc } of [one, other])
      expect(metadataText(doc, 'title')?.toJSON()).toBe('Feedback that helps');
    expect(Y.encodeStateAsUpdate(one.doc)).toEqual(Y.encodeStateAsUpdate(other.doc));
    expect((await draftOf(ada, id)).metadata.topics).toHaveLength(1);
  });

  test('both write in one title and move one section; REST and pages see the same', async () => {
    const {
      id,
      pages: [one, other],
    } = await together();
    const [first = ''] = addSections(one.doc, [{ title: 'Open' }, { title: 'Work' }], {}, adding);
    await other.until(() => titles(other.doc).length === 2, 'the sections');
    sectionTitle(one.doc, first)?.insert(4, ' warmly');
    moveSection(other.doc, first, {}, adding);
    metadataText(other.doc, 'title')?.insert(0, 'More ');
    await Promise.all([one.whenSaved(), other.whenSaved()]);
    await expect.poll(() => titlesOf(ben, id)).toEqual(['Work', 'Open warmly']);
    expect((await draftOf(ben, id)).metadata.title).toBe('More Feedback that helps');

    const rest = await addSection(ben, id, { title: 'By REST', after: null });
    await one.until(() => titles(one.doc)[0] === 'By REST', 'what REST wrote');
    expect(rest.origin).toBe('user');
    ok(await ada.post(`/api/drafts/${id}/comments`, { text: 'Nice', sectionId: rest.id }), 201);
    await other.until(() => readComments(other.doc).length === 1, 'the comment');
  });
});

describe('sections and comments by REST', () => {
  test('sections are added, changed, moved, copied, binned and taken out again', async () => {
    const { id } = await makeDraft(ada);
    const at = `/api/drafts/${id}/sections`;
    const welcome = await addSection(ada, id, { title: 'Welcome', kind: 'opening', durationMinutes: 10 });
    const close = await addSection(ada, id, { title: 'Close', kind: 'closing' });
    const pairs = await addSection(ada, id, {
      title: 'Pairs',
      after: welcome.id,
      descriptionHtml: '<p>Say <strong>one</strong> thing<script>alert(1)</script></p>',
    });
    expect(pairs).toMatchObject({ origin: 'user', sources: [], kind: 'activity', durationMinutes: 15 });
    expect(pairs.descriptionHtml).toBe('<p>Say <strong>one</strong> thing</p>');
    ok(await ada.patch(`${at}/${close.id}`, { title: 'Goodbye', after: null, materials: ['Bell'] }));
    const copy = ok<{ id: string }>(await ada.post(`${at}/${pairs.id}/duplicate`), 201);
    expect(await titlesOf(ada, id)).toEqual(['Goodbye', 'Welcome', 'Pairs', 'Pairs']);
    expect((await ada.delete(`${at}/${copy.id}`)).status).toBe(204);
    expect((await ada.patch(`${at}/${copy.id}`, { title: 'Gone' })).status).toBe(404);
    expect((await ada.get(at)).body).toMatchObject({ bin: [{ id: copy.id }], items: [{}, {}, {}] });
    ok(await ada.post(`${at}/${copy.id}/restore`));
    expect(await titlesOf(ada, id)).toEqual(['Goodbye', 'Welcome', 'Pairs', 'Pairs']);
    expect(pathsOf(await ada.post(at, { title: 'Lost', after: 'nowhere' }))).toEqual(['after']);
    expect(await draftOf(ada, id)).toMatchObject({
      isDirty: true,
      outline: { sections: [{ materials: ['Bell'] }, {}, {}, {}] },
    });
  });

  test('what was added is answered, also when another puts it into the bin at the same moment', async () => {
    const { id } = await makeDraft(ada);
    const at = `/api/drafts/${id}`;
    const empty = ok<{ id: string }>(await ada.post(`${at}/versions`, { label: 'Empty' }), 201);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        i % 2 === 0
          ? ada.post(`${at}/sections`, { title: `Section ${i}` })
          : ada.post(`${at}/versions/${empty.id}/accept`),
      ),
    );
    const added = answers.filter((_, i) => i % 2 === 0);
    expect(added.map(({ status }) => status)).toEqual(Array(12).fill(201));
    const { items, bin } = ok<Record<'items' | 'bin', { id: string }[]>>(await ada.get(`${at}/sections`));
    expect([...items, ...bin].map((section) => section.id).toSorted()).toEqual(
      added.map(({ body }) => (body as { id: string }).id).toSorted(),
    );
  });

  test('a comment is its author’s; whoever may comment may settle it', async () => {
    const { id } = await makeDraft(ada);
    const { id: sectionId } = await addSection(ada, id, { title: 'Welcome' });
    await joinDraft(ada, id, 'comment', ben);
    const at = `/api/drafts/${id}/comments`;
    const comment = ok<{ id: string }>(await ben.post(at, { text: 'Too long?', sectionId }), 201);
    const answer = await ada.post(at, { text: 'Ten minutes.', parentId: comment.id });
    expect(answer.body).toMatchObject({ sectionId, parentId: comment.id, authorName: 'Ada' });
    expect((await ada.patch(`${at}/${comment.id}`, { text: 'Not mine' })).status).toBe(403);
    const edited = await ben.patch(`${at}/${comment.id}`, { text: 'Rather long?' });
    expect(edited.body).toMatchObject({ text: 'Rather long?', editedAt: expect.any(String) });
    const settled = await ada.patch(`${at}/${comment.id}`, { resolved: true });
    expect(settled.body).toMatchObject({ resolvedBy: ada.userId, text: 'Rather long?' });
    expect((await ben.delete(`${at}/${answer.body.id}`)).status).toBe(403);
    expect((await ada.delete(`${at}/${comment.id}`)).status).toBe(204);
    expect((await ada.get(at)).body.items).toEqual([]);
    expect(pathsOf(await ada.post(at, { text: ' ' }))).toEqual(['text']);
    expect(pathsOf(await ada.post(at, { text: 'Where?', sectionId: 'nowhere' }))).toEqual(['sectionId']);
  });
});

describe('what the server alone may say', () => {
  test('forged origins, sources and comments are put back; a copy keeps what its original says', async () => {
    const {
      id,
      pages: [page, other],
    } = await together();
    const source = { id: 'p1', documentId: 'd1', title: 'Invented', heading: '' };
    const [forged = ''] = addSections(
      page.doc,
      [{ title: 'Mine', origin: 'rag', sources: [source] }],
      {},
      adding,
    );
    const comments = page.doc.getMap<Y.Map<unknown>>('comments');
    const said = {
      sectionId: null,
      parentId: null,
      text: 'I agree',
      authorId: ada.userId,
      authorName: 'Ada',
    };
    comments.set('c1', new Y.Map<unknown>(Object.entries({ ...said, createdAt: '2026-01-01T00:00:00Z' })));
    await page.until(() => readOutline(page.doc).sections[0]?.origin === 'user', 'the stamp');
    const copy = duplicateSection(page.doc, forged, adding);
    changeSection(page.doc, copy, { title: 'A copy' }, adding);
    await page.whenSaved();
    await expect.poll(() => titlesOf(ada, id)).toEqual(['Mine', 'A copy']);
    for (const section of (await draftOf(ada, id)).outline.sections)
      expect(section).toMatchObject({ origin: 'user', sources: [] });
    expect((await ada.get(`/api/drafts/${id}/comments`)).body.items).toEqual([]);
    await other.until(() => readSections(other.doc).length === 2, 'both sections');
    expect(readComments(other.doc)).toEqual([]);
  });

  test('what is no outline at all never reaches the row', async () => {
    const {
      id,
      pages: [page],
    } = await together();
    page.doc.transact(() => {
      page.doc.getMap('sections').set('junk', 'no section');
      page.doc.getMap('sections').set('odd', new Y.Map(Object.entries({ durationMinutes: 'long', kind: 7 })));
      page.doc.getMap('metadata').set('startDate', '2026-99-99');
    });
    await page.whenSaved();
    await addSection(ada, id, { title: 'Still works' });
    const draft = await draftOf(ada, id);
    expect(draft.metadata.startDate).toBe('');
    expect(draft.outline.sections.map(({ title }) => title)).toContain('Still works');
    for (const { durationMinutes } of draft.outline.sections) expect(durationMinutes).toBeTypeOf('number');
  });
});

describe('what is pushed beside the document', () => {
  test('a page hears how the draft stands, and a digest names its newest version', async () => {
    const { id } = await makeDraft(ada);
    const page = await new LiveClient(ada).connected();
    try {
      const { drafts = [] } = await page.watch({ drafts: [id] });
      expect(drafts).toMatchObject([{ id, isDirty: false, versionCount: 0, status: 'draft' }]);
      await addSection(ada, id, { title: 'Welcome' });
      await page.heard(({ event, body }) => event === 'draft' && body.isDirty, 'that it is dirty');
      ok(await ada.post(`/api/drafts/${id}/save`));
      await page.heard(
        ({ event, body }) => event === 'draft' && !body.isDirty && body.lastAutosaveAt !== null,
        'that it is saved',
      );
      ok(await ada.post(`/api/drafts/${id}/versions`, { label: 'One' }), 201);
      await page.heard(({ event, body }) => event === 'draft' && body.versionCount === 1, 'the version');
      const { version } = await draftOf(ada, id);
      await page.heard(
        ({ event, body }) => event === 'digest' && body[liveKey('draft', id)] === version,
        'a digest with its version',
      );
    } finally {
      page.close();
    }
  });
});
