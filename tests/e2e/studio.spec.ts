import { isoWeekOf } from '@ensemble/shared/agenda/iso-week';
import { expect, test } from './fixtures.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';
import {
  BookingPage,
  counts,
  eventsIn,
  fill,
  firstOf,
  lisbonDay,
  openStudio,
  visitor,
} from './studio.stage.ts';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Lisbon' });

test(
  'a city’s week reads without a script, says the same to machines, and is found from the first page',
  { tag: '@desktop' },
  async ({ app, person, browser }) => {
    test.setTimeout(240_000);
    const host = await person('Helena Host', { host: true });
    const studio = await openStudio(host, app);
    const first = firstOf(studio);
    await ask(host, app, '/api/documents', {
      subject: { kind: 'city', id: studio.city.id },
      title: 'Getting around </script><b>',
      body: 'Trams are **slow**.',
      isPublic: true,
    });
    await fill(host, app, first, 3);
    const path = `/studio/${studio.city.slug}`;
    const last = studio.sessions.at(-1)?.date ?? '';

    await test.step('the page as it came holds every session, and its events parse', async () => {
      const plain = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false, locale: 'en-GB' });
      const page = await plain.newPage();
      await page.goto(path);
      const onPage = new Map<string, string>();
      for (let weeks = 0; weeks < 4; weeks++) {
        for (const event of eventsIn(await page.content())) {
          onPage.set(String(event['url']).split('/').at(-1) ?? '', String(event['startDate']));
        }
        if ([...onPage.values()].some((startDate) => startDate.startsWith(last))) break;
        await page.getByRole('link', { name: 'The week after' }).click();
      }
      expect([...onPage.keys()].sort()).toEqual(studio.sessions.map(({ id }) => id).sort());
      expect(onPage.get(first.id)).toMatch(new RegExp(`^${first.date}T18:00:00[+-]\\d\\d:00$`));
      await page.goto(`/instances/${first.id}`);
      await expect(page.getByText('1 seat left')).toBeVisible();
      const [event] = eventsIn(await page.content());
      expect(event).toMatchObject({
        '@type': 'Event',
        name: 'Harbour walk',
        eventStatus: 'https://schema.org/EventScheduled',
        offers: { price: '25.50', priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
        maximumAttendeeCapacity: 4,
        remainingAttendeeCapacity: 1,
        url: `${app.url}/instances/${first.id}`,
      });
      await plain.close();
    });

    await test.step('for three people: what has no room for them is left out, what is nearest stands first', async () => {
      await host.context.clearCookies();
      const { page } = host;
      await open(page, path);
      const isThisWeek = await page.getByText('1 seat left').isVisible();
      if (!isThisWeek) await page.getByRole('link', { name: 'The week after' }).click();
      await expect(page.getByText('1 seat left')).toBeVisible();
      await page.getByLabel('With room for').selectOption('3');
      await expect(page).toHaveURL(/seats=3/);
      await expect(page.getByText('1 seat left')).toHaveCount(0);
      await expect(page.getByText(/1 session without room for 3 is left out|fewer seats left/)).toBeVisible();
    });

    await test.step('the first page has them below the music', async () => {
      await open(host.page, '/');
      const section = host.page.getByRole('region', { name: 'In the city' });
      // Whatever is on next, here or in another city.
      await expect(section.locator('a[href^="/instances/"]').first()).toBeVisible();
      await expect(section.getByText(/seats? left|Full/).first()).toBeVisible();
      await expectAccessibleInBothColours(host.page);
    });
  },
);

test(
  'a city’s page that stays open shows what is generated, moved here and cancelled meanwhile',
  { tag: '@desktop' },
  async ({ app, person, browser }) => {
    test.setTimeout(120_000);
    const host = await person('Halina Host', { host: true });
    const studio = await openStudio(host, app);
    const day = lisbonDay(21);
    const page = await visitor(browser, app);
    await open(page, `/studio/${studio.city.slug}?week=${isoWeekOf(day)}`);
    await expect(page.getByText('Nothing this week')).toBeVisible();
    await page.evaluate(`document.body.setAttribute('data-never-left', '')`);
    const row = page.getByRole('link', { name: /Harbour walk/ });

    const { created } = await ask<{ created: { id: string }[] }>(
      host,
      app,
      `/api/agenda/weeks/${studio.week.id}/generate`,
      { from: day, to: day },
    );
    await expect(row).toHaveCount(1);
    await expect(row).toContainText('4 seats left');

    const moved = await host.context.request.patch(`${app.url}/api/instances/${firstOf(studio).id}`, {
      data: { date: day, startTime: '20:30', title: 'Night harbour' },
      headers: { origin: app.url },
    });
    expect(moved.ok(), await moved.text()).toBe(true);
    await expect(page.getByRole('link', { name: /20:30.*Night harbour/ })).toBeVisible();

    await ask(host, app, `/api/instances/${created[0]?.id}/cancel`);
    await expect(row).toContainText('Cancelled');
    await expect(page.locator('body[data-never-left]')).toHaveCount(1);
    await page.context().close();
  },
);

test('every page of the studio is open to everybody', async ({ app, person }) => {
  test.setTimeout(240_000);
  const host = await person('Hela Host', { host: true });
  const studio = await openStudio(host, app);
  const first = firstOf(studio);
  const path = `/studio/${studio.city.slug}`;
  const { page } = host;
  const heard = complaints(page);
  await host.context.clearCookies();
  for (const [at, heading] of [
    ['/studio', 'Studio'],
    [path, studio.city.name],
    [`${path}?seats=3`, studio.city.name],
    [`${path}?week=2031-W01`, studio.city.name],
    [`/instances/${first.id}`, 'Harbour walk'],
    ['/bookings', 'My bookings'],
    ['/bookings/confirm/aaaaaaaaaaaaaaaaaaaaaaaa', 'This link does not work'],
    ['/invited/aaaaaaaaaaaaaaaaaaaaaaaa', 'This invitation does not work'],
    [`${path}?week=2026-W99`, 'Not here'],
    ['/studio/nowhere-at-all', 'Not here'],
  ] as const) {
    await open(page, at);
    await expect(page.getByRole('heading', { name: heading, exact: true }).first()).toBeVisible();
    await expectAccessibleInBothColours(page);
  }
  expect(heard).toEqual([]);
});

test(
  'a visitor books without an account: pressed twice it is booked once, and all of it can be changed',
  { tag: '@phone' },
  async ({ app, person, browser }) => {
    test.setTimeout(240_000);
    const host = await person('Hugo Host', { host: true });
    const studio = await openStudio(host, app);
    const first = firstOf(studio);
    const page = await visitor(browser, app);
    const booking = await BookingPage.open(page, first);
    const heard = complaints(page);

    await test.step('what is missing is said beside its field', async () => {
      await booking.fillIn(2, 'Grete Guest', 'grete');
      await booking.press('Hold 2 seats for 15 minutes');
      await expect(booking.form.getByLabel('E-mail')).toHaveAccessibleDescription(
        /must be an e-mail address/i,
      );
      await expect(booking.form.getByLabel('E-mail')).toBeFocused();
      expect((await counts(host, app, first)).held).toBe(0);
    });

    await test.step('the answer is lost on the way: the second try finds what the first one did', async () => {
      await booking.fillIn(2, 'Grete Guest', 'grete@example.org');
      let lost = 0;
      await page.route('**/reservations', async (route) => {
        if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
        lost++;
        await route.fetch();
        return route.abort('connectionreset');
      });
      await booking.press('Hold 2 seats for 15 minutes');
      await expect(page.getByText('Ensemble cannot be reached.')).toBeVisible();
      await expect(booking.form.getByLabel('Name')).toHaveValue('Grete Guest');
      await page.getByRole('button', { name: 'Hold 2 seats for 15 minutes' }).dblclick();
      await expect(booking.words).toHaveText(/^2 seats for you until \d\d:\d\d$/);
      expect(await counts(host, app, first)).toMatchObject({ held: 2, taken: 0, left: 2 });
    });

    await test.step('it says what happens next, and runs down', async () => {
      await expect(booking.booking).toContainText('open the link we sent to grete@example.org');
      await expect(page.getByTestId('countdown')).toHaveText(/^14:\d\d left$/);
      await expect(booking.seatsLeft).toHaveText('2 seats left');
      await expectAccessibleInBothColours(page);
    });

    await test.step('another size, refused when it is too much', async () => {
      await booking.press('Change how many');
      const dialog = page.getByRole('dialog');
      await fill(host, app, first, 1);
      await dialog.getByRole('spinbutton').fill('4');
      await dialog.getByRole('button', { name: 'Change it' }).click();
      await expect(dialog.getByText(/Only 1 seat left. You keep your 2 seats/)).toBeVisible();
      await dialog.getByRole('spinbutton').fill('3');
      await dialog.getByRole('button', { name: 'Change it' }).click();
      await expect(booking.words).toHaveText(/^3 seats for you/);
      await expect(booking.seatsLeft).toHaveText('Full, join the waiting list');
    });

    await test.step('another date', async () => {
      await booking.press('Move to another date');
      await page.getByRole('dialog').getByRole('button').filter({ hasText: '4 seats left' }).first().click();
      await expect(page).not.toHaveURL(new RegExp(first.id));
      await expect(booking.words).toHaveText(/^3 seats for you/);
      expect((await counts(host, app, first)).left).toBe(3);
    });

    await test.step('the ticket is with the bookings, and a guide’s word changes it while one looks', async () => {
      await open(page, '/bookings');
      await expect(page.getByRole('img', { name: /QR code: ticket for Harbour walk/ })).toBeVisible();
      await expect(booking.words).toHaveText(/^3 seats for you/);
      await expectAccessibleInBothColours(page);
      const mine = await page.request.get(`${app.url}/api/reservations`);
      const { items } = (await mine.json()) as {
        items: { reservation: { id: string; instanceId: string } }[];
      };
      expect(items).toHaveLength(1);
      const { id, instanceId } = items[0]?.reservation ?? { id: '', instanceId: '' };
      await ask(host, app, `/api/instances/${instanceId}/reservations/${id}/confirm`);
      await expect(booking.words).toHaveText('3 seats booked');
    });

    await test.step('and given back', async () => {
      await booking.press('Cancel the booking');
      await page.getByRole('dialog').getByRole('button', { name: 'Give 3 seats back' }).click();
      await expect(booking.words).toHaveText('Cancelled');
    });
    expect(heard).toEqual([]);
    await page.context().close();
  },
);

test(
  'an account holder books at once, as a member; a full session offers the line before one tries',
  { tag: '@phone' },
  async ({ app, person }) => {
    const host = await person('Henk Host', { host: true });
    const studio = await openStudio(host, app);
    const first = firstOf(studio);
    const mia = await person('Mia Member');
    const booking = await BookingPage.open(mia.page, first);
    await expect(booking.form.getByLabel('Name')).toHaveValue('Mia Member');
    await expect(booking.form.getByLabel('E-mail')).toHaveCount(0);
    await mia.page.getByRole('switch', { name: 'I am a member' }).click();
    await booking.press('Book 1 seat');
    await expect(booking.words).toHaveText('1 seat booked');
    const listed = await host.context.request.get(`${app.url}/api/instances/${first.id}/reservations`);
    const { items } = (await listed.json()) as { items: { kind: string; state: string }[] };
    expect(items).toMatchObject([{ kind: 'member', state: 'confirmed' }]);

    await fill(host, app, first, 3);
    await expect(booking.seatsLeft).toHaveText('Full, join the waiting list');
    const other = await person('Otto Other');
    const late = await BookingPage.open(other.page, first);
    await late.fillIn(2, 'Otto and Pia');
    await late.press('Join the waiting list for 2 seats');
    await expect(late.words).toHaveText('Number 1 in line');
    await booking.press('Cancel the booking');
    await mia.page.getByRole('dialog').getByRole('button', { name: 'Give 1 seat back' }).click();
    await expect(booking.words).toHaveText('Cancelled');
    await expect(late.words).toHaveText('Number 1 in line');
  },
);
