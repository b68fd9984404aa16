import { SpawnedApp } from '../support/spawned-app.ts';
import { expect, test } from './fixtures.ts';
import { expectAccessibleInBothColours } from './pages.stage.ts';

test(
  'an empty installation welcomes its administrator and fills itself with the demo data',
  { tag: '@desktop' },
  async ({ page }) => {
    test.setTimeout(180_000);
    const app = await SpawnedApp.start();
    try {
      await page.goto(app.url);
      await expect(page.getByRole('heading', { name: 'Make the first account' })).toBeVisible();
      await expectAccessibleInBothColours(page);
      await page.getByLabel('Your name').fill('Ada Administrator');
      await page.getByLabel('E-mail').fill('ada@example.org');
      await page.getByLabel('Password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Make the account' }).click();

      await expect(page.getByRole('link', { name: 'Start with my own session' })).toBeVisible();
      await expectAccessibleInBothColours(page);
      await page.getByRole('button', { name: 'Load the demo data' }).click();
      await expect(page.getByRole('progressbar', { name: 'Demo data' })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Coming up' })).toBeVisible({ timeout: 120_000 });
      await expect(page.getByRole('link', { name: /Open the log/ }).first()).toBeVisible();

      await page.goto(`${app.url}/admin`);
      await expect(page.getByText('ada@example.org')).toBeVisible();
      await expect(page.getByText('Embedded, in the data folder')).toBeVisible();
      await expectAccessibleInBothColours(page);
    } finally {
      await app.close();
    }
  },
);
