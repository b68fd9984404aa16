import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

test('smoke', async () => {
  const made = await ada.post('/api/drafts', { metadata: { title: 'Feedback that helps' } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { id } = made.body;
  const section = await ada.post(`/api/drafts/${id}/sections`, { title: 'Welcome', kind: 'opening' });
  expect(section.status, JSON.stringify(section.body)).toBe(201);
  const patched = await ada.patch(`/api/drafts/${id}`, { metadata: { desiredOutcome: 'Better feedback' } });
  expect(patched.body).toMatchObject({ metadata: { title: 'Feedback that helps', desiredOutcome: 'Better feedback' }, outline: { sections: [{ title: 'Welcome' }] }, isDirty: true, role: 'owner' });
  const saved = await ada.post(`/api/drafts/${id}/save`);
  expect(saved.body).toMatchObject({ isDirty: false });
  const undone = await ada.post(`/api/drafts/${id}/undo-autosave`);
  expect(undone.body).toMatchObject({ outline: { sections: [] }, metadata: { desiredOutcome: '' }, isDirty: false });
  expect((await ada.post(`/api/drafts/${id}/undo-autosave`)).status).toBe(409);
  const v = await ada.post(`/api/drafts/${id}/versions`, { label: 'One' });
  expect(v.status, JSON.stringify(v.body)).toBe(201);
  expect((await ada.get(`/api/drafts/${id}/versions/compare?a=${v.body.id}&b=current`)).status).toBe(200);
  expect((await ada.post(`/api/drafts/${id}/versions/${v.body.id}/restore`)).body).toMatchObject({ status: 'review' });
  expect((await ada.get('/api/drafts')).body.items).toHaveLength(1);
  expect((await ada.get('/api/training/figures')).body).toMatchObject({ open: 1 });
  expect((await ada.get('/api/categories')).body.items.length).toBeGreaterThan(3);
  const copy = await ada.post(`/api/drafts/${id}/duplicate`);
  expect(copy.status, JSON.stringify(copy.body)).toBe(201);
  expect((await ada.delete(`/api/drafts/${id}`)).status).toBe(204);
});
