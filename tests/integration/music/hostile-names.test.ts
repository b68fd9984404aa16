import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';

/** Files that leave are read line by line: what people type must not make lines of its own. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

it('names with line breaks end no line of a file', async () => {
  const ada = await app.signUp('Ada');
  const evil = 'Night\r\nEND:VCALENDAR\nX-EVIL:1\rX-EVIL:2';
  const { body } = await ada.post('/api/sessions', {
    name: evil,
    locationName: evil,
    city: evil,
    timezone: 'UTC',
  });
  const { id } = body as { id: string };
  const made = await ada.post(`/api/sessions/${id}/instances`, {
    date: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    startTime: '20:00',
    comments: evil,
  });
  expect(made.status).toBe(201);
  const instance = (made.body as { id: string }).id;
  const name = '=cmd()\r\nK:D\nX:9\u2028X:8';
  await ada.post(`/api/instances/${instance}/tunes`, { items: [{ name, key: 'D\nT:x' }] });
  const text = async (path: string) =>
    (await fetch(app.origin + path, { headers: { cookie: ada.cookie } })).text();
  const ics = await text(`/api/sessions/${id}/calendar.ics`);
  expect(ics.split(/\r\n|\r|\n/).filter((l) => /^(X-EVIL|END:VCALENDAR)/.test(l))).toEqual(['END:VCALENDAR']);
  const abc = await text(`/api/instances/${instance}/log.abc`);
  expect(abc.split(/\r\n|\r|\n|\u2028/).filter((l) => /^[XKT]:/.test(l))).toHaveLength(3);
  const txt = await text(`/api/instances/${instance}/log.txt`);
  expect(txt.trimEnd().split(/\r\n|\r|\n|\u2028/)).toHaveLength(1);
  const csv = await text(`/api/instances/${instance}/log.csv`);
  expect(csv).toContain(",'=cmd() ");
});
