import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepName } from '../../../server/src/training/publishing/steps.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore, type SharedStore } from '../../support/database.ts';
import { LiveClient } from '../../support/live-client.ts';
import { Person } from '../../support/person.ts';
import { change, DATED, draftOf, publish, readyDraft, sessionOf } from '../../support/publishing.ts';
import { startRedis } from '../../support/redis.ts';

/** Two nodes, one store. The second one's clock can be put ahead: to it the first one has fallen silent. */

let store: SharedStore;
let redis: Awaited<ReturnType<typeof startRedis>>;
let a: TestApp;
let b: TestApp;
let ada: Person;
let there: Person;
const START = Date.parse('2031-05-01T08:00:00Z');
const aheadClock = new ManualClock(START);
/** Node A stops before this step until it is let through. */
let gate: { step: StepName; reached: () => void; through: Promise<void> } | null = null;

beforeAll(async () => {
  [store, redis] = await Promise.all([openSharedStore(), startRedis()]);
  const settings = {
    MONGODB_URL: store.url,
    REDIS_URL: redis.url,
    AUTH_SECRET: 'one secret for all nodes of a house',
    LOG_LEVEL: 'fatal',
  };
  a = await startApp({
    settings,
    clock: new ManualClock(START),
    async aroundPublishing(step, work) {
      if (gate?.step === step) {
        gate.reached();
        await gate.through;
      }
      await work();
    },
  });
  b = await startApp({ settings, clock: aheadClock });
  ada = await a.signUp('Ada');
  there = new Person(b.origin, 'Ada');
  await there.signIn(ada.email);
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
  await Promise.all([store.close(), redis.stop()]);
});

/** Publishes on A, which is held up before `step` while `meanwhile` runs. */
async function heldUp(draftId: string, step: StepName, meanwhile: () => Promise<void>) {
  let letThrough = (): void => undefined;
  let reached = (): void => undefined;
  const there = new Promise<void>((resolve) => (reached = resolve));
  gate = { step, reached, through: new Promise((resolve) => (letThrough = resolve)) };
  const answer = ada.post(`/api/drafts/${draftId}/publish`, {});
  await there;
  gate = null;
  await meanwhile();
  letThrough();
  return answer;
}
const published = async (draftId: string) => {
  const { items } = (await ada.get('/api/training-sessions?limit=500')).body;
  return items.filter((one: { draftId: string }) => one.draftId === draftId);
};

test('pressed on both nodes at one moment, there is one session', async () => {
  const draft = await readyDraft(ada, DATED);
  const all = await Promise.all(
    [ada, there, ada, there].map((who) => who.post(`/api/drafts/${draft.id}/publish`, {})),
  );
  expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  expect(new Set(all.map(({ body }) => body.sessionId)).size).toBe(1);
  expect(await published(draft.id)).toHaveLength(1);
});

test('nobody sees any of it before it is out, and all of it at once then', async () => {
  const draft = await readyDraft(ada, { ...DATED, isPublic: true });
  const answer = await heldUp(draft.id, 'commit', async () => {
    expect(await published(draft.id)).toEqual([]);
    expect((await b.stranger().get('/api/training-sessions')).body.items).toEqual([]);
    const made = await (
      await b.db()
    )
      .collection('session_instances')
      .find({ title: 'Listening well' })
      .toArray();
    const mine = made.filter(({ date }) => date === DATED.startDate).at(-1);
    expect((await there.get(`/api/instances/${mine?._id.toHexString()}`)).status).toBe(404);
    expect((await draftOf(there, draft.id)).status).not.toBe('published');
    expect((await there.get(`/api/drafts/${draft.id}/versions`)).body.items).toEqual([]);
  });
  expect(answer.status).toBe(200);
  expect(await published(draft.id)).toHaveLength(1);
});

for (const step of ['instance', 'commit', 'log'] as const) {
  test(`a node that falls silent before ${step} is helped out, and changes nothing when it wakes up`, async () => {
    const draft = await readyDraft(ada, { ...DATED, title: `Silent ${step}` });
    const answer = await heldUp(draft.id, step, async () => {
      aheadClock.advance(60_000);
      const late = await there.post(`/api/drafts/${draft.id}/publish`, {});
      expect([late.status, late.body.code]).toEqual([409, 'already-published']);
      await change(there, draft.id, { startDate: '2031-08-01' });
      expect(await publish(there, draft.id)).toMatchObject({ contentVersionNumber: 2 });
    });
    expect([answer.status, answer.body.contentVersionNumber]).toEqual([200, 1]);
    const [session] = await published(draft.id);
    expect(session).toMatchObject({ contentVersionNumber: 2 });
    expect((await ada.get(`/api/instances/${session.instanceId}`)).body).toMatchObject({
      date: '2031-08-01',
    });
    const stored = (await a.db()).collection('session_instances');
    expect(await stored.countDocuments({ title: `Silent ${step}` })).toBe(1);
  });
}

test('one that fell silent before anything was written is taken back, and does not go on when it wakes up', async () => {
  for (const dated of [DATED, {}]) {
    const draft = await readyDraft(ada, { ...dated, title: 'Never out' });
    const answer = await heldUp(draft.id, 'content', async () => {
      aheadClock.advance(60_000);
      await b.settleSchedule();
      await a.settleSchedule();
      await change(there, draft.id, { title: 'Out after all' });
      await publish(there, draft.id);
    });
    expect(answer.status).toBe(503);
    const [session] = await published(draft.id);
    expect(session).toMatchObject({ title: 'Out after all', contentVersionNumber: 1 });
    expect((await sessionOf(ada, session.id)).outline.sections).toHaveLength(3);
    const db = await a.db();
    expect(await db.collection('session_instances').countDocuments({ title: 'Never out' })).toBe(0);
    expect(await db.collection('training_content_versions').countDocuments({ draftId: draft.id })).toBe(1);
  }
});

test('a step of the day taken on one node is heard on the other', async () => {
  const draft = await readyDraft(ada);
  const { sessionId } = await publish(ada, draft.id);
  const page = await new LiveClient(there).connected();
  await page.watch({ runs: [sessionId] });
  const run = (await ada.post(`/api/training-sessions/${sessionId}/run`, { action: 'start' })).body;
  const push = await page.heard(({ event, body }) => event === 'run' && body.version === run.version);
  expect(push.body).toEqual(run);
  const next = (
    await there.post(`/api/training-sessions/${sessionId}/run`, { action: 'next', version: run.version })
  ).body;
  expect((await ada.get(`/api/training-sessions/${sessionId}/run`)).body).toEqual(next);
  page.close();
});
