import { expect, test } from './fixtures.ts';
import {
  ask,
  complaints,
  dayFromToday,
  expectAccessibleInBothColours,
  open,
  openSession,
  today,
} from './pages.stage.ts';

test('every page draws, says where one is, and keeps nobody out', async ({ app, person }) => {
  test.setTimeout(180_000);
  const nora = await person('Nora Byrne');
  const session = await openSession(nora, app, 'Nightly at the Cobblestone', { publicLog: true });
  await ask(nora, app, `/api/sessions/${session.id}/instances`, {
    date: today(),
    startTime: '00:00',
    endTime: '23:59',
  });
  const past = await ask<{ id: string }>(nora, app, `/api/sessions/${session.id}/instances`, {
    date: dayFromToday(-7),
  });
  const { items } = (await (await nora.context.request.get(`${app.url}/api/tunes?q=the kesh`)).json()) as {
    items: { id: string }[];
  };
  const tune = items[0]?.id ?? '';
  await ask(nora, app, `/api/instances/${past.id}/tunes`, { items: [{ tuneId: tune }] });
  const { url } = await ask<{ url: string }>(nora, app, `/api/sessions/${session.id}/invites`, {
    role: 'logger',
  });

  const pages: [path: string, heading: string | RegExp][] = [
    ['/', session.name],
    ['/sessions', 'Sessions'],
    ['/sessions?q=nothing-is-called-this', 'Sessions'],
    [`/sessions/${session.path}`, session.name],
    ['/sessions/new', 'New session'],
    [`/sessions/${session.path}/edit`, 'Change the session'],
    ['/tunes', 'Tunes'],
    ['/tunes?q=butterfly', 'Tunes'],
    [`/tunes/${tune}`, 'The Kesh'],
    ['/account', 'Account'],
    ['/admin', 'Not for this account'],
    ['/no-such-page', 'Not here'],
  ];
  const heard = complaints(nora.page);
  for (const [path, heading] of pages) {
    await test.step(`signed in, ${path}`, async () => {
      await open(nora.page, path);
      await expect(nora.page.getByRole('heading', { name: heading, exact: true }).first()).toBeVisible();
      await expect(nora.page).toHaveTitle(/Ensemble/);
      await expectAccessibleInBothColours(nora.page);
    });
  }
  expect(heard).toEqual([]);

  await nora.context.clearCookies();
  const strangers: [path: string, heading: string | RegExp][] = [
    ['/', session.name],
    [`/sessions/${session.path}`, session.name],
    [new URL(url).pathname, `Join ${session.name}`],
    ['/join/aaaaaaaaaaaaaaaaaaaaaaaa', 'This invitation does not work'],
    ['/sign-in', 'Sign in'],
    ['/sign-up', 'Make an account'],
    ['/forgot-password', 'A new password'],
    ['/reset-password?token=worn-out', 'Choose a new password'],
    ['/sessions/new', 'Sign in'],
    ['/sessions/not/here', 'Not here'],
  ];
  for (const [path, heading] of strangers) {
    await test.step(`a stranger, ${path}`, async () => {
      await open(nora.page, path);
      await expect(nora.page.getByRole('heading', { name: heading, exact: true }).first()).toBeVisible();
      await expectAccessibleInBothColours(nora.page);
    });
  }
  expect(heard).toEqual([]);
});

test('the session form says what it will do, keeps what was typed, and leads to the new session', async ({
  app,
  person,
}) => {
  const { page } = await person('Orla Form');
  await open(page, '/sessions/new');

  await test.step('what is missing stands beside its field, and the first of it has the focus', async () => {
    await page.getByRole('button', { name: 'Create the session' }).click();
    await expect(page.getByLabel('Name')).toBeFocused();
    await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/must not be empty/i);
    await expect(page.getByText('Say at least one weekday.')).toBeVisible();
  });

  await test.step('a field is checked when it is left', async () => {
    await page.getByLabel('Website').fill('cobblestone');
    await page.getByLabel('Phone').click();
    await expect(page.getByLabel('Website')).toHaveAccessibleDescription(/must be a web address/i);
    await page.getByLabel('Website').fill('');
    await page.getByLabel('Phone').click();
    await expect(page.getByLabel('Website')).toHaveAccessibleDescription('');
  });

  await test.step('the rhythm is said in words, with its next dates', async () => {
    await page.getByLabel('Name').fill('Mueller Tuesday Night');
    await page.getByLabel('City').fill('Austin');
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.click();
    await zone.pressSequentially('chicago');
    await page.getByRole('option', { name: /^Chicago/ }).click();
    await expect(zone).toHaveValue('Chicago');
    await page.getByLabel('Rhythm').selectOption('monthly');
    await page.getByRole('checkbox', { name: 'Tuesday' }).check();
    await page.getByRole('checkbox', { name: 'Third' }).check();
    await expect(page.getByText('First and third Tuesday of the month, 20:00–23:00 in Austin')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: /^Tue.*20\d\d, 20:00$/ })).toHaveCount(5);
  });

  await test.step('leaving asks first', async () => {
    await page.getByRole('link', { name: 'Tunes' }).filter({ visible: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click();
    await expect(page.getByLabel('Name')).toHaveValue('Mueller Tuesday Night');
  });

  await test.step('no connection: it says so and keeps everything', async () => {
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Create the session' }).click();
    await expect(page.getByText('Ensemble cannot be reached.')).toBeVisible();
    await expect(page.getByLabel('Name')).toHaveValue('Mueller Tuesday Night');
    await page.context().setOffline(false);
  });

  await test.step('it leads to the session’s page', async () => {
    await page.getByRole('button', { name: 'Create the session' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Mueller Tuesday Night' })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/sessions/austin/mueller-tuesday-night');
  });

  await test.step('an address that is taken is refused beside its field', async () => {
    const other = await openSession({ page, context: page.context(), name: 'Orla Form' }, app, 'Another one');
    await open(page, '/sessions/austin/mueller-tuesday-night/edit');
    await page.getByLabel('Address on this site').fill(other.path);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByLabel('Address on this site')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Address on this site')).toHaveValue(other.path);
  });
});

test('an organiser adds, cancels and reinstates evenings, and a member sees it without reloading', async ({
  app,
  person,
}) => {
  const orla = await person('Orla Organiser');
  const session = await openSession(orla, app, `Live ${Date.now()}`);
  const { url } = await ask<{ url: string }>(orla, app, `/api/sessions/${session.id}/invites`, {
    role: 'reader',
  });
  const rory = await person('Rory Reader', { guestLink: url });
  await open(rory.page, '/');
  await expect(rory.page.getByText(session.name)).toHaveCount(0);

  await open(orla.page, `/sessions/${session.path}`);
  await orla.page.getByRole('button', { name: 'Add an evening' }).first().click();
  await orla.page.getByRole('dialog').getByLabel('Date').fill(dayFromToday(3));
  await orla.page.getByRole('button', { name: 'Add the evening' }).click();
  await orla.page.waitForURL('**/instances/*');
  await expect(rory.page.getByRole('link', { name: session.name })).toBeVisible();

  await test.step('the same evening twice is refused, with a way to the one that is there', async () => {
    await open(orla.page, `/sessions/${session.path}`);
    await orla.page.getByRole('button', { name: 'Add an evening' }).first().click();
    await orla.page.getByRole('dialog').getByLabel('Date').fill(dayFromToday(3));
    await orla.page.getByRole('button', { name: 'Add the evening' }).click();
    await expect(orla.page.getByRole('dialog').getByText(/evening on .* already/i)).toBeVisible();
    await expect(orla.page.getByRole('link', { name: 'Open that evening' })).toBeVisible();
    await orla.page.keyboard.press('Escape');
  });

  const change = orla.page.getByRole('button', { name: /^Change [A-Z][a-z]{2},? \d/ });
  await change.click();
  await orla.page.getByRole('menuitem', { name: 'Cancel this evening' }).click();
  await orla.page.getByRole('dialog').getByRole('button', { name: 'Cancel this evening' }).click();
  await expect(orla.page.getByText('Cancelled')).toBeVisible();
  await expect(rory.page.getByText('Cancelled')).toBeVisible();

  await change.click();
  await orla.page.getByRole('menuitem', { name: 'It takes place after all' }).click();
  await expect(orla.page.getByText('Cancelled')).toHaveCount(0);
  await expect(rory.page.getByText('Cancelled')).toHaveCount(0);
});

test('an invitation has a link and a QR code; whoever follows it needs only a name, and can keep it', async ({
  app,
  person,
}) => {
  const orla = await person('Orla Inviter');
  const session = await openSession(orla, app, `Invited ${Date.now()}`);
  await open(orla.page, `/sessions/${session.path}`);
  await orla.page.getByRole('button', { name: 'Invite', exact: true }).click();
  await orla.page.getByRole('button', { name: 'Make the link' }).click();
  await expect(orla.page.getByRole('img', { name: /^QR code: join Invited/ })).toBeVisible();
  const link = await orla.page.getByLabel('Link for a logger').inputValue();

  const guest = await person('Gráinne Guest', { guestLink: link });
  await open(guest.page, '/account');
  await guest.page.getByLabel('E-mail').fill(`grainne.${Date.now()}@example.org`);
  await guest.page.getByLabel('Password').fill('short');
  await guest.page.getByRole('button', { name: 'Keep my entries' }).click();
  await expect(guest.page.getByLabel('Password')).toHaveAccessibleDescription(/at least 10 characters/i);
  await expect(guest.page.getByLabel('Password')).toBeFocused();
  await guest.page.getByLabel('Password').fill('correct horse battery');
  await guest.page.getByRole('button', { name: 'Keep my entries' }).click();
  await expect(guest.page.getByRole('heading', { name: 'Account', exact: true })).toBeVisible();

  await open(guest.page, `/sessions/${session.path}`);
  await expect(guest.page.getByText('Gráinne Guest').first()).toBeVisible();

  await test.step('the organiser changes the role', async () => {
    await open(orla.page, `/sessions/${session.path}`);
    await orla.page.getByRole('button', { name: 'Change Gráinne Guest' }).click();
    await orla.page.getByRole('menuitem', { name: 'Make organiser' }).click();
    await guest.page.reload();
    await expect(guest.page.getByRole('button', { name: 'Invite', exact: true })).toBeVisible();
  });
});

test('tunes are found as one types, by any name, and with the arrow keys', async ({ person }) => {
  const { page } = await person('Tadhg Tunes');
  await open(page, '/tunes');
  const search = page.getByRole('searchbox');
  await search.fill('kesh');
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('The Kesh');
  await expect(page).toHaveURL(/\/tunes\?q=kesh$/);
  await search.press('ArrowDown');
  await expect(page.getByRole('link', { name: /The Kesh/ }).first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(search).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'The Kesh' })).toBeVisible();
  await page.goBack();
  await expect(search).toHaveValue('kesh');
  await search.fill('zzzzqq');
  await expect(page.getByText('No tune is called “zzzzqq”')).toBeVisible();
});

test('signing in with the wrong password says what to do; the look is kept from the first byte', async ({
  app,
  person,
}) => {
  const { page, context } = await person('Lena Look');
  await context.clearCookies();
  await open(page, '/sessions/new');
  await expect(page).toHaveURL(/\/sign-in\?next=\/sessions\/new$/);
  await page.getByLabel('E-mail').fill('nobody@example.org');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('This e-mail address and password do not belong together.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('nobody@example.org');

  const again = await person('Lena Looker');
  await open(again.page, '/account');
  await again.page.getByRole('radio', { name: 'Chalk on slate' }).check();
  await expect(again.page.locator('html')).toHaveCSS('color-scheme', 'dark');
  const html = await (await again.context.request.get(`${app.url}/account`)).text();
  expect(html).toContain('<html lang="en" data-theme="dark">');
});
