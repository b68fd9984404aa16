import { expect, test } from 'vitest';
import type { Mail } from '../../../server/src/mail/mailer.ts';
import { pathsOf, TripsStage } from './stage.ts';

/** A stage whose mails are kept. */
async function open(settings: Record<string, string> = {}) {
  const mails: Mail[] = [];
  const post = { mails, isDown: false };
  const mailer = {
    send: (mail: Mail): Promise<void> => {
      if (post.isDown) return Promise.reject(new Error('no route to host'));
      mails.push(mail);
      return Promise.resolve();
    },
  };
  return Object.assign(post, { stage: await TripsStage.open({ mailer, settings }) });
}

test('an invitation with an address is mailed its link, once however often the call comes', async () => {
  const { stage, mails } = await open();
  try {
    const [id = ''] = await stage.sessions(8);
    const invite = (fields: Record<string, unknown>, headers: Record<string, string> = {}) =>
      stage.host.post(`/api/instances/${id}/invitations`, fields, headers);
    await stage.host.patch(`/api/instances/${id}`, { locationOverride: 'By the pier' });
    const key = { 'idempotency-key': 'rosa' };
    const rosa = { name: 'Rosa', email: 'rosa@example.org', seats: 3, expiresAt: '2031-04-30T16:00:00Z' };
    const answers = await Promise.all([invite(rosa, key), invite(rosa, key), invite(rosa, key)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    await invite(rosa, key);
    await expect.poll(() => mails.length).toBe(1);
    const { to, subject, text } = mails[0] ?? { to: '', subject: '', text: '' };
    expect(to).toBe('rosa@example.org');
    expect(subject).toMatch(/^You are invited: Tram and tiles, Friday,? 2 May 2031$/);
    for (const words of [
      'Rosa, you are invited:',
      ' 2 May 2031, 06:00–07:30 (Europe/Lisbon)',
      'By the pier, lisbon',
      'up to 3 seats',
      'until 17:00 on Wednesday',
      `  ${answers[0]?.body.url}\n`,
    ])
      expect(text).toContain(words);

    // Nobody to mail, nothing made, and a name that would advertise.
    await invite({ name: 'Olga' });
    expect(pathsOf(await invite({ email: 'x@example.org', seats: 9 }))).toEqual(['seats']);
    await invite({ name: 'Win at prize.example', email: 'last@example.org' });
    await expect.poll(() => mails.map((mail) => mail.to)).toEqual(['rosa@example.org', 'last@example.org']);
    expect(mails[1]?.text).not.toContain('prize');
    expect(mails[1]?.text).toContain('  1 seat\n');
  } finally {
    await stage.app.close();
  }
});

test('it is made whether or not the mail can be sent', async () => {
  const post = await open();
  const { stage } = post;
  try {
    const [id = ''] = await stage.sessions(8);
    post.isDown = true;
    const made = await stage.host.post(`/api/instances/${id}/invitations`, { email: 'rosa@example.org' });
    expect([made.status, typeof made.body.url]).toEqual([201, 'string']);
  } finally {
    await stage.app.close();
  }
});

test('invitations by mail are limited by person and by recipient; those that are not mailed are not', async () => {
  const { stage, mails } = await open({ RATE_LIMIT_MAILS_PER_HOUR: '2' });
  try {
    const [id = ''] = await stage.sessions(8);
    const other = await stage.app.signUp('Olga');
    await stage.host.patch(`/api/instances/${id}`, { data: { guidePrimaryId: other.userId } });
    const invite = async (who: typeof other, email: string | null, key = `${Math.random()}`) =>
      (await who.post(`/api/instances/${id}/invitations`, { email }, { 'idempotency-key': key })).status;
    expect(await invite(stage.host, 'one@example.org', 'one')).toBe(201);
    expect(await invite(stage.host, 'shared@example.org')).toBe(201);
    expect(await invite(stage.host, 'one@example.org', 'one')).toBe(201);
    expect(await invite(stage.host, 'three@example.org')).toBe(429);
    expect(await invite(stage.host, null)).toBe(201);
    expect(await invite(other, 'SHARED@example.org')).toBe(201);
    expect(await invite(other, 'shared@example.org')).toBe(429);
    await expect.poll(() => mails.length).toBe(3);
    const listed = await stage.host.get(`/api/instances/${id}/invitations`);
    expect(listed.body.items).toHaveLength(4);
  } finally {
    await stage.app.close();
  }
});
