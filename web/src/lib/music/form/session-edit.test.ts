import { expect, test } from 'vitest';
import type { SessionPatch, SessionView } from '@ensemble/shared/music/sessions.schema';
import { ApiProblem } from '#lib/api/problem.ts';
import { SessionEdit } from './session-edit.ts';
import { SessionFormSchema, newSession, valuesOf } from './session-form.ts';

/** A store with one session, as the API guards it. */
function store() {
  let session = {
    ...newSession('Europe/Dublin'),
    name: 'Tuesdays',
    path: 'tuesdays',
    recurrence: { type: 'weekly', interval: 1, daysOfWeek: [2], weekStart: 1 },
    version: 1,
  } as unknown as SessionView;
  const sent: SessionPatch[] = [];
  return {
    sent,
    get: () => Promise.resolve(session),
    patch(changes: SessionPatch, version: number) {
      if (version !== session.version) return Promise.reject(new ApiProblem(412, 'stale-version', 'stale'));
      sent.push(changes);
      session = { ...session, ...changes, version: version + 1 } as SessionView;
      return Promise.resolve(session);
    },
  };
}

const form = (session: SessionView, change: object) =>
  SessionFormSchema.parse({ ...valuesOf(session), ...change });

test('only what was changed is sent', async () => {
  const kept = store();
  const opened = await kept.get();
  await new SessionEdit(opened, kept).send(form(opened, { city: 'Dublin' }));
  expect(kept.sent).toEqual([{ city: 'Dublin' }]);
});

test('two organisers who change different things both get theirs', async () => {
  const kept = store();
  const opened = await kept.get();
  const [ann, bob] = [new SessionEdit(opened, kept), new SessionEdit(opened, kept)];
  await ann.send(form(opened, { locationName: 'Ryan’s' }));
  const saved = await bob.send(form(opened, { locationStreet: '28 Parkgate Street' }));
  expect(saved).toMatchObject({ locationName: 'Ryan’s', locationStreet: '28 Parkgate Street' });
});

test('who changes the same is told what stands there, and keeps theirs by saving again', async () => {
  const kept = store();
  const opened = await kept.get();
  const [ann, bob] = [new SessionEdit(opened, kept), new SessionEdit(opened, kept)];
  await ann.send(form(opened, { city: 'Cork', locationName: 'Sin É' }));
  const his = form(opened, { city: 'Kerry' });
  await expect(bob.send(his)).rejects.toMatchObject({
    code: 'stale-version',
    fields: [{ path: 'city', message: expect.stringContaining('“Cork”') as string }],
  });
  await expect(bob.send(his)).resolves.toMatchObject({ city: 'Kerry', locationName: 'Sin É' });
});

test('the same change made by both is no clash', async () => {
  const kept = store();
  const opened = await kept.get();
  const [ann, bob] = [new SessionEdit(opened, kept), new SessionEdit(opened, kept)];
  await ann.send(form(opened, { city: 'Cork' }));
  await expect(bob.send(form(opened, { city: 'Cork' }))).resolves.toMatchObject({ city: 'Cork' });
});
