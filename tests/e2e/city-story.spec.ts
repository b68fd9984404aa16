import type { Locator, Page } from '@playwright/test';
import { drag, day, look, place, saved } from './agenda-week.stage.ts';
import { BoardPage, GuideView } from './board.stage.ts';
import { type App, expect, type Person, test } from './fixtures.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';
import { BookingPage, lisbonDay } from './studio.stage.ts';

/** One city from an empty week to the margin after its minimum, by everybody who has a part in it. */

test.use({ locale: 'en-GB', timezoneId: 'Europe/Lisbon' });

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const weekdayOf = (date: string): string => WEEKDAYS[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? '';

/** 14 seats and 270.00 to hold the walk; each seat leaves 21.00, so 13 pay for it. */
const STACKS = [
  { title: 'Quayside walk', defaultDurationMin: 1_439, capacityMin: 4, capacityMax: 14 },
  { title: 'Azulejo painting', defaultDurationMin: 120, capacityMin: 4, capacityMax: 16 },
  { title: 'Caravan supper', defaultDurationMin: 180, capacityMin: 6, capacityMax: 12 },
];

test(
  'a week is built and generated, a trip and travellers fill it, the last seat is fought for, and it pays',
  { tag: '@desktop' },
  async ({ app, person, browser }) => {
    test.setTimeout(300_000);
    const ines = await person('Ines Costa', { host: true });
    const heard = complaints(ines.page);
    const slug = `lisbon-story-${process.pid}`;
    const dates = [lisbonDay(0), lisbonDay(1), lisbonDay(2)] as const;
    await ask(ines, app, '/api/cities', { name: 'Lisbon Story', slug, timezone: 'Europe/Lisbon' });
    for (const stack of STACKS) {
      const money = { costMin: 27_000, priceMinor: 2_500, variableCostMinor: 400 };
      await ask(ines, app, '/api/session-stacks', { ...stack, ...money });
    }

    await test.step('a guide builds a week', () => buildWeek(ines.page, dates));
    await test.step('and generates a month, after a look at what it would be', async () => {
      await ines.page.getByRole('link', { name: 'Generate' }).click();
      await look(ines.page, { from: dates[0], to: lisbonDay(27) });
      expect(await sessionsOf(ines, app, slug)).toEqual([]);
      await ines.page.getByRole('button', { name: 'Generate 12 sessions' }).click();
      await expect(ines.page.getByRole('heading', { name: '12 sessions made.' })).toBeVisible();
    });
    const sessions = await sessionsOf(ines, app, slug);
    expect(sessions).toHaveLength(12);
    const walk = sessions.find(({ title, date }) => title === 'Quayside walk' && date === dates[0]);
    if (!walk) throw new Error('there is no walk today');

    const wall = await person('The wall', { viewport: { width: 1024, height: 768 } });
    const board = await BoardPage.open(wall.page, { slug, weekId: '', board: `/board/${slug}` });
    await board.expectCounts('Quayside walk', { taken: 0, held: 0, left: 14 });
    const money = await ines.context.newPage();
    await open(money, `/agenda/money/sessions/${walk.id}`);
    await expect(money.getByText('13 more seats and it pays for itself')).toBeVisible();

    await test.step('a trip of twelve gets its seats in three sessions', async () => {
      await planTrip(ines.page, slug, dates);
      await board.expectCounts('Quayside walk', { taken: 12, held: 0, left: 2 });
      await expect(money.getByText('1 more seat and it pays for itself')).toBeVisible();
    });

    const visitor = async (): Promise<Page> => {
      const context = await browser.newContext({ baseURL: app.url, locale: 'en-GB', viewport: PHONE });
      return context.newPage();
    };
    const ana = await visitor();
    await test.step('a traveller books from the public page, and the board moves', async () => {
      await open(ana, `/studio/${slug}`);
      await ana
        .getByRole('link', { name: /Quayside walk/ })
        .first()
        .click();
      const booking = new BookingPage(ana);
      await booking.fillIn(1, 'Ana', 'ana@example.org');
      await booking.press('Hold 1 seat for 15 minutes');
      const pressed = Date.now();
      await expect(booking.words).toHaveText(/^1 seat for you until/);
      await board.expectCounts('Quayside walk', { taken: 12, held: 1, left: 1 });
      const description = `${Date.now() - pressed} ms from the press, polls included`;
      test.info().annotations.push({ type: 'a booking on the board', description });
    });

    const [ben, cleo] = [await visitor(), await visitor()];
    await test.step('the last seat goes to one of two; who is second gets in after a cancellation', () =>
      lastSeat(walk, ben, cleo, board));

    await test.step('the guide checks in by the code on the ticket', async () => {
      await open(ana, '/bookings');
      await expect(ana.getByRole('img', { name: /QR code: ticket for Quayside walk/ })).toBeVisible();
      const mine = await ana.context().request.get(`${app.url}/api/reservations`);
      const { items } = (await mine.json()) as { items: { reservation: { id: string } }[] };
      await open(ines.page, `/check-in/${walk.id}/${items[0]?.reservation.id}`);
      await ines.page.getByRole('button', { name: 'Confirm and check in 1' }).click();
      await expect(ines.page.getByTestId('checked-in')).toHaveText('1 seat checked in');
      const guide = await GuideView.open(ines, { ...walk, path: `/instances/${walk.id}` });
      await expect(guide.party('Ana')).toHaveAttribute('data-state', 'checkedIn');
    });

    await test.step('break-even is passed, while one watches and on the board', async () => {
      await expect(money.getByText('Covered: €3.00 after the minimum', { exact: true })).toBeVisible();
      await expect(money.getByText('Break-even is passed.')).toHaveCount(1);
      await board.expectCounts('Quayside walk', { taken: 13, held: 1, left: 0 });
      await expectAccessibleInBothColours(wall.page);
      await expectAccessibleInBothColours(ines.page);
    });
    expect(heard).toEqual([]);
    for (const page of [ana, ben, cleo]) await page.context().close();
  },
);

const PHONE = { width: 390, height: 844 };

interface DatedSession {
  id: string;
  title: string;
  date: string;
}

async function sessionsOf(host: Person, app: App, city: string): Promise<DatedSession[]> {
  const answer = await host.context.request.get(`${app.url}/api/instances?city=${city}`);
  return ((await answer.json()) as { items: DatedSession[] }).items;
}

/** Dragged, and through the dialog; today, tomorrow and the day after. */
async function buildWeek(page: Page, dates: readonly [string, string, string]): Promise<void> {
  const [today, tomorrow, third] = dates.map(weekdayOf) as [string, string, string];
  await open(page, '/agenda');
  await page.getByRole('link', { name: 'New week of Lisbon Story' }).click();
  await page.getByLabel('Title').fill('Quays and tiles');
  await page.getByRole('button', { name: 'Make the week' }).click();
  await expect(page.getByRole('heading', { name: 'Quays and tiles' })).toBeVisible();
  await drag(page, page.getByRole('button', { name: 'Azulejo painting' }).first(), day(page, tomorrow));
  await expect(day(page, tomorrow).getByRole('button', { name: 'Azulejo painting' })).toBeVisible();
  await place(page, 'Quayside walk', today, '00:00');
  await place(page, 'Caravan supper', third, '19:00');
  await saved(page);
}

async function planTrip(page: Page, slug: string, [from, , to]: readonly string[]): Promise<void> {
  await open(page, '/trips/new');
  await page.getByLabel('Title').fill('Choir from Ghent');
  await page.getByLabel('City').selectOption(slug);
  await page.getByLabel('First day').fill(from ?? '');
  await page.getByLabel('Last day').fill(to ?? '');
  await page.getByLabel('Travellers', { exact: true }).fill('12');
  await page.getByRole('button', { name: 'Choose its sessions' }).click();
  for (const { title } of STACKS) await page.getByRole('checkbox', { name: new RegExp(title) }).check();
  await page.getByRole('button', { name: 'Allocate 12 seats in 3 sessions' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: 'The trip has 12 seats in 3 sessions.' }),
  ).toBeVisible();
}

async function lastSeat(walk: DatedSession, one: Page, other: Page, board: BoardPage): Promise<void> {
  const both = [await BookingPage.open(one, walk), await BookingPage.open(other, walk)] as const;
  await both[0].fillIn(1, 'Ben', 'ben@example.org');
  await both[1].fillIn(1, 'Cleo', 'cleo@example.org');
  const press = ({ form }: BookingPage) => form.getByRole('button', { name: /^Hold 1 seat/ }).click();
  await Promise.all(both.map(press));
  const outcome = ({ words, page }: BookingPage): Locator => words.or(page.getByTestId('shortage')).first();
  await Promise.all(both.map((booking) => expect(outcome(booking)).toBeVisible()));
  const [winner, loser] = (await both[0].words.isVisible()) ? both : [both[1], both[0]];
  await expect(winner.words).toHaveText(/^1 seat for you until/);
  await expect(loser.page.getByTestId('shortage')).toContainText('The last seat went to somebody else');
  await board.expectCounts('Quayside walk', { taken: 12, held: 2, left: 0 });

  await loser.press('Join the waiting list for 1 seat');
  await expect(loser.words).toHaveText('Number 1 in line');
  await expect.poll(() => board.count('Quayside walk', 'waiting')).toBe('1');
  await winner.press('Cancel the booking');
  await winner.page.getByRole('dialog').getByRole('button', { name: 'Give 1 seat back' }).click();
  await expect(loser.words).toHaveText(/^Your turn: 1 seat for you until \d\d:\d\d$/);
  await expect.poll(() => board.count('Quayside walk', 'waiting')).toBe(null);
}
