import { SpawnedApp } from '../support/spawned-app.ts';
import { expect, test } from './fixtures.ts';
import { ask, expectAccessibleInBothColours, open } from './pages.stage.ts';
import { BookingPage, counts, fill, firstOf, openStudio, visitor } from './studio.stage.ts';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Lisbon' });

test(
  'a hold that nobody confirms lapses in words, and what was typed is there for another try',
  { tag: '@phone' },
  async ({ app, person, browser }) => {
    test.setTimeout(180_000);
    const host = await person('Hanna Host', { host: true });
    const first = firstOf(await openStudio(host, app));
    const page = await visitor(browser, app);
    // A quarter of an hour is long for a test: the same hold, for a minute.
    await page.route('**/reservations', (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      const body = route.request().postDataJSON() as object;
      return route.continue({ postData: JSON.stringify({ ...body, holdMinutes: 1 }) });
    });
    const booking = await BookingPage.open(page, first);
    await booking.fillIn(2, 'Lena Late', 'lena@example.org');
    await booking.press('Hold 2 seats for 15 minutes');
    await expect(page.getByTestId('countdown')).toHaveText(/^0:\d\d left$/);
    await expect(booking.words).toHaveText('The hold lapsed', { timeout: 90_000 });
    await expect(booking.booking).toContainText('Nobody confirmed 2 seats');
    await expect(booking.seatsLeft).toHaveText('4 seats left');
    await booking.press('Try again');
    await expect(booking.form.getByLabel('Name')).toHaveValue('Lena Late');
    await expect(booking.form.getByLabel('E-mail')).toHaveValue('lena@example.org');
    await booking.press('Hold 2 seats for 15 minutes');
    await expect(booking.words).toHaveText(/^2 seats for you until/);
    await page.context().close();
  },
);

test(
  'the last seat goes to one of two; the other is told, waits in line, and gets in after a cancellation',
  { tag: '@phone' },
  async ({ app, person, browser }) => {
    test.setTimeout(240_000);
    const host = await person('Hilda Host', { host: true });
    const studio = await openStudio(host, app);
    const first = firstOf(studio);
    await fill(host, app, first, 3);
    const atPage = async () => BookingPage.open(await visitor(browser, app), first);
    const [ana, ben] = [await atPage(), await atPage()];
    await ana.fillIn(1, 'Ana', 'ana@example.org');
    await ben.fillIn(1, 'Ben', 'ben@example.org');
    // Neither page hears of the other before both have pressed.
    const press = (one: BookingPage) => one.form.getByRole('button', { name: /^Hold 1 seat/ }).click();
    await Promise.all([press(ana), press(ben)]);

    const outcome = (one: BookingPage) => one.words.or(one.page.getByTestId('shortage')).first();
    await Promise.all([expect(outcome(ana)).toBeVisible(), expect(outcome(ben)).toBeVisible()]);
    const anaWon = await ana.words.isVisible();
    const [winner, loser] = anaWon ? [ana, ben] : [ben, ana];
    await expect(winner.words).toHaveText(/^1 seat for you until/);
    await expect(loser.words).toHaveCount(0);
    await expect(loser.page.getByTestId('shortage')).toContainText('The last seat went to somebody else');
    expect(await counts(host, app, first)).toMatchObject({ taken: 3, held: 1, left: 0, waitlisted: 0 });
    await expectAccessibleInBothColours(loser.page);

    await loser.press('Join the waiting list for 1 seat');
    await expect(loser.words).toHaveText('Number 1 in line');
    await expect(loser.booking).toContainText(anaWon ? 'we mail ben@example.org' : 'we mail ana@example.org');

    await winner.press('Cancel the booking');
    await winner.page.getByRole('dialog').getByRole('button', { name: 'Give 1 seat back' }).click();
    await expect(winner.words).toHaveText('Cancelled');
    await expect(loser.words).toHaveText(/^Your turn: 1 seat for you until \d\d:\d\d$/);
    expect(await counts(host, app, first)).toMatchObject({ taken: 3, held: 1, waitlisted: 0 });
    for (const one of [ana, ben]) await one.page.context().close();
  },
);

test(
  'the mailed link confirms on any device, once, and an invitation brings somebody in',
  { tag: '@desktop' },
  async ({ browser }) => {
    test.setTimeout(240_000);
    // Without a mail server mails are written to the log: here they are read from it.
    const spawned = await SpawnedApp.start();
    try {
      const app = { url: spawned.url } as Parameters<typeof openStudio>[1];
      const somebody = async (name: string) => {
        const page = await visitor(browser, app);
        return { name, context: page.context(), page };
      };
      const host = await somebody('Hedda Host');
      await ask(host, app, '/api/auth/sign-up/email', {
        name: host.name,
        email: 'hedda@example.org',
        password: 'a long enough password',
      });
      const first = firstOf(await openStudio(host, app));

      const guest = await somebody('Gil');
      const booking = await BookingPage.open(guest.page, first);
      await booking.fillIn(2, 'Gil Guest', 'gil@example.org');
      await booking.press('Hold 2 seats for 15 minutes');
      await expect(booking.booking).toContainText('open the link we sent to gil@example.org');
      const link = /https?:\/\/\S+?(\/bookings\/confirm\/[\w-]+)/.exec(spawned.output)?.[1] ?? '';
      expect(link).not.toBe('');

      const phone = await somebody('the same Gil, at the mail');
      await open(phone.page, link);
      await expect(phone.page.getByText(/^2 seats for you until/)).toBeVisible();
      await expectAccessibleInBothColours(phone.page);
      expect((await counts(host, app, first)).taken).toBe(0);
      await phone.page.getByRole('button', { name: 'Confirm 2 seats' }).click();
      await expect(phone.page.getByText('2 seats booked')).toBeVisible();
      await expect(booking.words).toHaveText('2 seats booked');
      expect(await counts(host, app, first)).toMatchObject({ taken: 2, held: 0, left: 2 });

      const { url } = await ask<{ url: string }>(host, app, `/api/instances/${first.id}/invitations`, {
        name: 'Ines',
        seats: 2,
      });
      const ines = await somebody('Ines');
      await open(ines.page, new URL(url).pathname);
      await expect(ines.page.getByRole('heading', { name: 'You are invited to Harbour walk' })).toBeVisible();
      await expect(ines.page.getByLabel('Name')).toHaveValue('Ines');
      await expectAccessibleInBothColours(ines.page);
      await ines.page.getByRole('button', { name: 'Accept 2 seats' }).click();
      await expect(ines.page).toHaveURL(/\/bookings$/);
      await expect(ines.page.getByTestId('booking-words')).toHaveText('2 seats booked');
      expect(await counts(host, app, first)).toMatchObject({ taken: 4, left: 0 });
      await open(ines.page, new URL(url).pathname);
      await expect(ines.page.getByText('This invitation was accepted already.')).toBeVisible();
    } finally {
      await spawned.close();
    }
  },
);
