import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DraftView } from '@ensemble/shared/training';
import { STEP_NAMES, type StepName } from '../../../server/src/training/publishing/steps.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import { book, change, DATED, draftOf, publish, readyDraft } from '../../support/publishing.ts';

/** A fault at each step of publishing: before its work, or behind it, when only the answer is lost. */

type When = 'before' | 'after';
/** Dozens of calls each. */
const SLOW_MS = 60_000;
/** Behind `commit` everything is out, and what is missing in the logs is written by the job. */
const IS_OUT: ReadonlySet<string> = new Set([
  'commit after',
  'log before',
  'log after',
  'close before',
  'close after',
]);
/** Before a step is what is behind the one before it, but where that has told or is out. */
const FAULTS: readonly (readonly [StepName, When])[] = [
  ['content', 'before'],
  ['log', 'before'],
  ...STEP_NAMES.map((step) => [step, 'after'] as const),
];

let app: TestApp;
let ada: Person;
let sam: Person;
let fault: { step: StepName; when: When } | null = null;
// Stands still, so that nothing is kept by itself in between.
const clock = new ManualClock(Date.parse('2031-05-01T08:00:00Z'));
beforeAll(async () => {
  app = await startApp({
    clock,
    settings: { LOG_LEVEL: 'fatal' },
    async aroundPublishing(step, work) {
      const fails = (when: When): boolean => fault?.step === step && fault.when === when;
      if (fails('before')) throw new Error(`no ${step}`);
      await work();
      if (fails('after')) throw new Error(`the answer to ${step} got lost`);
    },
  });
  await app.signUp('Admin');
  ada = await app.signUp('Ada');
  sam = await app.signUp('Sam');
});
afterAll(() => app.close());

/** What anybody can see that publishing could change, but for what says that it failed. */
async function visible(draftId: string) {
  const read = async (path: string) => (await ada.get(path)).body;
  const {
    version: _v,
    updatedAt: _u,
    status: _s,
    publishProblem: _p,
    ...draft
  } = await draftOf(ada, draftId);
  const db = await app.db();
  const stored = async (collection: string, filter: object) =>
    db.collection(collection).find(filter).toArray();
  const sessions = (await read('/api/training-sessions?limit=500')).items;
  const [session] = sessions.filter((one: { draftId: string }) => one.draftId === draftId);
  const instances = await stored('session_instances', { 'source.kind': 'training' });
  return {
    draft,
    sessions,
    session: session ? await read(`/api/training-sessions/${session.id}`) : null,
    contents: session ? await read(`/api/training-sessions/${session.id}/content-versions`) : null,
    versions: await read(`/api/drafts/${draftId}/versions`),
    instances: instances.map(({ version: _version, updatedAt: _updated, seatNews: _news, ...rest }) => rest),
    open: (await app.stranger().get('/api/training-sessions')).body.items,
    published: (await read('/api/training/analytics')).published,
    log: await stored('ai_interactions', { draftId, kind: 'published' }),
  };
}

async function attempt(draft: DraftView, step: StepName, when: When, body = {}) {
  fault = { step, when };
  const answer = await ada.post(`/api/drafts/${draft.id}/publish`, body);
  fault = null;
  return answer;
}

const LEFT_ALONE = FAULTS.filter(([step, when]) => !IS_OUT.has(`${step} ${when}`));
const OUT = FAULTS.filter(([step, when]) => IS_OUT.has(`${step} ${when}`));

test(
  'a first publishing that fails at any step before it is out leaves nothing, and says why',
  async () => {
    const old = await publish(ada, (await readyDraft(ada)).id);
    const draft = await readyDraft(ada, { ...DATED, isPublic: true });
    const before = await visible(draft.id);
    for (const [step, when] of LEFT_ALONE) {
      const answer = await attempt(draft, step, when, { replaces: old.sessionId });
      expect(answer.status, `${step} ${when}`).toBe(503);
      expect(answer.body.detail).toContain('Nothing of it went out');
      expect(await visible(draft.id), `${step} ${when}`).toEqual(before);
      expect(await draftOf(ada, draft.id)).toMatchObject({
        status: 'review',
        publishProblem: answer.body.detail,
        publishedSessionId: null,
      });
    }
    const { sessionId } = await publish(ada, draft.id, { replaces: old.sessionId });
    const after = await visible(draft.id);
    expect(after.session).toMatchObject({ id: sessionId, contentVersionNumber: 1, status: 'published' });
    expect(after.sessions).toContainEqual(
      expect.objectContaining({ id: old.sessionId, status: 'archived', replacedBy: sessionId }),
    );
    expect(await draftOf(ada, draft.id)).toMatchObject({ status: 'published', publishProblem: null });
    expect((await ada.get('/api/training/analytics')).body.publishFailures).toBe(LEFT_ALONE.length);
  },
  SLOW_MS,
);

test(
  'a next edition that fails leaves what is out, its date and its seats as they were',
  async () => {
    const draft = await readyDraft(ada, { ...DATED, isPublic: true, capacityMax: 8 });
    const { instanceId = '' } = await publish(ada, draft.id);
    await book(sam, instanceId, 2);
    await change(ada, draft.id, {
      title: 'Moved',
      startDate: '2031-07-01',
      isPublic: false,
      capacityMax: 20,
    });
    const before = await visible(draft.id);
    for (const [step, when] of LEFT_ALONE) {
      expect((await attempt(draft, step, when)).status, `${step} ${when}`).toBe(503);
      expect(await visible(draft.id), `${step} ${when}`).toEqual(before);
      expect(await draftOf(ada, draft.id)).toMatchObject({
        status: 'published',
        hasUnpublishedChanges: true,
      });
    }
    expect(await publish(ada, draft.id)).toMatchObject({ contentVersionNumber: 2, instanceId });
  },
  SLOW_MS,
);

test(
  'once it is out a fault takes nothing back, and its log is written once all the same',
  async () => {
    const draft = await readyDraft(ada, DATED);
    for (const [index, [step, when]] of OUT.entries()) {
      await change(ada, draft.id, { title: `Edition ${index + 1}`, location: `Room ${index + 1}` });
      const answer = await attempt(draft, step, when);
      expect([answer.status, answer.body.contentVersionNumber], `${step} ${when}`).toEqual([200, index + 1]);
      const again = await ada.post(`/api/drafts/${draft.id}/publish`, {});
      expect([again.status, again.body.sessionId]).toEqual([409, answer.body.sessionId]);
      // Whoever held it may have fallen silent: another takes over after a while.
      clock.advance(60_000);
      await app.settleSchedule();
      const after = await visible(draft.id);
      expect(after.session).toMatchObject({ title: `Edition ${index + 1}`, contentVersionNumber: index + 1 });
      expect(after.instances.map(({ venue }) => venue)).toContain(`Room ${index + 1}`);
      expect(after.contents.items).toHaveLength(index + 1);
      expect(after.versions.items.filter(({ kind }: { kind: string }) => kind === 'published')).toHaveLength(
        index + 1,
      );
      expect(after.log).toHaveLength(index + 1);
    }
    expect(await draftOf(ada, draft.id)).toMatchObject({
      publishProblem: null,
      hasUnpublishedChanges: false,
    });
  },
  SLOW_MS,
);
