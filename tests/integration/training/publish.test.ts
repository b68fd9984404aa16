import type {
  ContentVersionView,
  OutlineVersionView,
  TrainingSessionSummary,
} from '@ensemble/shared/training';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import {
  change,
  DATED,
  draftOf,
  invite,
  publish,
  readyDraft,
  SECTIONS,
  sessionOf,
} from '../../support/publishing.ts';

let app: TestApp;
let ada: Person;
let tom: Person;
let sam: Person;
beforeAll(async () => {
  app = await startApp();
  // The first account is the administrator, who may do everything: the story is about the others.
  await app.signUp('Admin');
  ada = await app.signUp('Ada');
  tom = await app.signUp('Tom');
  sam = await app.signUp('Sam');
});
afterAll(() => app.close());

const listOf = async (person: Person, query = ''): Promise<TrainingSessionSummary[]> =>
  (await person.get(`/api/training-sessions${query}`)).body.items;

describe('a draft that is ready', () => {
  test('becomes a session with its content, a version, and is listed for those who work on it', async () => {
    const draft = await readyDraft(ada);
    await invite(ada, tom, draft.id, 'view');
    const view = await publish(ada, draft.id);
    expect(view).toEqual({
      sessionId: expect.stringMatching(/^[0-9a-f]{24}$/),
      contentVersionId: expect.stringMatching(/^[0-9a-f]{24}$/),
      contentVersionNumber: 1,
      notes: [],
    });
    expect(await draftOf(ada, draft.id)).toMatchObject({
      status: 'published',
      publishedSessionId: view.sessionId,
      hasUnpublishedChanges: false,
      publishProblem: null,
    });
    const session = await sessionOf(tom, view.sessionId);
    expect(session).toMatchObject({
      status: 'published',
      title: 'Listening well',
      draftId: draft.id,
      contentVersionNumber: 1,
      instanceId: null,
      replacedBy: null,
      mayRun: false,
      publishedBy: { id: ada.userId, name: 'Ada' },
      run: { state: 'idle', version: 0 },
    });
    expect(session.outline).toEqual(draft.outline);
    expect(session.readinessScore).toBe(draft.readinessScore);
    const contents: ContentVersionView[] = (
      await tom.get(`/api/training-sessions/${view.sessionId}/content-versions`)
    ).body.items;
    expect(contents.map(({ number, mix }) => [number, mix])).toEqual([[1, { ai: 0, rag: 0, user: 100 }]]);
    const versions: OutlineVersionView[] = (await ada.get(`/api/drafts/${draft.id}/versions`)).body.items;
    expect(versions.filter(({ kind }) => kind === 'published').map(({ outline }) => outline)).toEqual([
      draft.outline,
    ]);
    expect((await listOf(ada)).map(({ id }) => id)).toContain(view.sessionId);
    expect((await listOf(sam)).map(({ id }) => id)).not.toContain(view.sessionId);
    expect((await sam.get(`/api/training-sessions/${view.sessionId}`)).status).toBe(404);
    expect((await app.stranger().get(`/api/training-sessions/${view.sessionId}`)).status).toBe(404);
  });

  test('is made of one’s own words, also when they were kept under a name and accepted', async () => {
    const draft = await readyDraft(ada);
    const at = `/api/drafts/${draft.id}`;
    const named = await ada.post(`${at}/versions`, { label: 'All my own' });
    const accepted = await ada.post(`${at}/versions/${named.body.id}/accept`);
    expect(accepted.body.mix).toEqual({ ai: 0, rag: 0, user: 100 });
    const { sessionId } = await publish(ada, draft.id);
    const { items } = (await ada.get(`/api/training-sessions/${sessionId}/content-versions`)).body;
    expect(items[0].mix).toEqual(accepted.body.mix);
  });

  test('is published once: again it is refused, and says where it went', async () => {
    const draft = await readyDraft(ada);
    const { sessionId } = await publish(ada, draft.id);
    const again = await ada.post(`/api/drafts/${draft.id}/publish`, {});
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'already-published', sessionId, contentVersionNumber: 1 });
    expect((await sessionOf(ada, sessionId)).contentVersionNumber).toBe(1);
  });

  test('pressed twice at one moment by two people, there is one session', async () => {
    const draft = await readyDraft(ada);
    await invite(ada, tom, draft.id, 'edit');
    const both = await Promise.all(
      [ada, tom, ada].map((who) => who.post(`/api/drafts/${draft.id}/publish`, {})),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const [won] = both.filter(({ status }) => status === 200);
    for (const lost of both.filter(({ status }) => status === 409)) {
      expect(lost.body).toMatchObject({ code: 'already-published', sessionId: won?.body.sessionId });
    }
    expect((await listOf(ada)).filter(({ draftId }) => draftId === draft.id)).toHaveLength(1);
  });

  test('a call repeated with its key is answered the same', async () => {
    const draft = await readyDraft(ada, DATED);
    const key = { 'idempotency-key': `publish-${draft.id}` };
    const first = await ada.post(`/api/drafts/${draft.id}/publish`, {}, key);
    const again = await ada.post(`/api/drafts/${draft.id}/publish`, {}, key);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
  });
});

describe('the server alone decides', () => {
  test('what is missing is named, and nothing is published', async () => {
    const draft = (await ada.post('/api/drafts', { metadata: { title: 'Half' } })).body;
    const readiness = (await ada.get(`/api/drafts/${draft.id}/readiness`)).body;
    expect(readiness.ready).toBe(false);
    const refused = await ada.post(`/api/drafts/${draft.id}/publish`, {});
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toContainEqual({
      path: 'metadata.desiredOutcome',
      message: expect.stringContaining('outcome'),
    });
    expect(refused.body.missing).toContain('outline');
    expect(await draftOf(ada, draft.id)).toMatchObject({ status: 'draft', publishProblem: null });
    expect((await listOf(ada)).some(({ draftId }) => draftId === draft.id)).toBe(false);
  });

  test('a forged readiness, score or status is refused', async () => {
    const draft = (await ada.post('/api/drafts', { metadata: { title: 'Half' } })).body;
    for (const forged of [
      { readinessScore: 100 },
      { ready: true },
      { status: 'published' },
      { sessionId: draft.id },
    ]) {
      expect((await ada.post(`/api/drafts/${draft.id}/publish`, forged)).status).toBe(422);
      expect((await ada.patch(`/api/drafts/${draft.id}`, forged)).status).toBe(422);
    }
    expect(await draftOf(ada, draft.id)).toMatchObject({ status: 'draft', publishedSessionId: null });
  });

  test('who may only look or comment does not publish', async () => {
    const draft = await readyDraft(ada);
    await invite(ada, tom, draft.id, 'comment');
    expect((await tom.post(`/api/drafts/${draft.id}/publish`, {})).status).toBe(403);
    expect((await sam.post(`/api/drafts/${draft.id}/publish`, {})).status).toBe(404);
    expect((await app.stranger().post(`/api/drafts/${draft.id}/publish`, {})).status).toBe(401);
    expect((await draftOf(ada, draft.id)).status).not.toBe('published');
  });
});

describe('a session that is public', () => {
  test('is there for everybody, without what was written for those who lead', async () => {
    const draft = await readyDraft(ada, { isPublic: true, currentProblem: 'Nobody listens' });
    const { sessionId } = await publish(ada, draft.id);
    const seen = await sessionOf(app.stranger(), sessionId);
    expect(seen.outline.sections.map(({ title }) => title)).toEqual(SECTIONS.map(({ title }) => title));
    expect(seen.outline.sections.every(({ descriptionHtml }) => descriptionHtml === '')).toBe(true);
    expect(seen.outline.sections.flatMap(({ materials }) => materials)).toEqual([]);
    expect(seen.metadata.currentProblem).toBe('');
    expect(seen.mayRun).toBe(false);
    expect((await listOf(app.stranger())).map(({ id }) => id)).toContain(sessionId);
    const contents = `/api/training-sessions/${sessionId}/content-versions`;
    expect((await sam.get(contents)).status).toBe(403);
    await change(ada, draft.id, { isPublic: false });
    expect((await app.stranger().get(`/api/training-sessions/${sessionId}`)).status).toBe(200);
    await publish(ada, draft.id);
    expect((await app.stranger().get(`/api/training-sessions/${sessionId}`)).status).toBe(404);
    expect((await listOf(app.stranger())).map(({ id }) => id)).not.toContain(sessionId);
  });
});

describe('changed since', () => {
  test('the next edition goes to the same session; what is out stays until then', async () => {
    const draft = await readyDraft(ada);
    const first = await publish(ada, draft.id);
    await ada.patch(`/api/drafts/${draft.id}/sections/${draft.outline.sections[0]?.id}`, {
      title: 'Welcome',
    });
    expect(await draftOf(ada, draft.id)).toMatchObject({ status: 'published', hasUnpublishedChanges: true });
    expect((await sessionOf(ada, first.sessionId)).outline.sections[0]?.title).toBe('Arrive');
    const second = await publish(ada, draft.id);
    expect(second).toMatchObject({ sessionId: first.sessionId, contentVersionNumber: 2 });
    const session = await sessionOf(ada, first.sessionId);
    expect(session.outline.sections[0]?.title).toBe('Welcome');
    expect(session.contentVersionId).toBe(second.contentVersionId);
    expect(await draftOf(ada, draft.id)).toMatchObject({ hasUnpublishedChanges: false });
    const contents: ContentVersionView[] = (
      await ada.get(`/api/training-sessions/${first.sessionId}/content-versions`)
    ).body.items;
    expect(contents.map(({ number, outline }) => [number, outline.sections[0]?.title])).toEqual([
      [2, 'Welcome'],
      [1, 'Arrive'],
    ]);
    expect((await listOf(ada)).filter(({ draftId }) => draftId === draft.id)).toHaveLength(1);
  });
});

describe('put away', () => {
  test('an archived session says so, is found as archived, and comes back by publishing again', async () => {
    const draft = await readyDraft(ada);
    await invite(ada, tom, draft.id, 'view');
    const { sessionId } = await publish(ada, draft.id);
    expect((await tom.post(`/api/training-sessions/${sessionId}/archive`, {})).status).toBe(403);
    const archived = await ada.post(`/api/training-sessions/${sessionId}/archive`, {});
    expect(archived.body).toMatchObject({ status: 'archived', replacedBy: null });
    expect((await listOf(ada, '?status=archived')).map(({ id }) => id)).toContain(sessionId);
    expect((await listOf(ada, '?status=published')).map(({ id }) => id)).not.toContain(sessionId);
    expect((await ada.post(`/api/training-sessions/${sessionId}/run`, { action: 'start' })).status).toBe(409);
    const back = await ada.post(`/api/training-sessions/${sessionId}/unarchive`, {});
    expect(back.body).toMatchObject({ status: 'published' });
    await ada.post(`/api/training-sessions/${sessionId}/archive`, {});
    expect(await publish(ada, draft.id)).toMatchObject({ sessionId, contentVersionNumber: 2 });
    expect(await sessionOf(ada, sessionId)).toMatchObject({ status: 'published' });
  });

  test('one session takes the place of another, which says by what', async () => {
    const old = await publish(ada, (await readyDraft(ada)).id);
    const draft = await readyDraft(ada, { title: 'Listening better' });
    const theirs = await publish(sam, (await readyDraft(sam)).id);
    const hidden = await ada.post(`/api/drafts/${draft.id}/publish`, { replaces: theirs.sessionId });
    expect(hidden.status).toBe(404);
    const fresh = await publish(ada, draft.id, { replaces: old.sessionId });
    expect(await sessionOf(ada, old.sessionId)).toMatchObject({
      status: 'archived',
      replacedBy: fresh.sessionId,
    });
    const another = await readyDraft(ada);
    const late = await ada.post(`/api/drafts/${another.id}/publish`, { replaces: old.sessionId });
    expect([late.status, late.body.errors?.[0]?.path]).toEqual([422, 'replaces']);
    const itself = await ada.post(`/api/drafts/${draft.id}/publish`, { replaces: fresh.sessionId });
    expect(itself.status).toBe(422);
  });

  test('a published draft is archived rather than deleted, and an archived one is not published', async () => {
    const draft = await readyDraft(ada);
    await publish(ada, draft.id);
    expect((await ada.delete(`/api/drafts/${draft.id}`)).status).toBe(409);
    const other = await readyDraft(ada);
    await ada.post(`/api/drafts/${other.id}/archive`, {});
    expect((await ada.post(`/api/drafts/${other.id}/publish`, {})).status).toBe(409);
  });
});

describe('lists', () => {
  test('go on behind the last one, and find words', async () => {
    const made: string[] = [];
    for (const title of ['Pagination one', 'Pagination two', 'Pagination three']) {
      made.unshift((await publish(sam, (await readyDraft(sam, { title })).id)).sessionId);
    }
    const first = (await sam.get('/api/training-sessions?q=pagination&limit=2')).body;
    const rest = (
      await sam.get(
        `/api/training-sessions?q=pagination&limit=2&cursor=${encodeURIComponent(first.nextCursor)}`,
      )
    ).body;
    const ids = [...first.items, ...rest.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(made);
    expect(rest.nextCursor).toBeNull();
    expect(await listOf(sam, '?q=pagination%20three')).toHaveLength(1);
    expect((await sam.get('/api/training-sessions?cursor=nonsense')).status).toBe(400);
  });
});
