import type { InstanceView } from '@ensemble/shared';
import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import {
  book,
  change,
  DATED,
  draftOf,
  invite,
  publish,
  readyDraft,
  sessionOf,
} from '../../support/publishing.ts';

let app: TestApp;
let ada: Person;
let tom: Person;
let sam: Person;
const clock = new ManualClock(Date.parse('2031-05-01T08:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  await app.signUp('Admin');
  ada = await app.signUp('Ada');
  tom = await app.signUp('Tom');
  sam = await app.signUp('Sam');
});
afterAll(() => app.close());

const instanceOf = async (person: Person, id = ''): Promise<InstanceView> => {
  const { status, body } = await person.get(`/api/instances/${id}`);
  expect(status).toBe(200);
  return body as InstanceView;
};
const seatsOf = async (person: Person, id = '') => (await person.get(`/api/instances/${id}/seats`)).body;

async function dated(fields = {}) {
  const draft = await readyDraft(ada, { ...DATED, location: 'The old library', capacityMax: 10, ...fields });
  const view = await publish(ada, draft.id);
  return { draft, view, instanceId: view.instanceId ?? '' };
}

describe('a session with a date', () => {
  test('has one dated instance, with its place, its seats and its clock', async () => {
    const { view, instanceId } = await dated();
    expect(await instanceOf(ada, instanceId)).toMatchObject({
      source: { kind: 'training', id: view.sessionId },
      title: 'Listening well',
      date: '2031-05-12',
      startTime: '09:00',
      endTime: '10:00',
      timezone: 'Europe/Lisbon',
      startsAt: '2031-05-12T08:00:00.000Z',
      endsAt: '2031-05-12T09:00:00.000Z',
      venue: 'The old library',
      capacityMax: 10,
      status: 'scheduled',
    });
    expect(await sessionOf(ada, view.sessionId)).toMatchObject({ instanceId });
  });

  test('is for those who work on the draft: others see and book it only when it is public', async () => {
    const { draft, instanceId } = await dated();
    await invite(ada, tom, draft.id, 'view');
    expect((await tom.get(`/api/instances/${instanceId}`)).status).toBe(200);
    expect((await tom.patch(`/api/instances/${instanceId}`, { comments: 'mine' })).status).toBe(403);
    expect((await sam.get(`/api/instances/${instanceId}`)).status).toBe(404);
    const party = { kind: 'fit', seats: 2, partyName: 'Sam' };
    expect((await sam.post(`/api/instances/${instanceId}/reservations`, party)).status).toBe(404);
    await change(ada, draft.id, { isPublic: true });
    await publish(ada, draft.id);
    expect((await sam.post(`/api/instances/${instanceId}/reservations`, party)).status).toBe(201);
    expect(await seatsOf(app.stranger(), instanceId)).toMatchObject({ taken: 2, left: 8 });
    expect((await sam.get(`/api/instances/${instanceId}/reservations`)).status).toBe(403);
    expect((await ada.get(`/api/instances/${instanceId}/reservations`)).body.items).toHaveLength(1);
    expect((await ada.patch(`/api/instances/${instanceId}`, { comments: 'Bring a pen' })).status).toBe(200);
  });

  test('turns on and off by itself, and is in the calendar file', async () => {
    const { view, instanceId } = await dated({ startDate: '2031-05-02' });
    const ics = await ada.get(`/api/training-sessions/${view.sessionId}/calendar.ics`);
    expect(ics.headers.get('content-type')).toContain('text/calendar');
    expect(ics.body).toContain('DTSTART:20310502T080000Z');
    expect(ics.body).toContain('SUMMARY:Listening well');
    expect(ics.body).toContain('LOCATION:The old library');
    const before = clock.now();
    clock.set(Date.parse('2031-05-02T08:30:00Z'));
    await app.settleSchedule();
    expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'active', isActive: true });
    clock.set(Date.parse('2031-05-02T09:00:00Z'));
    await app.settleSchedule();
    expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'completed' });
    clock.set(before);
  });
});

describe('published anew', () => {
  test('it moves with its date; booked seats move along, which the publisher is told', async () => {
    const { draft, view, instanceId } = await dated({ isPublic: true });
    await book(sam, instanceId, 3);
    await change(ada, draft.id, { startDate: '2031-05-19', startTime: '14:00', endTime: '15:00' });
    const second = await publish(ada, draft.id);
    expect(second).toMatchObject({ sessionId: view.sessionId, instanceId, contentVersionNumber: 2 });
    expect(second.notes).toEqual([expect.stringContaining('3 booked seats')]);
    expect(await instanceOf(ada, instanceId)).toMatchObject({
      date: '2031-05-19',
      startsAt: '2031-05-19T13:00:00.000Z',
      status: 'scheduled',
    });
    expect(await seatsOf(ada, instanceId)).toMatchObject({ taken: 3 });
  });

  test('what was changed in the instance by hand stays, unless the content changed just that', async () => {
    const { draft, instanceId } = await dated();
    await ada.patch(`/api/instances/${instanceId}`, { title: 'Listening (evening group)', capacityMax: 14 });
    await change(ada, draft.id, { title: 'Listening really well', desiredOutcome: 'Other words' });
    await publish(ada, draft.id);
    expect(await instanceOf(ada, instanceId)).toMatchObject({
      title: 'Listening really well',
      capacityMax: 14,
    });
  });

  test('fewer places than seats taken are refused with the reason, and everything stays as it was', async () => {
    const { draft, view, instanceId } = await dated({ isPublic: true });
    await book(sam, instanceId, 6);
    await change(ada, draft.id, { title: 'Smaller', capacityMax: 4 });
    const refused = await ada.post(`/api/drafts/${draft.id}/publish`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'below-taken']);
    expect(await sessionOf(ada, view.sessionId)).toMatchObject({
      title: 'Listening well',
      contentVersionNumber: 1,
    });
    expect(await instanceOf(ada, instanceId)).toMatchObject({ title: 'Listening well', capacityMax: 10 });
    expect(await draftOf(ada, draft.id)).toMatchObject({
      status: 'published',
      hasUnpublishedChanges: true,
      publishProblem: refused.body.detail,
    });
    await change(ada, draft.id, { capacityMax: 6 });
    expect(await publish(ada, draft.id)).toMatchObject({ contentVersionNumber: 2 });
    expect(await draftOf(ada, draft.id)).toMatchObject({ publishProblem: null });
    expect(await instanceOf(ada, instanceId)).toMatchObject({ title: 'Smaller', capacityMax: 6 });
  });

  test('a date taken away cancels it when nobody booked, and a new date brings it back', async () => {
    const { draft, view, instanceId } = await dated();
    await change(ada, draft.id, { startDate: '' });
    expect(await publish(ada, draft.id)).not.toHaveProperty('instanceId');
    expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'cancelled', isCancelled: true });
    expect(await sessionOf(ada, view.sessionId)).toMatchObject({ instanceId: null });
    await change(ada, draft.id, { startDate: '2031-06-02' });
    expect(await publish(ada, draft.id)).toMatchObject({ instanceId });
    expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'scheduled', date: '2031-06-02' });
  });

  test('a date that people booked is not taken away silently', async () => {
    const { draft, instanceId } = await dated({ isPublic: true });
    await book(sam, instanceId, 2);
    await change(ada, draft.id, { startDate: '' });
    const refused = await ada.post(`/api/drafts/${draft.id}/publish`, {});
    expect(refused.status).toBe(409);
    expect(refused.body.errors).toEqual([
      { path: 'metadata.startDate', message: expect.stringContaining('2 seats are booked') },
    ]);
    expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'scheduled' });
    await ada.post(`/api/instances/${instanceId}/cancel`, {});
    expect(await publish(ada, draft.id)).toMatchObject({ contentVersionNumber: 2 });
  });

  test('once over it is history: another date is another instance', async () => {
    const { draft, view, instanceId } = await dated({ startDate: '2031-05-03' });
    const before = clock.now();
    clock.set(Date.parse('2031-05-03T10:00:00Z'));
    await app.settleSchedule();
    await change(ada, draft.id, { startDate: '2031-09-01' });
    const second = await publish(ada, draft.id);
    expect(second.instanceId).not.toBe(instanceId);
    expect(await instanceOf(ada, instanceId)).toMatchObject({ date: '2031-05-03', status: 'completed' });
    expect(await instanceOf(ada, second.instanceId)).toMatchObject({
      date: '2031-09-01',
      status: 'scheduled',
    });
    const ics = (await ada.get(`/api/training-sessions/${view.sessionId}/calendar.ics`)).body as string;
    expect(ics.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    clock.set(before);
  });
});

test('archiving keeps the dated session unless told to cancel it', async () => {
  const { view, instanceId } = await dated();
  await ada.post(`/api/training-sessions/${view.sessionId}/archive`, {});
  expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'scheduled' });
  await ada.post(`/api/training-sessions/${view.sessionId}/archive?cancelInstance=true`, {});
  expect(await instanceOf(ada, instanceId)).toMatchObject({ status: 'cancelled' });
});

test('the coming week is counted for those who work on it', async () => {
  await invite(ada, tom, (await dated({ startDate: '2031-05-05' })).draft.id, 'view');
  const { upcoming } = (await tom.get('/api/training/figures')).body;
  expect(upcoming).toBe(1);
});
