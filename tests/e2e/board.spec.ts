import {
  BoardPage,
  GuideView,
  book,
  cuttablePushes,
  lead,
  openAgendaSession,
  openCity,
  scansAtOnce,
  tomorrow,
  together,
} from './board.stage.ts';
import { expect, test } from './fixtures.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';

/** Pages are looked at in both colours by axe, which takes its time on a busy machine. */
test.describe.configure({ timeout: 180_000 });

test(
  'counts move on the board without a reload, new and cancelled sessions appear',
  { tag: '@desktop' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const nora = await person('Nora Byrne');
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    const heard = complaints(nora.page);
    const board = await BoardPage.open(nora.page, city);

    await expect(board.row('Harbour walk')).toContainText('On now');
    await board.expectCounts('Harbour walk', { taken: 0, held: 0, left: 6 });
    await expect(board.row('Harbour walk')).toContainText('2 more needed');
    await expectAccessibleInBothColours(nora.page);

    await test.step('a booking, a hold and a line', async () => {
      await book(host, app, walk, 3);
      await board.expectCounts('Harbour walk', { taken: 3, held: 0, left: 3 });
      await expect(board.row('Harbour walk')).toContainText('Enough to run');
      await book(nora, app, walk, 2, { hold: true });
      await board.expectCounts('Harbour walk', { taken: 3, held: 2, left: 1 });
      await book(nora, app, walk, 4, { waitlist: true });
      await expect.poll(() => board.count('Harbour walk', 'waiting')).toBe('4');
      await expect(
        board.row('Harbour walk').getByRole('img', { name: '3 taken, 2 held, 1 left of 6; runs from 2' }),
      ).toBeVisible();
    });

    await test.step('a session that is new', async () => {
      const tiles = await openAgendaSession(host, app, city, 'Tiles and kilns', {
        start: '00:01',
        minutes: 1_430,
      });
      await expect(board.row('Tiles and kilns')).toBeVisible();
      await ask(host, app, `/api/instances/${tiles.id}/cancel`);
      await expect(board.row('Tiles and kilns')).toContainText('Cancelled');
      await expect(board.row('Harbour walk')).toBeVisible();
    });

    await test.step('who leads is for hosts', async () => {
      await lead(host, app, walk, nora);
      await BoardPage.open(nora.page, city);
      await expect(board.row('Harbour walk')).not.toContainText('with Nora');
      const theirs = await BoardPage.open(host.page, city);
      await expect(theirs.row('Harbour walk')).toContainText('with Nora Byrne');
      await theirs.row('Harbour walk').getByRole('link').click();
      await expect(host.page).toHaveURL(walk.path);
    });
    expect(heard).toEqual([]);
  },
);

test(
  'the board says when it is not heard, and is right again afterwards',
  { tag: '@desktop' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    const wall = await person('The wall', { viewport: { width: 1024, height: 768 } });
    const line = await cuttablePushes(wall.page);
    const board = await BoardPage.open(wall.page, city);
    await book(host, app, walk, 1);
    await board.expectCounts('Harbour walk', { taken: 1, held: 0, left: 5 });

    line.cut();
    await expect(board.connection).toHaveText(/Reconnecting, counts as of \d\d:\d\d/);
    await book(host, app, walk, 2);
    await openAgendaSession(host, app, city, 'Made meanwhile', { start: '00:01', minutes: 1_430 });
    await expectAccessibleInBothColours(wall.page);
    line.mend();
    // Those who wait for a server that is back knock at growing distances.
    await expect(board.connection).toHaveText('', { timeout: 30_000 });
    await board.expectCounts('Harbour walk', { taken: 3, held: 0, left: 3 });
    await expect(board.row('Made meanwhile')).toBeVisible();
  },
);

test('a board left open over midnight shows the new day', { tag: '@desktop' }, async ({ app, person }) => {
  const host = await person('Ines Duarte', { host: true });
  const city = await openCity(host, app);
  await openAgendaSession(host, app, city, 'Yesterday’s walk');
  await openAgendaSession(host, app, city, 'The new day', { date: tomorrow(), start: '10:00', minutes: 60 });
  const { page } = host;
  const board = await BoardPage.open(page, city);
  await expect(board.row('Yesterday’s walk')).toBeVisible();
  await expect(board.row('The new day')).toHaveCount(0);
  await expect(page.getByTestId('upcoming')).toContainText('The new day');

  // The server's clock is what counts: this one says that it is past midnight there.
  const night = new Date(Date.parse(`${tomorrow()}T02:00:00Z`));
  await page.route('**/healthz', (route) => route.fulfill({ headers: { date: night.toUTCString() } }));
  await page.evaluate(`window.dispatchEvent(new Event('online'))`);
  await expect(board.row('The new day')).toContainText('Next, in');
  await expect(board.row('Yesterday’s walk')).toHaveCount(0);
});

test('an empty day says what comes next', { tag: '@desktop' }, async ({ app, person }) => {
  const host = await person('Ines Duarte', { host: true });
  const city = await openCity(host, app);
  const board = await BoardPage.open(host.page, city);
  await expect(host.page.getByTestId('empty')).toHaveText('Nothing is on today.');
  await expect(host.page.getByTestId('upcoming')).toContainText('Nothing is planned');
  await openAgendaSession(host, app, city, 'Fado', { date: tomorrow(), start: '19:00', minutes: 60 });
  await expect(host.page.getByTestId('upcoming')).toContainText('Then tomorrow 19:00, Fado, 6 left');
  await expect(board.page.getByTestId('board-row')).toHaveCount(0);
  await expectAccessibleInBothColours(host.page);
});

test(
  'two guides check in the same party at once: it counts once, and both see it',
  { tag: '@phone' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const rui = await person('Rui Costa');
    const nora = await person('Nora Byrne');
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    await lead(host, app, walk, rui);
    await book(nora, app, walk, 2);
    const [hers, his] = [await GuideView.open(host, walk), await GuideView.open(rui, walk)];
    await expect(hers.sums).toHaveText('0 of 2 here, 2 to come');
    await expectAccessibleInBothColours(rui.page);

    await together([hers.page, his.page], '**/check-in');
    await Promise.all([hers.checkIn('Nora Byrne').click(), his.checkIn('Nora Byrne').click()]);
    for (const view of [hers, his]) {
      await expect(view.party('Nora Byrne')).toHaveAttribute('data-state', 'checkedIn');
      await expect(view.sums).toHaveText('2 of 2 here');
    }

    await test.step('what one adds, the other sees; a no-show can be taken back', async () => {
      await his.page.getByRole('button', { name: 'Add a party' }).click();
      await his.page.getByLabel('Name').fill('A family on the quay');
      await his.page.getByRole('spinbutton', { name: 'Seats' }).fill('3');
      await his.page.getByRole('button', { name: 'Book 3 seats' }).click();
      await expect(hers.sums).toHaveText('2 of 5 here, 3 to come');
      await hers.party('A family').getByRole('button').first().click();
      await hers.page.getByRole('button', { name: 'They did not come' }).click();
      await expect(his.sums).toHaveText('2 of 5 here, 3 did not come');
      await hers.page.getByRole('button', { name: 'Undo' }).click();
      await expect(his.sums).toHaveText('2 of 5 here, 3 to come');
    });

    await test.step('more seats than there are is refused with what is left', async () => {
      await his.party('A family').getByRole('button').first().click();
      await his.page.getByRole('spinbutton', { name: 'Seats' }).fill('5');
      await his.page.getByRole('button', { name: 'Save the change' }).click();
      await expect(his.page.getByRole('dialog')).toContainText('Only 1 seat left');
      await expectAccessibleInBothColours(his.page);
      await his.page.keyboard.press('Escape');
    });

    await test.step('they move to another session of the city', async () => {
      await openAgendaSession(host, app, city, 'Tiles and kilns', {
        date: tomorrow(),
        start: '10:00',
        minutes: 60,
      });
      await his.party('A family').getByRole('button').first().click();
      await his.page.getByRole('button', { name: 'Move to another session' }).click();
      await his.page.getByRole('radio', { name: /Tiles and kilns/ }).check();
      await his.page.getByRole('button', { name: 'Move 3 seats' }).click();
      await expect(hers.sums).toHaveText('2 of 2 here');
    });
  },
);

test(
  'a booking’s code leads a guide to one big button, and others to their own',
  { tag: '@phone' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const nora = await person('Nora Byrne');
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    const party = await book(nora, app, walk, 2, { hold: true });
    const address = `/check-in/${walk.id}/${party.id}`;

    await open(nora.page, address);
    await expect(nora.page.getByText('Show this to your guide')).toBeVisible();
    await expectAccessibleInBothColours(nora.page);

    await open(host.page, address);
    await expect(host.page.getByTestId('party-seats')).toHaveText('2 seats');
    await expectAccessibleInBothColours(host.page);
    await host.page.getByRole('button', { name: 'Confirm and check in 2' }).click();
    await expect(host.page.getByTestId('checked-in')).toHaveText('2 seats checked in');
    await open(host.page, address);
    await expect(host.page.getByTestId('checked-in')).toHaveText('Already checked in');
    await open(nora.page, address);
    await expect(nora.page.getByText('You are checked in')).toBeVisible();

    await nora.context.clearCookies();
    await open(nora.page, address);
    await expect(nora.page.getByRole('link', { name: 'Sign in', exact: true }).last()).toHaveAttribute(
      'href',
      `/sign-in?next=${encodeURIComponent(address)}`,
    );
  },
);

test(
  'capacity below what people have is refused with the reason; cancelling says what it does',
  { tag: '@phone' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    await book(host, app, walk, 4);
    const view = await GuideView.open(host, walk);
    const { page } = view;

    await view.more('Change the seats in all');
    await page.getByLabel('At most').fill('3');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText('Must not be below what people have: 4 seats taken');
    await expect(page.getByLabel('At most')).toHaveValue('3');
    await page.getByLabel('At most').fill('4');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByTestId('left')).toHaveText('0 of 4 left');

    await view.more('Change title, time, place, guide');
    await page.getByLabel('Where people meet').fill('The Spanish Arch');
    await expectAccessibleInBothColours(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(
      page.getByRole('banner').or(page.locator('header')).filter({ hasText: 'The Spanish Arch' }),
    ).toBeVisible();

    await view.more('Cancel this session');
    await expect(page.getByRole('dialog')).toContainText('All bookings are cancelled: 4 seats');
    await page.getByRole('button', { name: 'Cancel the session' }).click();
    await expect(page.getByTestId('cancelled')).toBeVisible();
    await view.more('Take the cancellation back');
    await page.getByRole('button', { name: 'Take the cancellation back' }).click();
    await expect(page.getByTestId('cancelled')).toHaveCount(0);
    await expect(view.sums).toHaveText('Nobody has booked yet');
  },
);

test(
  'a press without a connection says so, and counts once when it is back',
  { tag: '@phone' },
  async ({ app, person }) => {
    const host = await person('Ines Duarte', { host: true });
    const city = await openCity(host, app);
    const walk = await openAgendaSession(host, app, city, 'Harbour walk');
    await book(host, app, walk, 2, { partyName: 'Rosa' });
    await book(host, app, walk, 1, { partyName: 'Kofi' });
    const view = await GuideView.open(host, walk);

    await host.context.setOffline(true);
    await view.checkIn('Rosa').click();
    await expect(view.party('Rosa')).toContainText('Not sent');
    await view.checkIn('Kofi').click();
    await expect(view.page.getByText('2 presses not sent yet')).toBeVisible();
    await expectAccessibleInBothColours(view.page);
    await host.context.setOffline(false);
    await expect(view.party('Rosa')).toHaveAttribute('data-state', 'checkedIn');
    await expect(view.party('Kofi')).toHaveAttribute('data-state', 'checkedIn');
    await expect(view.sums).toHaveText('3 of 3 here');
    await expect(view.page.getByText('not sent yet')).toHaveCount(0);

    await test.step('an answer that was lost on the way is asked for again under the same key', async () => {
      await book(host, app, walk, 1, { partyName: 'Zoë' });
      await expect(view.checkIn('Zoë')).toBeVisible({ timeout: 30_000 });
      const keys: (string | undefined)[] = [];
      await view.page.route('**/check-in', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch(); // it arrives, and the answer does not
        await route.abort();
      });
      await view.checkIn('Zoë').click();
      await expect(view.party('Zoë')).toContainText('Not sent');
      await view.party('Zoë').getByRole('button', { name: 'Send again' }).click();
      await expect(view.party('Zoë')).toHaveAttribute('data-state', 'checkedIn');
      expect(keys).toHaveLength(2);
      expect(keys[0]).toBe(keys[1]);
      await expect(view.sums).toHaveText('4 of 4 here');
    });
  },
);

test('a guide who is no host notes, invites and scans', { tag: '@phone' }, async ({ app, person }) => {
  const host = await person('Ines Duarte', { host: true });
  const rui = await person('Rui Costa');
  const nora = await person('Nora Byrne');
  const city = await openCity(host, app);
  const walk = await openAgendaSession(host, app, city, 'Harbour walk');
  const { page } = rui;
  await open(page, walk.path);
  await expect(page.getByRole('heading', { name: 'Who comes' })).toHaveCount(0);
  await lead(host, app, walk, rui);
  const party = await book(nora, app, walk, 2);
  await scansAtOnce(page, `${app.url}/check-in/${walk.id}/${party.id}`);
  const view = await GuideView.open(rui, walk);
  await expect(view.sums).toHaveText('0 of 2 here, 2 to come');
  await expect(page.getByRole('heading', { name: 'Money' })).toHaveCount(0);

  await test.step('a note is Markdown and nothing more', async () => {
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByLabel('Title').fill('Stops');
    await page.getByRole('textbox', { name: 'Note' }).fill('The **kiln** first <img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Save the note' }).click();
    await expect(page.getByRole('article').locator('strong')).toHaveText('kiln');
    await expect(page.getByRole('article')).toContainText('<img src=x');
    await expect(page.getByRole('article').locator('img')).toHaveCount(0);
    await page.getByRole('button', { name: 'Change the note Stops' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('The quay first');
    await page.getByRole('button', { name: 'Save the note' }).click();
    await expect(page.getByRole('article')).toContainText('The quay first');
  });

  await test.step('a link takes seats at once', async () => {
    await view.more('Invite by a link');
    await page.getByLabel('Who is invited').fill('The baker');
    await page.getByRole('spinbutton', { name: 'Up to' }).fill('2');
    await page.getByRole('button', { name: 'Make a link for 2 seats' }).click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    const link = await page.getByLabel('Link for The baker').inputValue();
    expect(link).toMatch(/\/invited\/[\w-]+$/);
    await expectAccessibleInBothColours(page);
    const token = link.split('/').at(-1);
    await ask(nora, app, `/api/invitations/${token}/accept`, { partyName: 'The baker', seats: 2 });
    await page.keyboard.press('Escape');
    await expect(view.sums).toHaveText('0 of 4 here, 4 to come');
  });

  await test.step('the camera leads to the booking', async () => {
    await page.getByRole('button', { name: 'Scan' }).click();
    await expect(page).toHaveURL(`/check-in/${walk.id}/${party.id}`);
    await page.getByRole('button', { name: 'Check in 2' }).click();
    await expect(page.getByTestId('checked-in')).toHaveText('2 seats checked in');
  });
});
