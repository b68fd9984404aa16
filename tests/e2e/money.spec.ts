import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { book, openAgendaSession, openCity, tomorrow } from './board.stage.ts';
import { expect, test } from './fixtures.ts';
import { complaints, expectAccessible, expectAccessibleInBothColours, open } from './pages.stage.ts';

/** Ninety euros to hold it, 25.00 a seat of which 4.00 are spent: it pays for itself at 5 people. */
const moneyOf = (session: { id: string }) => `/agenda/money/sessions/${session.id}`;
const figure = (page: Page, name: string) =>
  page.locator('dt', { hasText: name }).first().locator('xpath=following-sibling::dd');

/** Downloads what the link leads to and reads it as a spreadsheet would. */
async function download(page: Page): Promise<Record<string, string>[]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  return parse(await readFile(await file.path()), { columns: true });
}

test(
  'break-even passes while one watches, and every number of people can be looked at',
  { tag: '@phone' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const host = await person('Rosa Host', { host: true });
    const city = await openCity(host, app, 'Porto');
    const session = await openAgendaSession(host, app, city, 'Harbour walk', { date: tomorrow() });
    const heard = complaints(host.page);
    await open(host.page, moneyOf(session));
    const { page } = host;
    await expect(page.getByText('5 more seats and it pays for itself')).toBeVisible();
    await expect(page.getByText('2 more seats to the minimum of 2.')).toBeVisible();
    await expect(page.getByText('Break-even is passed.')).toHaveCount(0);

    await test.step('bookings move the figures without a reload', async () => {
      await book(host, app, session, 4);
      await expect(page.getByText('1 more seat and it pays for itself')).toBeVisible();
      await expect(figure(page, 'Margin after minimum coverage')).toHaveText('-€6.00');
      await book(host, app, session, 1);
      await expect(page.getByText('Covered: €15.00 after the minimum', { exact: true })).toBeVisible();
      await expect(page.getByText('Break-even is passed.')).toHaveCount(1);
      await expect(figure(page, 'Load factor')).toHaveText('83%');
    });

    await test.step('the plot says in words what it shows, and answers to the keyboard', async () => {
      await expect(page.getByRole('img', { name: /^Break-even plot/ })).toHaveAccessibleName(
        /Tickets reach the cost at 5 people\. The minimum is 2 people\. Now: 5 people/,
      );
      const slider = page.getByRole('slider', { name: 'People' });
      await slider.focus();
      await slider.press('ArrowRight');
      await expect(slider).toHaveAttribute('aria-valuetext', /^At 6 people: tickets €150.00, cost €114.00/);
      await slider.press('Home');
      await expect(slider).toHaveAttribute('aria-valuetext', /^At 0 people: .* leaves -€90.00$/);
      await page.getByText('The same as a table').click();
      await expect(page.getByRole('row', { name: /^5 €125.00 €110.00 \+€15.00$/ })).toBeVisible();
    });
    await expectAccessibleInBothColours(page);

    await test.step('its figures are a file', async () => {
      const [row] = await download(page);
      expect(row).toMatchObject({ title: 'Harbour walk', pax: '5', tickets: '125.00', state: 'covered' });
    });

    await test.step('its guide’s page shows the same to hosts', async () => {
      await open(page, session.path);
      await expect(page.getByText('Covered: €15.00 after the minimum', { exact: true })).toBeVisible();
      await expectAccessible(page);
    });
    expect(heard).toEqual([]);
  },
);

test(
  'what is earned beside the tickets in another currency counts once a rate is written down',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const host = await person('Rui Host', { host: true });
    const city = await openCity(host, app, 'Faro');
    const session = await openAgendaSession(host, app, city, 'Cellar evening', { date: tomorrow() });
    await book(host, app, session, 5);
    const { page } = host;
    await open(page, moneyOf(session));
    await page.getByRole('button', { name: 'Add a line' }).click();
    const dialog = page.getByRole('dialog');

    await test.step('what is half filled in is pointed at, and nothing is lost', async () => {
      await dialog.getByLabel('Which partner').fill('Ferry company');
      await dialog.getByLabel('They sold for').fill('200.10');
      await dialog.getByRole('button', { name: 'Add the line' }).click();
      await expect(dialog.getByLabel('Our share of it')).toHaveAccessibleDescription(/per cent/i);
      await expect(dialog.getByLabel('Our share of it')).toBeFocused();
      await expect(dialog.getByLabel('They sold for')).toHaveValue('200.10');
      await expectAccessible(page);
    });
    await dialog.getByLabel('Our share of it').fill('10');
    const currency = dialog.getByRole('combobox', { name: 'Currency' });
    await currency.click();
    await currency.pressSequentially('NOK');
    await page.getByRole('option', { name: /NOK/ }).click();
    await dialog.getByRole('button', { name: 'Add the line' }).click();
    await expect(dialog).toHaveCount(0);

    await expect(page.getByText('Not added: nobody has written down a rate from NOK to EUR.')).toBeVisible();
    await expect(page.getByText('NOK 20.01', { exact: true })).toBeVisible();
    await expect(figure(page, 'Session result')).toHaveText('+€15.00');

    await page.getByRole('link', { name: 'Write one down' }).click();
    await expect(page.getByRole('combobox', { name: 'One of' })).toHaveValue(/NOK/);
    await page.getByLabel('How much').fill('0,085');
    await page.getByRole('button', { name: 'Write the rate down' }).click();
    await expect(page.getByLabel('Who says so')).toBeFocused();
    await page.getByLabel('Who says so').fill('Norges Bank');
    await page.getByRole('button', { name: 'Write the rate down' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'NOK 1 = EUR 0.085' })).toContainText('Counts');
    await expectAccessibleInBothColours(page);

    await open(page, moneyOf(session));
    await expect(page.getByText(/Counts as €1\.70: NOK 1 = EUR 0\.085, Norges Bank/)).toBeVisible();
    await expect(figure(page, 'Session result')).toHaveText('+€16.70');
    await expect(page.getByText('With what is earned beside the tickets, +€16.70 in all.')).toBeVisible();

    await test.step('struck out, it counts no more', async () => {
      await open(page, '/agenda/money/rates');
      await page.getByRole('button', { name: /^Strike out NOK 1 = EUR 0.085/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Strike it out' }).click();
      await expect(page.getByText('NOK 1 = EUR 0.085', { exact: true })).toHaveCount(0);
      await open(page, moneyOf(session));
      await expect(figure(page, 'Session result')).toHaveText('+€15.00');
    });

    await test.step('a line is changed and taken out', async () => {
      await page.getByRole('button', { name: 'Change Ferry company' }).click();
      await dialog.getByLabel('What it is').selectOption('Goods sold for somebody else');
      for (const [label, text] of [
        ['Sold', '3'],
        ['Price of one', '45'],
        ['Whose they are', 'Ana'],
        ['Our share of the price', '30'],
      ] as const)
        await dialog.getByLabel(label, { exact: true }).fill(text);
      await dialog.getByRole('button', { name: 'Save the line' }).click();
      await expect(page.getByText('Consigned, our share')).toBeVisible();
      await expect(page.getByText('NOK 40.50', { exact: true })).toBeVisible();
      await page.getByRole('button', { name: 'Take out Ferry company' }).click();
      await dialog.getByRole('button', { name: 'Take it out' }).click();
      await expect(page.getByText('Nothing yet. Commissions, goods')).toBeVisible();
    });
  },
);

test(
  'costs keep their cents, survive a booking in between, and show where it loses again',
  { tag: '@desktop' },
  async ({ app, person }) => {
    const host = await person('Ines Host', { host: true });
    const city = await openCity(host, app, 'Braga');
    const session = await openAgendaSession(host, app, city, 'Long walk', {
      date: tomorrow(),
      capacityMax: 16,
    });
    await book(host, app, session, 12);
    const { page } = host;
    await open(page, moneyOf(session));
    await page.getByRole('button', { name: 'Costs and price' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Variable cost').fill('4,29');
    await dialog.getByLabel('Minimum cost').fill('210.005');
    await dialog.getByRole('button', { name: 'Save costs and price' }).click();
    await expect(dialog.getByLabel('Minimum cost')).toHaveAccessibleDescription(/2 decimals/);
    await dialog.getByLabel('Minimum cost').fill('210.05');
    await dialog.getByRole('button', { name: 'Add step' }).click();
    await dialog.getByLabel('What').fill('second guide');
    await dialog.getByLabel('Costs', { exact: true }).fill('60');
    await dialog.getByLabel('For every full').fill('12');
    await expectAccessible(page);
    await book(host, app, session, 1);
    await dialog.getByRole('button', { name: 'Save costs and price' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(figure(page, 'Variable cost')).toHaveText('-€55.77');
    await expect(figure(page, 'Fixed cost at 13 people')).toHaveText('-€270.05');
    await expect(page.getByText('Minimum €210.05 + second guide €60.00')).toBeVisible();
    await expect(figure(page, 'Margin after minimum coverage')).toHaveText('-€0.82');
    await expect(
      page.getByText('It loses again at 13 people: 1 more seat and it pays for itself'),
    ).toBeVisible();
    await expect(page.getByText('13 loses again: second guide.', { exact: true })).toBeVisible();
  },
);

test(
  'sums are by what one asks, in currencies apart or by a rate, down to the sessions; a host’s alone',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const host = await person('Sofia Host', { host: true });
    const city = await openCity(host, app, 'Evora');
    const date = tomorrow();
    const walk = await openAgendaSession(host, app, city, 'Roman walk', { date });
    const music = await openAgendaSession(host, app, city, 'Choir', { date, start: '20:00', minutes: 60 });
    await book(host, app, walk, 5);
    await book(host, app, music, 2);
    const change = await host.context.request.patch(`${app.url}/api/instances/${music.id}`, {
      data: { currency: 'SEK' },
      headers: { origin: app.url },
    });
    expect(change.ok()).toBe(true);
    const { page } = host;
    const sums = `/agenda/money?by=stack&city=${city.slug}&from=${date}&to=${date}`;
    await open(page, sums);
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await expect(row('Roman walk')).toContainText('+€15.00');
    await expect(row('Choir')).toContainText('-SEK 48.00');
    await expect(row('All together')).toContainText('+€15.00');
    await expectAccessibleInBothColours(page);

    await test.step('sorted by the heads of its columns, with the keyboard', async () => {
      await page.getByRole('link', { name: 'Result' }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('columnheader', { name: 'Result' })).toHaveAttribute(
        'aria-sort',
        'descending',
      );
      await expect(page.getByRole('rowheader').first()).toHaveText('Roman walk');
    });

    await test.step('one sum for all says which rate is missing, then which it used', async () => {
      await page.getByLabel('Added up in').selectOption('EUR');
      await expect(row('Choir')).toContainText('Not in EUR: no rate for SEK');
      await page.getByRole('link', { name: 'Write down a rate from SEK to EUR' }).click();
      await page.getByLabel('How much').fill('0.1');
      await page.getByLabel('Who says so').fill('Riksbank');
      await page.getByRole('button', { name: 'Write the rate down' }).click();
      await expect(page.getByText('SEK 1 = EUR 0.1', { exact: true })).toBeVisible();
      await open(page, `${sums}&into=EUR`);
      await expect(row('All together')).toContainText('+€10.20');
      await expect(page.getByText(/By these rates: SEK 1 = EUR 0.1 \(Riksbank, /)).toBeVisible();
    });

    await test.step('as a file', async () => {
      const rows = await download(page);
      expect(
        rows.map(({ currency, pax, sessionResult }) => [currency, pax, sessionResult]).toSorted(),
      ).toEqual([
        ['EUR', '5', '15.00'],
        ['SEK', '2', '-48.00'],
      ]);
    });

    await test.step('by city, down to the sessions and to one of them', async () => {
      await page.getByRole('link', { name: 'Cities', exact: true }).click();
      await page.getByRole('link', { name: 'Evora' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Evora' })).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: 'Roman walk' })).toContainText('Covered');
      await expect(page.getByRole('listitem').filter({ hasText: 'Choir' })).toContainText('3 more seats');
      await expectAccessibleInBothColours(page);
      await page.getByRole('link', { name: 'Choir' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Choir' })).toBeVisible();
      await expect(page.getByText('3 more seats and it pays for itself')).toBeVisible();
    });

    await test.step('days without sessions say so', async () => {
      await open(page, `/agenda/money?city=${city.slug}&from=2020-01-01&to=2020-01-31`);
      await expect(page.getByText('No sessions in these days')).toBeVisible();
      await expectAccessible(page);
    });

    const guest = await person('Gil Guest');
    await open(guest.page, sums);
    await expect(guest.page.getByRole('heading', { name: 'Not for this account' })).toBeVisible();
  },
);
