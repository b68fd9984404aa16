import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { inviteTo, join, makeEvening, makeSession } from '../../support/evening.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let bob: Person;
let rita: Person;
const pages: LiveClient[] = [];
beforeAll(async () => {
  app = await startApp({ digestMs: 100 });
  await app.signUp('Admin');
  [ada, bob, rita] = [await app.signUp('Ada'), await app.signUp('Bob'), await app.signUp('Rita')];
});
afterAll(async () => {
  for (const page of pages) page.close();
  await app.close();
});

async function open(who: Person): Promise<LiveClient> {
  const page = await new LiveClient(who).connected();
  pages.push(page);
  return page;
}
let count = 0;
async function evening(fields = {}) {
  const session = await makeSession(ada, { path: `live/${++count}`, ...fields });
  await join(rita, await inviteTo(ada, session.id, 'reader'));
  return { session, night: await makeEvening(ada, session.id) };
}
const comment = async (night: { id: string }, comments: string) =>
  (await ada.patch(`/api/instances/${night.id}`, { comments })).body as { version: number };

describe('watching', () => {
  test('answers with the state as it is, then pushes each newer one', async () => {
    const { session, night } = await evening();
    const page = await open(ada);
    const snapshot = await page.watch({ instances: [night.id], sessions: [session.id] });
    expect(snapshot.instances[0]).toMatchObject({ id: night.id, version: 1, comments: null });
    expect(snapshot.active[0]).toMatchObject({
      instanceId: night.id,
      sessionId: session.id,
      isActive: false,
    });
    const { version } = await comment(night, 'Bring a chair');
    const push = await page.heard(({ event, body }) => event === 'instance' && body.version === version);
    expect(push.body).toMatchObject({ id: night.id, comments: 'Bring a chair', title: session['name'] });
  });

  test('unwatch is acknowledged, and nothing comes after it', async () => {
    const { night } = await evening();
    const [page, other] = [await open(ada), await open(ada)];
    for (const one of [page, other]) await one.watch({ instances: [night.id] });
    expect(await page.unwatch({ instances: [night.id] })).toEqual({ ok: true });
    const { version } = await comment(night, 'x');
    await other.heard(({ event, body }) => event === 'instance' && body.version === version);
    await page.unwatch({});
    expect(page.versionsOf(night.id)).toEqual([]);
  });

  test('who leaves the page before the answer came is not kept in the room', async () => {
    const { session, night } = await evening();
    const [page, other] = [await open(ada), await open(ada)];
    await other.watch({ instances: [night.id] });
    const wanted = { instances: [night.id], sessions: [session.id] };
    await Promise.all([page.watch(wanted), page.unwatch(wanted)]);
    const { version } = await comment(night, 'x');
    await other.heard(({ event, body }) => event === 'instance' && body.version === version);
    await page.unwatch({});
    expect(page.versionsOf(night.id)).toEqual([]);
  });

  test('who asks faster than we answer is told so, and the others are served', async () => {
    const { night } = await evening();
    const [greedy, other] = [await open(ada), await open(bob)];
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => greedy.ask({ instances: [night.id] })),
    );
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ code: 'too-many' });
    expect(answers[0]).toMatchObject({ ok: true });
    expect(await other.watch({})).toEqual({ instances: [], active: [], seats: [] });
  });

  test('a storm of changes is thinned out, versions only rise, the last state always comes', async () => {
    const { night } = await evening({ publicLog: true });
    const [staff, visitor] = [await open(ada), await open(app.stranger())];
    for (const page of [staff, visitor]) await page.watch({ instances: [night.id] });
    let last = 0;
    for (let i = 0; i < 60; i++) last = (await comment(night, `change ${i}`)).version;
    for (const page of [staff, visitor]) {
      const final = await page.heard(({ event, body }) => event === 'instance' && body.version === last);
      expect(final.body).toMatchObject({ comments: 'change 59' });
      const versions = page.versionsOf(night.id);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    }
    expect(visitor.versionsOf(night.id).length).toBeLessThan(60);
  });

  test('what cannot be watched is refused, and what is not there is left out', async () => {
    const page = await open(ada);
    for (const wrong of [{ instances: ['nope'] }, { bogus: [] }, null, 5, { instances: 'x' }])
      expect(await page.ask(wrong as never)).toMatchObject({ ok: false, code: 'invalid' });
    expect(await page.watch({ instances: ['0'.repeat(24)] })).toEqual({
      instances: [],
      active: [],
      seats: [],
    });
  });

  test('a digest tells the versions, so that a lost push is noticed', async () => {
    const { session, night } = await evening();
    const page = await open(ada);
    await page.watch({ instances: [night.id], sessions: [session.id] });
    const { version } = await comment(night, 'in the digest');
    const digest = await page.heard(({ event, body }) => event === 'digest' && body[night.id] === version);
    expect(Object.keys(digest.body)).toEqual([night.id]);
  });

  test('after a reconnect a new snapshot tells what was missed', async () => {
    const { night } = await evening();
    const page = await open(ada);
    await page.watch({ instances: [night.id] });
    page.socket.io.engine.close();
    await expect.poll(() => page.socket.connected).toBe(false);
    const { version } = await comment(night, 'while away');
    await page.connected();
    expect((await page.watch({ instances: [night.id] })).instances[0]?.version).toBe(version);
  });
});

describe('rights', () => {
  /** What reaches `page` when the evening changes once more, in everybody's order. */
  async function isTold(page: LiveClient, night: { id: string }): Promise<boolean> {
    // Hears as late as the public does.
    const witness = await open(rita);
    await witness.watch({ instances: [night.id] });
    const { version } = await comment(night, `told ${Math.random()}`);
    const is = ({ event, body }: (typeof page.pushes)[number]) =>
      event === 'instance' && body.version === version;
    await witness.heard(is);
    // Its acknowledgement comes after whatever was pushed before.
    await page.unwatch({});
    return page.pushes.some(is);
  }

  test('who is put out of a session hears no more', async () => {
    const { session, night } = await evening();
    await join(bob, await inviteTo(ada, session.id, 'logger'));
    const page = await open(bob);
    await page.watch({ instances: [night.id], sessions: [session.id] });
    expect(await isTold(page, night)).toBe(true);
    await ada.delete(`/api/sessions/${session.id}/members/${bob.userId}`);
    expect(await isTold(page, night)).toBe(false);
    await join(bob, await inviteTo(ada, session.id, 'reader'));
    await page.watch({ instances: [night.id] });
    expect(await isTold(page, night)).toBe(true);
  });

  test('a session that is no longer public is silent to strangers', async () => {
    const { session, night } = await evening({ publicLog: true });
    const page = await open(app.stranger());
    await page.watch({ instances: [night.id], sessions: [session.id] });
    expect(await isTold(page, night)).toBe(true);
    await ada.patch(`/api/sessions/${session.id}`, { publicLog: false });
    expect(await isTold(page, night)).toBe(false);
  });

  test('who signs out hears no more', async () => {
    const { session, night } = await evening();
    const carol = await app.signUp('Carol');
    await join(carol, await inviteTo(ada, session.id, 'reader'));
    const page = await open(carol);
    await page.watch({ sessions: [session.id] });
    expect(await isTold(page, night)).toBe(true);
    await carol.post('/api/auth/sign-out');
    expect(await isTold(page, night)).toBe(false);
  });

  test('an administrator who is none any more hears no more', async () => {
    const { session, night } = await evening();
    const dave = await app.signUp('Dave');
    const admin = app.stranger();
    await admin.signIn('admin.1@example.org');
    await admin.put(`/api/users/${dave.userId}/roles`, { roles: ['admin'] });
    const page = await open(dave);
    await page.watch({ instances: [night.id], sessions: [session.id] });
    expect(await isTold(page, night)).toBe(true);
    await admin.put(`/api/users/${dave.userId}/roles`, { roles: [] });
    expect(await isTold(page, night)).toBe(false);
  });
});

describe('the door', () => {
  test('another site is refused, with a cookie or without', async () => {
    for (const who of [ada, app.stranger()]) {
      const page = new LiveClient(who, { origin: 'https://evil.example' });
      pages.push(page);
      await expect(page.connected()).rejects.toThrow();
    }
  });

  test('one person has forty pages open and no more; those closed make room', async () => {
    const erin = await app.signUp('Erin');
    const open40 = await Promise.all(Array.from({ length: 40 }, () => open(erin)));
    await expect(open(erin)).rejects.toThrow('too many connections');
    open40[0]?.close();
    await expect
      .poll(() =>
        open(erin).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });
});
