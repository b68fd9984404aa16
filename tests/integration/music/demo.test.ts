import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
const clock = new ManualClock(Date.parse('2026-06-02T20:40:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

async function makeDemo(): Promise<void> {
  const answer = await ada.post('/api/setup/demo');
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  expect(answer.body.demo).toMatchObject({ failed: null });
  await expect
    .poll(async () => (await ada.get('/api/setup')).body.demo, { timeout: 60_000, interval: 100 })
    .toBeNull();
}
const counts = async () => (await ada.get('/api/admin/status')).body.counts;

test('an empty house is filled for whoever looks in, and filling it again adds nothing', async () => {
  expect((await ada.get('/api/setup')).body).toMatchObject({
    isEmpty: true,
    demoAvailable: true,
    demo: null,
  });
  await makeDemo();
  await app.settleSchedule();
  const first = await counts();
  expect(first.sessions).toBe(3);
  expect(first.tunes).toBeGreaterThan(1000);
  expect(first.tune_logs).toBeGreaterThan(3);
  expect((await ada.get('/api/setup')).body.isEmpty).toBe(false);

  const stranger = app.stranger();
  const { active, upcoming } = (await stranger.get('/api/now')).body;
  expect(active).toHaveLength(1);
  expect(active[0].tuneCount).toBeGreaterThan(3);
  expect(upcoming.length).toBeGreaterThan(0);
  const tunes = (await stranger.get(`/api/instances/${active[0].instance.id}/tunes`)).body.items;
  expect(tunes.some(({ tuneId }: { tuneId: string | null }) => tuneId !== null)).toBe(true);

  clock.advance(30 * 60_000);
  await makeDemo();
  await app.settleSchedule();
  expect(await counts()).toEqual(first);
  expect((await stranger.get(`/api/instances/${active[0].instance.id}/tunes`)).body.items).toEqual(tunes);
}, 120_000);
