import { InvitePreview, JoinView, MeView, systemClock } from '@ensemble/shared';
import { DEFAULT_MANAGED_LISTS, ListEntryView, MANAGED_LISTS } from '@ensemble/shared/training';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runningStoreUrl } from '../../../server/src/embedded-mongo/index.ts';
import { ListsService } from '../../../server/src/training/lists.service.ts';
import type { Mail } from '../../../server/src/mail/mailer.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import {
  addSection,
  draftOf,
  inviteToDraft,
  joinDraft,
  makeDraft,
  ok,
  openOutline,
} from '../../support/drafts.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let admin: Person;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  app = await startApp();
  admin = await app.signUp('Admin');
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
});
afterAll(() => app.close());

describe('links and members', () => {
  test('a link says what it is for and leads to the draft', async () => {
    const { id } = await makeDraft(ada);
    const made = ok<{ token: string; url: string }>(
      await ada.post(`/api/drafts/${id}/invites`, { role: 'comment' }),
      201,
    );
    expect(made).toMatchObject({ role: 'comment', url: `${app.origin}/join/${made.token}` });
    const stranger = app.stranger();
    const preview = InvitePreview.parse((await stranger.get(`/api/join/${made.token}`)).body);
    expect(preview).toEqual({
      scope: 'draft',
      role: 'comment',
      name: 'Feedback that helps',
      path: `/session-builder/${id}`,
      draftId: id,
      draftTitle: 'Feedback that helps',
    });
    const joined = JoinView.parse((await ben.post(`/api/join/${made.token}`)).body);
    expect(joined).toMatchObject({
      scope: 'draft',
      draftId: id,
      role: 'comment',
      userId: ben.userId,
      path: preview.path,
    });
    expect(MeView.parse((await ben.get('/api/me')).body).memberships).toContainEqual({
      scope: 'draft',
      scopeId: id,
      role: 'comment',
    });
    expect(await draftOf(ben, id)).toMatchObject({ role: 'comment', ownerName: 'Ada' });
  });

  test('the owner stays the owner: by their own link, and whatever role is given', async () => {
    const { id } = await makeDraft(ada);
    ok(await ada.post(`/api/join/${await inviteToDraft(ada, id, 'view')}`));
    expect((await draftOf(ada, id)).role).toBe('owner');
    expect((await ada.get(`/api/drafts/${id}/members`)).body.items).toEqual([]);
    expect((await ada.put(`/api/drafts/${id}/members/${ada.userId}`, { role: 'view' })).status).toBe(409);
    const session = { role: 'organiser' };
    expect((await ada.post(`/api/drafts/${id}/invites`, session)).status).toBe(422);
    expect((await ada.put(`/api/drafts/${id}/members/${ben.userId}`, session)).status).toBe(422);
  });

  test('a link never lowers a role; the only editor may leave; who is taken out is cut off', async () => {
    const { id } = await makeDraft(ada);
    await joinDraft(ada, id, 'edit', ben);
    await joinDraft(ada, id, 'view', ben);
    const members = ok<{ items: unknown[] }>(await ben.get(`/api/drafts/${id}/members`)).items;
    expect(members).toMatchObject([{ userId: ben.userId, name: 'Ben', role: 'edit', isGuest: false }]);
    const open = await openOutline(app, ben, id).ready();
    ok(await ada.put(`/api/drafts/${id}/members/${ben.userId}`, { role: 'view' }));
    expect(await open.whenClosed()).toBe(1012);
    const reading = await openOutline(app, ben, id).ready();
    expect((await ada.delete(`/api/drafts/${id}/members/${ben.userId}`)).status).toBe(204);
    expect(await reading.whenClosed()).toBe(4403);
    const token = await inviteToDraft(ada, id, 'view');
    expect((await ada.delete(`/api/drafts/${id}/invites`)).status).toBe(204);
    expect((await ben.get(`/api/join/${token}`)).status).toBe(404);
  });
});

describe('guests', () => {
  test('a guest works by a link, publishes and manages nothing, and takes along what they said', async () => {
    const { id } = await makeDraft(ada, { desiredOutcome: 'They ask.' });
    const { id: sectionId } = await addSection(ada, id, { title: 'Welcome' });
    const guest = app.stranger();
    await joinDraft(ada, id, 'edit', guest, 'Gil');
    await addSection(guest, id, { title: 'From a guest' });
    ok(await guest.post(`/api/drafts/${id}/comments`, { text: 'Hello', sectionId }), 201);
    const version = ok<{ createdBy: unknown }>(
      await guest.post(`/api/drafts/${id}/versions`, { label: 'Mine' }),
      201,
    );
    expect(version.createdBy).toEqual({ id: guest.userId, name: 'Gil' });
    for (const path of ['publish', 'archive', 'duplicate'])
      expect((await guest.post(`/api/drafts/${id}/${path}`)).status, path).toBe(403);
    expect((await guest.post('/api/drafts')).status).toBe(403);

    const guestId = guest.userId;
    await guest.signUp('gilbert@example.org');
    expect(guest.userId).not.toBe(guestId);
    expect(await draftOf(guest, id)).toMatchObject({ role: 'edit' });
    const comments = ok<{ items: unknown[] }>(await ada.get(`/api/drafts/${id}/comments`)).items;
    expect(comments).toMatchObject([{ authorId: guest.userId, authorName: guest.name, text: 'Hello' }]);
    const versions = ok<{ items: unknown[] }>(await ada.get(`/api/drafts/${id}/versions`)).items;
    expect(versions).toMatchObject([{ createdBy: { id: guest.userId, name: guest.name } }]);
    expect(
      (await guest.patch(`/api/drafts/${id}/comments/${idOf(comments)}`, { text: 'Still mine' })).status,
    ).toBe(200);
  });
});

const idOf = (items: readonly unknown[]): string => (items[0] as { id: string }).id;

describe('managed lists', () => {
  test('each has its defaults, by name, once however often the app starts', async () => {
    for (const list of MANAGED_LISTS) {
      const { items } = ok<{ items: ListEntryView[] }>(await ben.get(`/api/${list}`));
      expect(items.map((entry) => ListEntryView.parse(entry).name)).toEqual(
        DEFAULT_MANAGED_LISTS[list]
          .map(({ name }) => name)
          .toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
      );
    }
    expect((await app.stranger().get('/api/tones')).status).toBe(401);
  });

  test('two nodes that start at one moment put them in once; what was taken out stays out', async () => {
    const url = (await runningStoreUrl(app.dataDir)) ?? process.env['MONGODB_URL'] ?? '';
    const nodes = await Promise.all(
      [1, 2, 3].map(() => mongoose.createConnection(url, { dbName: 'two-nodes' }).asPromise()),
    );
    try {
      const [one, other, later] = nodes.map((connection) => new ListsService(connection, systemClock));
      await Promise.all([one?.init(), other?.init()]);
      const all = (await one?.records.repo.all({ list: 'tones' })) ?? [];
      expect(all).toHaveLength(DEFAULT_MANAGED_LISTS.tones.length);
      await one?.delete('tones', all[0]?._id.toHexString() ?? '');
      await later?.init();
      expect(await one?.records.repo.all({ list: 'tones' })).toHaveLength(all.length - 1);
    } finally {
      await nodes[0]?.dropDatabase();
      await Promise.all(nodes.map((connection) => connection.close()));
    }
  });

  test('hosts keep them; a name is there once', async () => {
    expect((await ben.post('/api/locations', { name: 'Attic' })).status).toBe(403);
    ok(await admin.put(`/api/users/${ben.userId}/roles`, { roles: ['host'] }));
    const attic = ok<ListEntryView>(await ben.post('/api/locations', { name: 'Attic' }), 201);
    const again = await ben.post('/api/locations', { name: 'aTTic' });
    expect(again.body).toMatchObject({ status: 409, code: 'duplicate', errors: [{ path: 'name' }] });
    // The same word in another list is another entry, and found there alone.
    ok(await ben.post('/api/tones', { name: 'Attic' }), 201);
    expect((await ben.get(`/api/tones/${attic.id}`)).status).toBe(404);
    expect((await ben.patch(`/api/tones/${attic.id}`, { name: 'Cellar' })).status).toBe(404);
    const off = await ben.patch(`/api/locations/${attic.id}`, { isActive: false }, { 'if-match': '1' });
    expect(off.body).toMatchObject({ isActive: false, version: 2 });
    expect(
      (await ben.patch(`/api/locations/${attic.id}`, { name: 'Loft' }, { 'if-match': '1' })).status,
    ).toBe(409);
    const offered = ok<{ items: ListEntryView[] }>(await ada.get('/api/locations?active=true')).items;
    expect(offered.map(({ name }) => name)).not.toContain('Attic');
    expect((await ben.delete(`/api/locations/${attic.id}`)).status).toBe(204);
    expect((await ben.get(`/api/locations/${attic.id}`)).status).toBe(404);
  });
});

describe('a link by mail', () => {
  const mails: Mail[] = [];
  let house: TestApp;
  let owner: Person;
  let isDown = false;
  beforeAll(async () => {
    const send = (mail: Mail): Promise<void> => {
      if (isDown) return Promise.reject(new Error('no route to host'));
      mails.push(mail);
      return Promise.resolve();
    };
    house = await startApp({ mailer: { send }, settings: { RATE_LIMIT_MAILS_PER_HOUR: '3' } });
    owner = await house.signUp('Olga Owner');
  });
  afterAll(() => house.close());

  const invite = (id: string, body: object) => owner.post(`/api/drafts/${id}/invites`, body);

  test('says who invites to what, and lets in whoever opens it', async () => {
    const { id } = await makeDraft(owner);
    const made = ok<{ token: string; url: string }>(
      await invite(id, { role: 'edit', email: 'ben@example.org' }),
      201,
    );
    expect(mails.map(({ to }) => to)).toEqual(['ben@example.org']);
    expect(mails[0]?.subject).toBe('You are invited to work on “Feedback that helps”');
    expect(mails[0]?.text).toContain('Olga Owner invites you to work on “Feedback that helps”, as an editor');
    expect(mails[0]?.text).toContain(`  ${made.url}\n`);
    const reader = await house.signUp('Ben by mail');
    expect((await reader.post(`/api/join/${made.token}`)).body).toMatchObject({ draftId: id, role: 'edit' });
  });

  test('a wrong address is said at its field; a title that advertises is not passed on', async () => {
    const { id } = await makeDraft(owner, { title: 'Win at prize.example' });
    const refused = await invite(id, { role: 'view', email: 'nobody' });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([{ path: 'email', message: 'must be an e-mail address' }]);
    ok(await invite(id, { role: 'view', email: 'cy@example.org' }), 201);
    expect(mails.at(-1)?.text).not.toContain('prize');
  });

  test('a mail server that is down is said, and nobody can have mails sent without end', async () => {
    const { id } = await makeDraft(owner);
    isDown = true;
    expect((await invite(id, { role: 'view', email: 'di@example.org' })).status).toBe(503);
    isDown = false;
    expect((await invite(id, { role: 'view', email: 'di@example.org' })).status).toBe(429);
    ok(await invite(id, { role: 'view' }), 201);
  });
});
