import { ManualClock } from '@ensemble/shared';
import type { RunView } from '@ensemble/shared/training';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';
import { change, invite, publish, readyDraft, sessionOf } from '../../support/publishing.ts';

let app: TestApp;
let ada: Person;
let tom: Person;
let vera: Person;
const pages: LiveClient[] = [];
const START = Date.parse('2031-05-12T08:00:00Z');
const MINUTE_MS = 60_000;
const clock = new ManualClock(START);
beforeAll(async () => {
  app = await startApp({ clock, digestMs: 200 });
  await app.signUp('Admin');
  ada = await app.signUp('Ada');
  tom = await app.signUp('Tom');
  vera = await app.signUp('Vera');
});
afterAll(async () => {
  for (const page of pages) page.close();
  await app.close();
});

async function session(fields = {}) {
  clock.set(START);
  const draft = await readyDraft(ada, fields);
  const { sessionId } = await publish(ada, draft.id);
  return { draft, id: sessionId, path: `/api/training-sessions/${sessionId}/run` };
}
const press = async (who: Person, path: string, action: string, version?: number): Promise<RunView> => {
  const { status, body } = await who.post(path, { action, ...(version === undefined ? {} : { version }) });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as RunView;
};
const open = async (who: Person): Promise<LiveClient> => {
  const page = await new LiveClient(who).connected();
  pages.push(page);
  return page;
};

describe('the day', () => {
  test('goes step by step, pauses, goes back and ends; its version rises, and everybody reads the same', async () => {
    const { id, path, draft } = await session();
    await invite(ada, tom, draft.id, 'edit');
    const ids = draft.outline.sections.map((section) => section.id);
    const started = await press(ada, path, 'start');
    expect(started).toMatchObject({
      sessionId: id,
      state: 'running',
      stepIndex: 0,
      sectionIds: [ids[0]],
      version: 1,
    });
    expect(started.startedAt).toBe(new Date(START).toISOString());
    clock.advance(12 * MINUTE_MS);
    const second = await press(tom, path, 'next');
    expect(second).toMatchObject({ stepIndex: 1, version: 2, taken: [{ stepIndex: 0, ms: 12 * MINUTE_MS }] });
    await press(ada, path, 'pause');
    clock.advance(5 * MINUTE_MS);
    expect(await press(ada, path, 'pause')).toMatchObject({ state: 'running', stepPausedMs: 5 * MINUTE_MS });
    expect(await press(ada, path, 'back')).toMatchObject({ stepIndex: 0, state: 'running' });
    await press(ada, path, 'next');
    await press(ada, path, 'next');
    const ended = await press(ada, path, 'next');
    expect(ended).toMatchObject({
      state: 'ended',
      stepIndex: null,
      endedAt: new Date(clock.now()).toISOString(),
    });
    expect((await sessionOf(tom, id)).run).toEqual(ended);
    expect((await tom.get(path)).body).toEqual(ended);
    expect(await press(ada, path, 'start')).toMatchObject({ state: 'running', stepIndex: 0, taken: [] });
  });

  test('two that press for one step move it once; what cannot be is refused', async () => {
    const { path } = await session();
    expect((await ada.post(path, { action: 'next' })).body.code).toBe('illegal-move');
    const { version } = await press(ada, path, 'start');
    const both = await Promise.all([1, 2, 3].map(() => ada.post(path, { action: 'next', version })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.body).toMatchObject({ code: 'stale-version', run: { stepIndex: 1, version: version + 1 } });
    expect((await ada.post(path, { action: 'jump' })).status).toBe(422);
    expect((await ada.post(path, { action: 'next', stepIndex: 5 })).status).toBe(422);
    expect((await ada.get(path)).body).toMatchObject({ stepIndex: 1 });
  });

  test('only those who work on the draft run it; those running now can be found', async () => {
    const { id, path, draft } = await session({ isPublic: true });
    await invite(ada, tom, draft.id, 'comment');
    expect((await tom.post(path, { action: 'start' })).status).toBe(403);
    expect((await vera.post(path, { action: 'start' })).status).toBe(403);
    expect((await app.stranger().post(path, { action: 'start' })).status).toBe(401);
    const running = async () =>
      (await tom.get('/api/training-sessions?running=true')).body.items.map((one: { id: string }) => one.id);
    expect(await running()).not.toContain(id);
    await press(ada, path, 'start');
    expect(await running()).toContain(id);
    await press(ada, path, 'end');
    expect(await running()).not.toContain(id);
  });

  test('published anew while it runs, it stands where its section stands now', async () => {
    const { path, draft } = await session();
    await press(ada, path, 'start');
    const { sectionIds } = await press(ada, path, 'next');
    const added = { kind: 'input', title: 'Before all', durationMinutes: 5, after: null };
    expect((await ada.post(`/api/drafts/${draft.id}/sections`, added)).status).toBe(201);
    await publish(ada, draft.id);
    expect((await ada.get(path)).body).toMatchObject({ sectionIds });
    const next = await press(ada, path, 'next');
    expect(next.stepIndex).toBe(3);
    expect(next.sectionIds).toEqual([draft.outline.sections[2]?.id]);
  });
});

describe('on /live', () => {
  test('everybody who may read it hears each change, nobody else does', async () => {
    const { id, path, draft } = await session();
    await invite(ada, tom, draft.id, 'view');
    const [toms, veras] = [await open(tom), await open(vera)];
    expect((await toms.watch({ runs: [id] })).runs).toMatchObject([{ sessionId: id, state: 'idle' }]);
    expect((await veras.watch({ runs: [id] })).runs ?? []).toEqual([]);
    const run = await press(ada, path, 'start');
    const push = await toms.heard(({ event, body }) => event === 'run' && body.version === run.version);
    expect(push.body).toEqual(run);
    expect(veras.pushes.filter(({ event }) => event === 'run')).toEqual([]);
    const digest = await toms.heard(({ event }) => event === 'digest', 'a digest');
    expect(digest.body).toMatchObject({ [`run:${id}`]: expect.any(Number) });
    await ada.delete(`/api/drafts/${draft.id}/members/${tom.userId}`);
    const witness = await open(ada);
    await witness.watch({ runs: [id] });
    const { version } = await press(ada, path, 'next');
    await witness.heard(({ event, body }) => event === 'run' && body.version === version);
    expect(toms.pushes.some(({ event, body }) => event === 'run' && body.version === version)).toBe(false);
  });

  test('of a public one strangers hear too, until it is public no more', async () => {
    const { id, path, draft } = await session({ isPublic: true });
    const page = await open(app.stranger());
    expect((await page.watch({ runs: [id] })).runs).toHaveLength(1);
    const { version } = await press(ada, path, 'start');
    await page.heard(({ event, body }) => event === 'run' && body.version === version);
    await change(ada, draft.id, { isPublic: false });
    await publish(ada, draft.id);
    const witness = await open(ada);
    await witness.watch({ runs: [id] });
    // The word of it goes round behind the answer: sooner or later the stranger hears nothing that Ada hears.
    await expect
      .poll(
        async () => {
          const now = await press(ada, path, 'pause');
          await witness.heard(({ event, body }) => event === 'run' && body.version === now.version);
          await page.unwatch({});
          return page.pushes.some(({ event, body }) => event === 'run' && body.version === now.version);
        },
        { timeout: 10_000 },
      )
      .toBe(false);
  });
});
