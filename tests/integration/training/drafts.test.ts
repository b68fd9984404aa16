import { ManualClock } from '@ensemble/shared';
import { DraftsPage, DraftView, TrainingFigures, type VariantsView } from '@ensemble/shared/training';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { startApp, type TestApp } from '../../support/app.ts';
import {
  addSection,
  draftOf,
  inviteToDraft,
  joinDraft,
  makeDraft,
  ok,
  openOutline,
  titlesOf,
} from '../../support/drafts.ts';
import { type Answer, Person } from '../../support/person.ts';

const clock = new ManualClock(Date.parse('2026-05-04T08:00:00Z'));
let app: TestApp;
let admin: Person;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  app = await startApp({ clock });
  admin = await app.signUp('Admin');
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
});
afterAll(() => app.close());

const pathsOf = ({ body }: Answer): string[] =>
  ((body as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);
const later = (ms: number): Promise<void> => {
  clock.advance(ms);
  return app.settleSchedule();
};

describe('making and changing', () => {
  test('a draft is begun with what is known, and answers as its schema says', async () => {
    const made = await ada.post('/api/drafts', {
      metadata: {
        title: 'Feedback that helps',
        timezone: 'Europe/Berlin',
        topics: [{ title: 'Asking', durationMinutes: 20 }],
      },
      aiPrompt: 'Keep it lively.',
    });
    expect(made.status).toBe(201);
    expect(DraftView.parse(made.body)).toMatchObject({
      status: 'draft',
      aiPrompt: 'Keep it lively.',
      metadata: { title: 'Feedback that helps', timezone: 'Europe/Berlin', sessionType: 'training' },
      outline: { sections: [] },
      mix: { ai: 0, rag: 0, user: 100 },
      isDirty: false,
      role: 'owner',
      ownerName: 'Ada',
    });
    expect((await draftOf(ada, made.body.id)).metadata.topics).toEqual([
      { title: 'Asking', durationMinutes: 20 },
    ]);
  });

  test('setup fields are merged one by one into the shared document', async () => {
    const { id } = await makeDraft(ada, { category: 'Leadership' });
    const patch = { metadata: { desiredOutcome: 'They ask.', startDate: '2026-06-01' }, aiPrompt: 'Short.' };
    const patched = ok<DraftView>(await ada.patch(`/api/drafts/${id}`, patch));
    expect(patched.metadata).toMatchObject({
      ...patch.metadata,
      title: 'Feedback that helps',
      category: 'Leadership',
    });
    expect(patched.aiPrompt).toBe('Short.');
    const wrong = { metadata: { startDate: '2026-02-30', topics: [{ title: '', durationMinutes: -1 }] } };
    const refused = await ada.patch(`/api/drafts/${id}`, wrong);
    expect(refused.status).toBe(422);
    expect(pathsOf(refused)).toEqual(
      expect.arrayContaining(['metadata.topics.0.title', 'metadata.topics.0.durationMinutes']),
    );
    expect((await draftOf(ada, id)).metadata).toEqual(patched.metadata);
  });

  test('what the server reckons cannot be said by a client', async () => {
    const { id } = await makeDraft(ada);
    const forged = {
      readinessScore: 100,
      mix: { ai: 0, rag: 0, user: 100 },
      isDirty: false,
      acceptedVersionId: id,
    };
    expect(pathsOf(await ada.patch(`/api/drafts/${id}`, forged)).toSorted()).toEqual(
      Object.keys(forged).toSorted(),
    );
    expect(pathsOf(await ada.post('/api/drafts', { status: 'published', ownerId: ben.userId }))).toEqual([
      'status',
      'ownerId',
    ]);
    expect(pathsOf(await ada.patch(`/api/drafts/${id}`, { status: 'published' }))).toEqual(['status']);
    const section = { title: 'Mine', origin: 'rag', sources: [] };
    expect(pathsOf(await ada.post(`/api/drafts/${id}/sections`, section))).toEqual(['origin', 'sources']);
    expect(pathsOf(await ada.post(`/api/drafts/${id}/versions`, { label: 'x', kind: 'ai' }))).toEqual([
      'kind',
    ]);
    expect(await draftOf(ada, id)).toMatchObject({ status: 'draft', acceptedVersionId: null });
  });

  test('of two that write under one version the second is told', async () => {
    const { id, version } = await makeDraft(ada);
    const write = (category: string) =>
      ada.patch(`/api/drafts/${id}`, { metadata: { category } }, { 'if-match': String(version) });
    const answers = await Promise.all([write('One'), write('Other')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'stale-version' });
  });

  test('a repeated call with the same key makes one draft, section and comment', async () => {
    const twice = async (path: string, body: object) => {
      const send = () => ada.post(path, body, { 'idempotency-key': `key-${path.length}` });
      const [first, second] = [await send(), await send()];
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.body.id).toBe(first.body.id);
      return first.body.id as string;
    };
    const id = await twice('/api/drafts', { metadata: { title: 'Once' } });
    const section = await twice(`/api/drafts/${id}/sections`, { title: 'Once' });
    await twice(`/api/drafts/${id}/sections/${section}/duplicate`, {});
    await twice(`/api/drafts/${id}/comments`, { text: 'Once' });
    await twice(`/api/drafts/${id}/versions`, { label: 'Once' });
    expect(await titlesOf(ada, id)).toEqual(['Once', 'Once']);
    expect((await ada.get(`/api/drafts/${id}/comments`)).body.items).toHaveLength(1);
    expect((await ada.get(`/api/drafts/${id}/versions`)).body.items).toHaveLength(1);
  });
});

describe('finding', () => {
  test('figures and filters tell the same, each viewer their own', async () => {
    const [cem, dea] = [await app.signUp('Cem'), await app.signUp('Dea')];
    const open = await makeDraft(cem, { title: 'Open one', category: 'Sales (EU)' });
    const review = await makeDraft(cem, { title: 'In review' });
    ok(await cem.patch(`/api/drafts/${review.id}`, { status: 'review' }));
    const ready = await makeDraft(cem, { title: 'Ready one', desiredOutcome: 'It works.' });
    await addSection(cem, ready.id, { title: 'All of it', durationMinutes: 60 });
    const away = await makeDraft(cem, { title: 'Put away' });
    ok(await cem.post(`/api/drafts/${away.id}/archive`));
    const shared = await makeDraft(dea, { title: 'Dea’s' });
    await joinDraft(dea, shared.id, 'view', cem);

    const list = async (query = '') => DraftsPage.parse((await cem.get(`/api/drafts${query}`)).body).items;
    const found = async (query: string) => (await list(query)).map(({ id }) => id).toSorted();
    const sorted = (...drafts: { id: string }[]) => drafts.map(({ id }) => id).toSorted();
    expect(await found('')).toEqual(sorted(open, review, ready, shared));
    expect(await found('?filter=in-review')).toEqual([review.id]);
    expect(await found('?filter=ready')).toEqual([ready.id]);
    expect(await found('?filter=shared')).toEqual([shared.id]);
    expect(await found('?filter=archived')).toEqual([away.id]);
    expect(await found('?status=archived')).toEqual([away.id]);
    expect(await found('?q=one%20sales%20(eu)')).toEqual([open.id]);
    expect(await found('?q=.*')).toEqual([]);
    expect((await list('?filter=ready'))[0]).toMatchObject({
      ready: true,
      totalMinutes: 60,
      sectionCount: 1,
    });
    expect((await list('?filter=shared'))[0]).toMatchObject({ role: 'view', ownerName: 'Dea' });
    const figures = TrainingFigures.parse((await cem.get('/api/training/figures')).body);
    for (const [filter, count] of Object.entries(figures).filter(([name]) => name !== 'upcoming'))
      expect(await found(`?filter=${filter}`), filter).toHaveLength(count);
    // An administrator finds all of them.
    const all = DraftsPage.parse((await admin.get('/api/drafts?limit=500')).body).items;
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([open.id, shared.id]));
  });

  test('pages follow each other, last changed first', async () => {
    const eve = await app.signUp('Eve');
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      clock.advance(1000);
      ids.unshift((await makeDraft(eve, { title: `Draft ${i}` })).id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: z.output<typeof DraftsPage> = DraftsPage.parse(
        (await eve.get(`/api/drafts?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)).body,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect((await eve.get('/api/drafts?cursor=nonsense')).status).toBe(400);
  });
});

describe('saved states', () => {
  test('a draft is saved by itself some seconds after its last change, and goes back step by step', async () => {
    const { id } = await makeDraft(ada);
    const undo = () => ada.post(`/api/drafts/${id}/undo-autosave`);
    expect((await undo()).body).toMatchObject({ status: 409, code: 'conflict' });
    await addSection(ada, id, { title: 'First' });
    await later(9_000);
    expect(await draftOf(ada, id)).toMatchObject({ isDirty: true, lastAutosaveAt: null });
    await later(1_500);
    const saved = await draftOf(ada, id);
    expect(saved).toMatchObject({ isDirty: false, lastAutosaveAt: new Date(clock.now()).toISOString() });
    await addSection(ada, id, { title: 'Second' });
    ok(await ada.post(`/api/drafts/${id}/save`));
    await addSection(ada, id, { title: 'Third' });

    // Dirty: back to what was saved last. Then one saved state further back each time.
    expect(ok<DraftView>(await undo())).toMatchObject({ isDirty: false });
    expect(await titlesOf(ada, id)).toEqual(['First', 'Second']);
    ok(await undo());
    expect(await titlesOf(ada, id)).toEqual(['First']);
    ok(await undo());
    expect(await titlesOf(ada, id)).toEqual([]);
    expect((await undo()).status).toBe(409);
    await later(60_000);
    expect((await undo()).status).toBe(409);
  });

  test('someone who types without a pause is saved all the same', async () => {
    const { id } = await makeDraft(ada);
    for (let second = 0; second < 63; second += 9) {
      await addSection(ada, id, { title: `At ${second}` });
      await later(9_000);
    }
    expect((await draftOf(ada, id)).lastAutosaveAt).not.toBeNull();
  });
});

describe('copies, the archive, the end', () => {
  test('a copy has the content, not the comments and members', async () => {
    const { id } = await makeDraft(ada, { category: 'Leadership' });
    await addSection(ada, id, { title: 'Welcome', descriptionHtml: '<p>Hello</p>' });
    ok(await ada.post(`/api/drafts/${id}/comments`, { text: 'Nice' }), 201);
    await joinDraft(ada, id, 'view', ben);
    const copy = ok<DraftView>(await ben.post(`/api/drafts/${id}/duplicate`), 201);
    expect(copy).toMatchObject({
      metadata: { title: 'Feedback that helps (copy)', category: 'Leadership' },
      outline: { sections: [{ title: 'Welcome', descriptionHtml: '<p>Hello</p>' }] },
      ownerId: ben.userId,
      status: 'draft',
    });
    expect((await ben.get(`/api/drafts/${copy.id}/comments`)).body.items).toEqual([]);
    expect((await ben.get(`/api/drafts/${copy.id}/members`)).body.items).toEqual([]);
    expect((await ada.get(`/api/drafts/${copy.id}`)).status).toBe(404);
    ok(await ben.patch(`/api/drafts/${copy.id}`, { metadata: { title: 'Mine now' } }));
    expect((await draftOf(ada, id)).metadata.title).toBe('Feedback that helps');
  });

  test('what comes out of the archive stands where it stood', async () => {
    const { id } = await makeDraft(ada);
    ok(await ada.patch(`/api/drafts/${id}`, { status: 'review' }));
    expect(ok<DraftView>(await ada.post(`/api/drafts/${id}/archive`)).status).toBe('archived');
    expect((await ada.patch(`/api/drafts/${id}`, { aiPrompt: 'x' })).body).toMatchObject({
      code: 'conflict',
    });
    ok(await ada.post(`/api/drafts/${id}/archive`));
    expect(ok<DraftView>(await ada.post(`/api/drafts/${id}/unarchive`)).status).toBe('review');
  });

  test('a deleted draft leaves nothing behind', async () => {
    const { id } = await makeDraft(ada, { desiredOutcome: 'They ask.' });
    await addSection(ada, id, { title: 'Welcome' });
    ok(await ada.post(`/api/drafts/${id}/versions`, { label: 'First' }), 201);
    ok(await ada.post(`/api/drafts/${id}/variants`, { ragWeight: 0 }), 202);
    const state = async () => ok<VariantsView>(await ada.get(`/api/drafts/${id}/variants`)).state;
    await expect.poll(state, { timeout: 20_000 }).toBe('ready');
    ok(await ada.post(`/api/drafts/${id}/save`));
    await joinDraft(ada, id, 'edit', ben);
    const token = await inviteToDraft(ada, id, 'view');
    const open = await openOutline(app, ben, id).ready();
    expect((await ada.delete(`/api/drafts/${id}`)).status).toBe(204);
    expect(await open.whenClosed()).toBe(4404);
    for (const path of ['', '/versions', '/sections', '/members', '/readiness'])
      expect((await ada.get(`/api/drafts/${id}${path}`)).status, path).toBe(404);
    expect((await ben.get(`/api/join/${token}`)).status).toBe(404);
    const memberships = (await ben.get('/api/me')).body.memberships as { scopeId: string }[];
    expect(memberships.map(({ scopeId }) => scopeId)).not.toContain(id);
    const db = await app.db();
    for (const { name } of await db.listCollections().toArray()) {
      const hex = [{ _id: id as never }, { draftId: id }];
      const _id = new ObjectId(id);
      const left = await db
        .collection(name)
        .countDocuments({ $or: [...hex, { _id }, { draftId: _id }, { scopeId: _id }] });
      // A link cannot be joined by any more; it lapses by itself.
      if (name !== 'invites') expect(left, name).toBe(0);
    }
  });
});

test('what is dirty when the app stops is saved, and is as it was after a new start', async () => {
  const { id } = await makeDraft(ada);
  await addSection(ada, id, { title: 'Just typed' });
  const before = await draftOf(ada, id);
  const { dataDir } = app;
  await app.stop();
  app = await startApp({ clock, dataDir });
  const again = new Person(app.origin, 'Ada');
  await again.signIn(ada.email);
  const after = await draftOf(again, id);
  expect(after).toMatchObject({ outline: before.outline, metadata: before.metadata, isDirty: false });
  expect(after.lastAutosaveAt).not.toBeNull();
  ok(await again.post(`/api/drafts/${id}/undo-autosave`));
  expect(await titlesOf(again, id)).toEqual([]);
});
