import { ManualClock } from '@ensemble/shared';
import type { TrainingAnalytics } from '@ensemble/shared/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import { draftOf, invite, publish, readyDraft, sessionOf } from '../../support/publishing.ts';
import { makeDraft, Watcher } from '../../support/variants.ts';

let app: TestApp;
let admin: Person;
let ada: Person;
let tom: Person;
const clock = new ManualClock(Date.parse('2031-05-12T22:00:00Z'));
const HOUR_MS = 3_600_000;
beforeAll(async () => {
  app = await startApp({ clock });
  admin = await app.signUp('Admin');
  ada = await app.signUp('Ada');
  tom = await app.signUp('Tom');
});
afterAll(() => app.close());

const numbers = async (who: Person, query = ''): Promise<TrainingAnalytics> => {
  const { status, body } = await who.get(`/api/training/analytics${query}`);
  expect(status).toBe(200);
  return body as TrainingAnalytics;
};
const persona = ({ personas }: TrainingAnalytics, name: string) =>
  personas.find((one) => one.persona === name);

test('from generation to publishing, each is counted for those who may read the draft, and edits after acceptance', async () => {
  const draftId = await makeDraft(ada);
  const watcher = await Watcher.of(ada, draftId);
  const { jobId } = (await ada.post(`/api/drafts/${draftId}/variants`, {})).body;
  await watcher.over(jobId);
  watcher.close();
  const { items } = (await ada.get(`/api/drafts/${draftId}/variants`)).body;
  const ignite = items.find((one: { persona: string }) => one.persona === 'ignite');
  expect((await ada.post(`/api/drafts/${draftId}/variants/${ignite.id}/select`, {})).status).toBe(200);
  const fresh = await numbers(ada);
  expect(fresh).toMatchObject({
    generations: 1,
    variantsMade: 4,
    selections: 1,
    published: 0,
    medianMsToPublish: null,
    makers: { composer: 4, model: 0, fallback: 0 },
  });
  expect(persona(fresh, 'ignite')).toMatchObject({ made: 1, selected: 1, userShareAfterAcceptance: 0 });
  expect(persona(fresh, 'connect')).toMatchObject({ made: 1, selected: 0, userShareAfterAcceptance: null });

  const { outline, acceptedVersionId } = await draftOf(ada, draftId);
  const words =
    '<p>Something wholly different that nobody but a person could ever have written here today.</p>';
  const edited = `/api/drafts/${draftId}/sections/${outline.sections[0]?.id}`;
  expect((await ada.patch(edited, { descriptionHtml: words })).status).toBe(200);
  clock.advance(3 * HOUR_MS);
  const { sessionId } = await publish(ada, draftId);
  const after = await numbers(ada);
  expect(after).toMatchObject({ published: 1, medianMsToPublish: 3 * HOUR_MS });
  expect(persona(after, 'ignite')?.userShareAfterAcceptance).toBeGreaterThan(0);
  expect(after.byDay).toEqual([
    { date: '2031-05-12', generations: 1, selections: 1, failures: 0, published: 0 },
    { date: '2031-05-13', generations: 0, selections: 0, failures: 0, published: 1 },
  ]);

  // Keeping one's edits under a name, and accepting that, makes them no words of the machine.
  const kept = await ada.post(`/api/drafts/${draftId}/versions`, { label: 'As we hold it' });
  const { mix } = (await ada.post(`/api/drafts/${draftId}/versions/${kept.body.id}/accept`)).body;
  expect(persona(await numbers(ada), 'ignite')?.userShareAfterAcceptance).toBe(mix.user);

  const [content] = (await ada.get(`/api/training-sessions/${sessionId}/content-versions`)).body.items;
  expect(content).toMatchObject({ acceptedVersionId, mix: { user: expect.any(Number) } });
  expect(content.mix.ai + content.mix.rag + content.mix.user).toBe(100);
  expect(content.mix.user).toBeGreaterThan(0);
  expect((await sessionOf(ada, sessionId)).outline.sections[0]?.descriptionHtml).toBe(words);
  const log = await (
    await app.db()
  )
    .collection('ai_interactions')
    .find({ draftId, kind: 'published' })
    .toArray();
  expect(log).toMatchObject([
    { persona: 'ignite', maker: 'composer', category: 'Leadership', userId: ada.userId },
  ]);
});

test('others see nothing of it; who joins does, and administrators see all', async () => {
  expect(await numbers(tom)).toMatchObject({ generations: 0, published: 0, byDay: [] });
  const draft = await readyDraft(ada);
  await publish(ada, draft.id);
  await invite(ada, tom, draft.id, 'view');
  expect(await numbers(tom)).toMatchObject({ generations: 0, published: 1 });
  expect(await numbers(admin)).toMatchObject({ generations: 1, published: 2 });
  expect((await app.stranger().get('/api/training/analytics')).status).toBe(401);
});

test('days are whole days in UTC, both inclusive', async () => {
  expect(await numbers(admin, '?from=2031-05-12&to=2031-05-12')).toMatchObject({
    generations: 1,
    published: 0,
  });
  expect(await numbers(admin, '?from=2031-05-13&to=2031-05-13')).toMatchObject({
    generations: 0,
    published: 2,
  });
  expect(await numbers(admin, '?to=2031-05-11')).toMatchObject({ generations: 0, byDay: [] });
  for (const query of ['?from=2031-05-14&to=2031-05-13', '?from=13.5.2031', '?from=1900-01-01&to=2031-01-01'])
    expect((await admin.get(`/api/training/analytics${query}`)).status).toBe(400);
});
