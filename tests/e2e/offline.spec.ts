import { type App, type Person, expect, test } from './fixtures.ts';
import { LogPage, type Stage, cuttableLine, goOffline, goOnline, openEvening } from './tune-log.stage.ts';

/** Neither a network nor a server: not even what looks past the browser's switch can answer. */
async function intoTheCellar(person: Person, app: App): Promise<void> {
  await goOffline(person);
  await app.kill();
}

async function backInTheStreet(person: Person, app: App): Promise<void> {
  await app.start();
  await goOnline(person);
}

/** What the browser keeps, asked in its own words: the tests are not typed for a browser. */
const inBrowser = <Answer>({ page }: Person, expression: string): Promise<Answer> =>
  page.evaluate<Answer>(expression);

const keptPaths = (person: Person): Promise<string[]> =>
  inBrowser(
    person,
    `caches.open('ensemble-pages').then((cache) => cache.keys())
       .then((keys) => keys.map(({ url }) => new URL(url).pathname))`,
  );

/** Until the worker has everything it needs, a phone that goes under has nothing to come up with. */
async function expectKept(person: Person, path: string): Promise<void> {
  await expect(async () => {
    expect(await keptPaths(person)).toContain(path);
  }).toPass({ timeout: 30_000 });
  await inBrowser(person, `navigator.serviceWorker.ready.then(() => true)`);
}

async function open(person: Person, stage: Stage): Promise<LogPage> {
  const log = await LogPage.open(person, stage);
  await expectKept(person, stage.path);
  return log;
}

test(
  'a phone in a cellar drops the page: it comes up again with the log, takes tunes, and merges them later',
  { tag: '@phone' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const maire = await person('Máire');
    const stage = await openEvening(maire, app);
    const tom = await person('Tom', { guestLink: stage.links.logger });
    const log = await open(maire, stage);
    await log.log('The Kesh', 'Before the cellar');
    await expect(log.saveState).toHaveText('Saved');

    await intoTheCellar(maire, app);
    await maire.page.reload();
    await log.expectSets([['The Kesh', 'Before the cellar']]);
    await expect(log.saveState).toHaveText('Offline');
    await log.log('In the cellar');
    await expect(log.saveState).toHaveText('Offline, 1 change kept');

    await maire.page.reload();
    await log.expectSets([['The Kesh', 'Before the cellar', 'In the cellar']]);
    await expect(log.saveState).toHaveText('Offline, 1 change kept');
    await log.log('Still there');
    await expect(log.saveState).toHaveText('Offline, 2 changes kept');

    await test.step('a page that was never opened says what to do, and leads back to the evening', async () => {
      await maire.page.goto('/tunes');
      await expect(maire.page.getByRole('heading', { name: 'No connection' })).toBeVisible();
      await maire.page.getByRole('link', { name: /Tuesday at Ryan’s/ }).click();
      await log.expectSets([['The Kesh', 'Before the cellar', 'In the cellar', 'Still there']]);
    });

    await backInTheStreet(maire, app);
    await expect(log.saveState).toHaveText('Saved', { timeout: 30_000 });
    const his = await LogPage.open(tom, stage);
    await his.expectSets([['The Kesh', 'Before the cellar', 'In the cellar', 'Still there']]);
  },
);

test(
  'an evening reached by a link within the app has a copy too, and so has the way to it',
  { tag: '@phone' },
  async ({ app, person }) => {
    const maire = await person('Máire');
    const stage = await openEvening(maire, app);
    await maire.page.goto('/');
    await expectKept(maire, '/');
    await maire.page
      .getByRole('link', { name: /Open the log/ })
      .first()
      .click();
    const log = new LogPage(maire.page);
    await expect(log.saveState).toHaveText('Saved');
    await log.log('The Kesh');
    await expect(log.saveState).toHaveText('Saved');
    await expectKept(maire, stage.path);

    await intoTheCellar(maire, app);
    await maire.page.goto('/');
    await expect(maire.page.getByText('This page is a copy')).toBeVisible();
    await maire.page
      .getByRole('link', { name: /Open the log/ })
      .first()
      .click();
    await log.expectSets([['The Kesh']]);
    await log.log('By way of Now');
    await expect(log.saveState).toHaveText('Offline, 1 change kept');
    await app.start();
  },
);

test(
  'after signing out nothing of the account comes up without a network',
  { tag: '@phone' },
  async ({ app, person }) => {
    const maire = await person('Máire');
    const stage = await openEvening(maire, app);
    const log = await open(maire, stage);
    await log.log('A private tune');
    await expect(log.saveState).toHaveText('Saved');

    await maire.page.getByRole('button', { name: 'Account of Máire' }).click();
    await maire.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(maire.page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
    await expect(async () => {
      expect(await keptPaths(maire)).not.toContain(stage.path);
    }).toPass({ timeout: 10_000 });

    await intoTheCellar(maire, app);
    await maire.page.goto(stage.path);
    await expect(maire.page.getByRole('heading', { name: 'No connection' })).toBeVisible();
    await expect(maire.page.getByText('A private tune')).toHaveCount(0);
    await expect(maire.page.getByText('Ryan’s')).toHaveCount(0);
    await app.start();
  },
);

test(
  'whoever takes the phone over by another cookie sees none of the copies',
  { tag: '@phone' },
  async ({ app, person }) => {
    const maire = await person('Máire');
    const stage = await openEvening(maire, app);
    await open(maire, stage);
    const tom = await person('Tom', { guestLink: stage.links.reader });
    const cookies = await tom.context.cookies();

    // No signing out: the cookies are simply another person's, as when a session ends at the server.
    await maire.context.clearCookies();
    await maire.context.addCookies(cookies);
    await maire.page.goto('/');
    await expect(maire.page.getByRole('button', { name: 'Account of Tom' })).toBeVisible();
    await expect(async () => {
      expect(await keptPaths(maire)).not.toContain(stage.path);
    }).toPass({ timeout: 10_000 });
  },
);

test('a guest’s unsent tunes go with them into their account', { tag: '@phone' }, async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const nuala = await person('Nuala', { guestLink: stage.links.logger });
  const line = await cuttableLine(nuala.page);
  const log = await LogPage.open(nuala, stage);
  await log.log('Sent as a guest');
  await expect(log.saveState).toHaveText('Saved');
  line.cut();
  await expect(log.saveState).toHaveText('Offline');
  await log.log('Unsent as a guest');
  await expect(log.saveState).toHaveText('Offline, 1 change kept');

  await nuala.page.goto(`/sign-up?next=${stage.path}`);
  await nuala.page.getByLabel('E-mail').fill(`nuala.${Date.now()}@example.org`);
  await nuala.page.getByLabel('Password').fill('correct horse battery');
  await nuala.page.getByRole('button', { name: 'Keep my entries' }).click();
  await log.expectSets([['Sent as a guest', 'Unsent as a guest']]);
  await expect(log.saveState).toHaveText('Offline, 1 change kept');

  line.mend();
  await expect(log.saveState).toHaveText('Saved', { timeout: 30_000 });
  const hers = await LogPage.open(maire, stage);
  await hers.expectSets([['Sent as a guest', 'Unsent as a guest']]);
  await expect(hers.tune('Unsent as a guest').getByTestId('logged-by')).toHaveText(/Nuala/);
});

test(
  'a name typed before the page is alive is neither sent by the browser nor lost',
  { tag: '@phone' },
  async ({ app, person, browser }) => {
    const maire = await person('Máire');
    const stage = await openEvening(maire, app);
    const context = await browser.newContext();
    const page = await context.newPage();
    const scripts = Promise.withResolvers<void>();
    await page.route('**/_app/**/*.js', async (route) => {
      await scripts.promise;
      await route.continue();
    });
    await page.goto(stage.links.logger, { waitUntil: 'commit' });
    await page.getByLabel('Your name').fill('Early Eoin');
    await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeDisabled();
    await page.getByLabel('Your name').press('Enter');
    scripts.resolve();
    await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeEnabled();
    await expect(page.getByLabel('Your name')).toHaveValue('Early Eoin');
    expect(page.url()).toBe(stage.links.logger);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Account of Early Eoin' })).toBeVisible();
    await context.close();
  },
);
