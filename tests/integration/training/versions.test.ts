import {
  type DraftView,
  type OutlineComparison,
  OutlineVersionView,
  type VariantsView,
  VersionsPage,
} from '@ensemble/shared/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { addSection, draftOf, makeDraft, ok, titlesOf } from '../../support/drafts.ts';
import type { Person } from '../../support/person.ts';
import { SETUP } from '../../support/variants.ts';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const keep = async (id: string, label: string): Promise<OutlineVersionView> =>
  OutlineVersionView.parse(ok(await ada.post(`/api/drafts/${id}/versions`, { label }), 201));
const step = async (id: string, version: string, name: 'accept' | 'select' | 'restore'): Promise<DraftView> =>
  ok(await ada.post(`/api/drafts/${id}/versions/${version}/${name}`));

test('named states stay as they were, newest first, and are compared by words', async () => {
  const { id } = await makeDraft(ada);
  const welcome = await addSection(ada, id, {
    title: 'Welcome',
    descriptionHtml: '<p>Say hello to everybody</p>',
  });
  const pairs = await addSection(ada, id, { title: 'Pairs' });
  const close = await addSection(ada, id, { title: 'Close' });
  const first = await keep(id, 'First');
  expect(first).toMatchObject({ number: 1, kind: 'snapshot', persona: null, createdBy: { name: 'Ada' } });

  const at = `/api/drafts/${id}/sections`;
  ok(
    await ada.patch(`${at}/${welcome.id}`, {
      descriptionHtml: '<p>Say good morning to everybody</p>',
      after: close.id,
    }),
  );
  await ada.delete(`${at}/${pairs.id}`);
  await addSection(ada, id, { title: 'Practice' });
  const second = await keep(id, 'Second');
  const list = VersionsPage.parse(ok(await ada.get(`/api/drafts/${id}/versions?limit=1`)));
  expect(list.items.map(({ label }) => label)).toEqual(['Second']);
  const rest = VersionsPage.parse(ok(await ada.get(`/api/drafts/${id}/versions?cursor=${list.nextCursor}`)));
  expect(rest.items).toEqual([first]);

  const compare = async (a: string, b: string): Promise<OutlineComparison> =>
    ok(await ada.get(`/api/drafts/${id}/versions/compare?a=${a}&b=${b}`));
  const changed = await compare(first.id, second.id);
  expect(changed.counts).toMatchObject({ added: 1, removed: 1, moved: 1, reworded: 1 });
  const reworded = changed.sections.find((section) => section.id === welcome.id);
  const words = reworded?.fields.find(({ field }) => field === 'description')?.words ?? [];
  const added = words.filter(({ type }) => type === 'added').map(({ text }) => text.trim());
  expect(added.join(' ')).toBe('good morning');
  expect((await compare(second.id, 'current')).counts).toMatchObject({
    added: 0,
    removed: 0,
    moved: 0,
    reworded: 0,
  });
  expect((await ada.get(`/api/drafts/${id}/versions/compare?a=${'0'.repeat(24)}&b=current`)).status).toBe(
    404,
  );
  expect((await ada.get(`/api/drafts/${id}/versions/compare?a=old&b=current`)).status).toBe(400);
});

test('an older state comes back as a new version, and what was there is not lost', async () => {
  const { id } = await makeDraft(ada, { category: 'Leadership' });
  const kept = await addSection(ada, id, { title: 'Kept' });
  const gone = await addSection(ada, id, { title: 'Gone and back' });
  const first = await keep(id, 'First');
  const at = `/api/drafts/${id}`;
  ok(await ada.patch(at, { metadata: { category: 'Sales' } }));
  ok(await ada.patch(`${at}/sections/${kept.id}`, { title: 'Kept, reworded' }));
  await ada.delete(`${at}/sections/${gone.id}`);
  await addSection(ada, id, { title: 'Only now' });

  const restored = await step(id, first.id, 'restore');
  expect(restored.outline).toEqual(first.outline);
  expect(restored.metadata.category).toBe('Leadership');
  expect(restored.status).toBe('review');
  const { items } = VersionsPage.parse(ok(await ada.get(`${at}/versions`)));
  expect(items.map(({ kind, number, label }) => ({ kind, number, label }))).toEqual([
    { kind: 'restore', number: 2, label: 'First (restored)' },
    { kind: 'snapshot', number: 1, label: 'First' },
  ]);
  expect(restored.acceptedVersionId).toBe(items[0]?.id);
  // The section that is no part of it waits in the bin, and the state before was saved.
  const { bin } = ok<{ bin: { title: string }[] }>(await ada.get(`${at}/sections`));
  expect(bin.map(({ title }) => title)).toEqual(['Only now']);
  ok(await ada.post(`${at}/undo-autosave`));
  expect(await titlesOf(ada, id)).toEqual(['Kept, reworded', 'Only now']);
});

test('selecting shows a version; accepting makes it the outline; the mix moves as people edit', async () => {
  const { id } = await makeDraft(ada, SETUP);
  await addSection(ada, id, { title: 'By hand' });
  const byHand = await keep(id, 'By hand');
  ok(await ada.post(`/api/drafts/${id}/variants`, { ragWeight: 0 }), 202);
  const variants = async (): Promise<VariantsView> => ok(await ada.get(`/api/drafts/${id}/variants`));
  await expect.poll(async () => (await variants()).state, { timeout: 20_000 }).toBe('ready');
  const [variant, other] = (await variants()).items;
  const chosen = ok<DraftView>(await ada.post(`/api/drafts/${id}/variants/${variant?.id}/select`));
  ok(await ada.post(`/api/drafts/${id}/variants/${other?.id}/select`));
  expect(chosen).toMatchObject({
    mix: { user: 0 },
    status: 'review',
    selectedVersionId: chosen.acceptedVersionId,
  });
  const [ours] = chosen.aiVersions;
  const sections = chosen.outline.sections;
  expect(sections.every(({ origin }) => origin !== 'user')).toBe(true);

  const selected = await step(id, ours?.id ?? '', 'select');
  expect(selected).toMatchObject({ selectedVersionId: ours?.id });
  expect(selected.acceptedVersionId).not.toBe(ours?.id);
  const accepted = await step(id, ours?.id ?? '', 'accept');
  expect(accepted).toMatchObject({ acceptedVersionId: ours?.id, outline: { sections }, mix: { user: 0 } });

  await addSection(ada, id, {
    title: 'Ours alone',
    descriptionHtml: `<p>${'Words of our own. '.repeat(40)}</p>`,
  });
  const edited = await draftOf(ada, id);
  expect(edited.mix.user).toBeGreaterThan(0);
  expect(edited.mix.ai + edited.mix.rag + edited.mix.user).toBe(100);

  // A copy goes back to the same version, by an id of its own.
  const copy = ok<DraftView>(await ada.post(`/api/drafts/${id}/duplicate`), 201);
  expect(copy.mix).toEqual(edited.mix);
  expect(copy.aiVersions.map(({ outline }) => outline)).toEqual(
    edited.aiVersions.map(({ outline }) => outline),
  );
  expect(copy.acceptedVersionId).not.toBe(edited.acceptedVersionId);

  // A snapshot of it that is accepted later goes back to the generated one all the same.
  const snapshot = await keep(id, 'With ours');
  expect((await step(id, snapshot.id, 'accept')).mix).toEqual(edited.mix);
  // What was written before anything was generated is people's own, also when it comes back.
  expect((await step(id, byHand.id, 'restore')).mix).toEqual({ ai: 0, rag: 0, user: 100 });
});

test('versions that several add at one moment have numbers of their own', async () => {
  const { id } = await makeDraft(ada);
  const made = await Promise.all(['a', 'b', 'c', 'd'].map((label) => keep(id, label)));
  expect(new Set(made.map(({ number }) => number)).size).toBe(4);
  expect(ok<{ items: unknown[] }>(await ada.get(`/api/drafts/${id}/versions`)).items).toHaveLength(4);
});

test('a draft keeps so many named versions; of those that restoring made the oldest go', async () => {
  const { id: draftId } = await makeDraft(ada);
  const at = `/api/drafts/${draftId}/versions`;
  const first = await keep(draftId, 'First');
  const rows = (await app.db()).collection('outline_versions');
  const { _id: _, ...like } = (await rows.findOne({ draftId })) ?? {};
  const many = (kind: string, count: number, from: number) =>
    Array.from({ length: count }, (_one, i) => ({ ...like, kind, number: from + i }));
  await rows.insertMany([...many('snapshot', 199, -1000), ...many('restore', 50, -2000)]);
  expect((await ada.post(at, { label: 'One too many' })).body).toMatchObject({
    status: 409,
    code: 'conflict',
  });

  const { acceptedVersionId } = await step(draftId, first.id, 'restore');
  const restored = await rows.find({ draftId, kind: 'restore' }).toArray();
  expect(restored.length).toBe(50 + 1);
  await step(draftId, first.id, 'restore');
  const numbers = (await rows.find({ draftId, kind: 'restore' }).toArray()).map(({ number }) => number);
  expect(numbers).toHaveLength(50 + 1);
  expect(numbers).not.toContain(-2000);
  expect(ok<OutlineVersionView>(await ada.get(`${at}/${first.id}`)).label).toBe('First');
  expect((await ada.get(`${at}/${acceptedVersionId}`)).status).toBe(200);
});
