import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { complaints, expectAccessible, expectAccessibleInBothColours, open } from './pages.stage.ts';

const PRINTED = new URL('../fixtures/knowledge/printed.pdf', import.meta.url);
const FISHBOWL = new URL('../fixtures/knowledge/documents/fishbowl.md', import.meta.url);
const marks = (text: string): string[] => text.split('|');

test('a trainer adds texts, finds a passage by other words, and opens it where it stands', async ({
  app,
  person,
}) => {
  test.setTimeout(120_000);
  const { page } = await person('Kim Trainer');
  const heard = complaints(page);
  await open(page, '/knowledge');
  await expect(page.getByText('There is nothing here yet')).toBeVisible();
  await expectAccessibleInBothColours(page);

  await test.step('files are added one by one; one that cannot be used says why and keeps nobody waiting', async () => {
    await page.getByRole('button', { name: 'Add documents' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Choose files or drop them here').setInputFiles([
      { name: 'clinic.pdf', mimeType: 'application/pdf', buffer: await readFile(PRINTED) },
      { name: 'fishbowl.md', mimeType: 'text/markdown', buffer: await readFile(FISHBOWL) },
      { name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF at all') },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    ]);
    await expect(dialog.getByText('This file is empty.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Add 3 files' }).click();
    await expect(dialog.getByText('This file is named .pdf but is no PDF.')).toBeVisible();
    await expect(dialog.locator('[data-step=done]')).toHaveCount(2);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByRole('list', { name: 'Documents' }).getByRole('listitem')).toHaveCount(2);
    await expect(page.getByText('PDF, 2 pages')).toBeVisible();
  });

  await test.step('a text is pasted; what is missing is said beside its field', async () => {
    await page.getByRole('button', { name: 'Add documents' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Paste a text' }).click();
    await dialog.getByRole('button', { name: 'Add this text' }).click();
    await expect(dialog.getByText('Must not be empty.')).toBeVisible();
    await dialog.getByRole('textbox', { name: /^Text/ }).fill('# Bells\n\nA bell ends each turn.');
    await dialog.getByRole('radio', { name: 'Everyone with an account' }).check();
    await dialog.getByRole('button', { name: 'Add this text' }).click();
    await expect(page.getByRole('link', { name: /^Bells/ })).toContainText('Shared with everyone');
    await expectAccessibleInBothColours(page);
  });

  await test.step('a question finds its passage, with the words marked', async () => {
    await page.getByRole('searchbox').fill('someone sitting on an empty chair');
    const hit = page.getByTestId('hits').getByRole('listitem').first();
    await expect(hit.getByRole('heading')).toHaveText('The fishbowl discussion');
    const marked = await hit.locator('mark').allTextContents();
    expect(marks('chair|chairs|empty|sits').some((word) => marked.includes(word))).toBe(true);
    await expectAccessibleInBothColours(page);
    await hit.getByRole('link').click();
    const cited = page.getByTestId('cited');
    await expect(cited).toBeInViewport();
    await expect(cited).toBeFocused();
    await expect(cited).toContainText('chair');
    await expectAccessibleInBothColours(page);
    await page.reload();
    await expect(page.getByTestId('cited')).toBeInViewport();
  });

  await test.step('nothing found is said, and the question can be passed on', async () => {
    await open(page, '/knowledge?q=kubernetes+certificates');
    await expect(page.getByText('No passage answers “kubernetes certificates”')).toBeVisible();
    await expect(page.getByRole('searchbox')).toHaveValue('kubernetes certificates');
    await page.getByRole('searchbox').fill('');
    await expect(page.getByRole('list', { name: 'Documents' })).toBeVisible();
  });

  await test.step('it is renamed, and deleted after a question', async () => {
    await page.getByRole('button', { name: 'Actions for Bells' }).click();
    await page.getByRole('menuitem', { name: 'Title and sharing' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Small bells');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Actions for Small bells' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await expect(page.getByRole('link', { name: /bells/i })).toHaveCount(0);
  });

  await test.step('another person sees none of what is private', async () => {
    const other = await person('Lou Trainer');
    await open(other.page, '/knowledge?q=fishbowl');
    await expect(other.page.getByText('No passage answers “fishbowl”')).toBeVisible();
  });

  await test.step('who is not signed in is told what this is', async () => {
    const stranger = await page.context().browser()?.newPage();
    await stranger?.goto(`${app.url}/knowledge`);
    await expect(
      stranger?.getByRole('link', { name: 'Make an account' }) ?? page.locator('none'),
    ).toBeVisible();
    await stranger?.close();
  });
  expect(heard).toEqual([]);
});
