import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import { putTunes } from '../../support/tunes.ts';

/** Reading a pasted night takes time when nothing in it is spelt right; only whoever pasted it waits. */
describe('pasting more than anybody logs', () => {
  let app: TestApp;
  let ada: Person;
  let instanceId = '';
  const names = Array.from({ length: 400 }, (_, i) => `The ${i}th Wanderer of Killarney number ${i * 7}`);
  beforeAll(async () => {
    app = await startApp();
    ada = await app.signUp('Ada');
    await putTunes(
      app,
      names.map((name) => ({ name })),
    );
    const session = (await ada.post('/api/sessions', { name: 'Cobblestone' })).body as { id: string };
    const instance = await ada.post(`/api/sessions/${session.id}/instances`, {
      date: '2030-01-01',
      startTime: '20:00',
    });
    instanceId = (instance.body as { id: string }).id;
  });
  afterAll(() => app.close());

  const paste = (text: string) => ada.post(`/api/instances/${instanceId}/tunes/parse`, { text });

  it('others are answered while it is read, and each tune keeps its own candidates', async () => {
    const misspelt = names.slice(0, 300).map((name) => name.replace('Wanderer', 'Wandrerr'));
    let isRead = false;
    const reading = paste(misspelt.join('\n')).then((answer) => {
      isRead = true;
      return answer;
    });
    let answeredMeanwhile = 0;
    while (!isRead) {
      expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
      if (!isRead) answeredMeanwhile++;
    }
    expect(answeredMeanwhile).toBeGreaterThan(3);
    const { status, body } = await reading;
    expect(status).toBe(200);
    const { sets } = body as { sets: { text: string; match: unknown; candidates: { name: string }[] }[][] };
    expect(sets.map(([tune]) => tune?.text)).toEqual(misspelt);
    for (const [i, [tune]] of sets.entries()) {
      expect(tune?.candidates.map(({ name }) => name)).toContain(names[i]);
    }
  });

  it('one who pastes again and again is told to wait', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => paste(names.join('\n').slice(0, 15_000))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect((await paste('The Kesh')).status).toBe(200);
  });
});
