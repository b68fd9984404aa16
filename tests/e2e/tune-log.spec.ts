import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';
import { LogPage, cuttableLine, goOffline, goOnline, openEvening, setRole } from './tune-log.stage.ts';

test('two people, one a guest by a link, log one evening at once', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const hers = await LogPage.open(maire, stage);
  const his = await LogPage.open(tom, stage);

  await test.step('each sees the other there', async () => {
    await expect(hers.presence.getByLabel('Tom')).toBeVisible();
    await expect(his.presence.getByLabel('Máire')).toBeVisible();
  });

  await test.step('each sees the other’s tunes within a second or so', async () => {
    await hers.log('The Kesh', 'Morrison’s');
    await expect(his.tune('Morrison')).toBeVisible({ timeout: 2_000 });
    await his.logAsNewSet('Cooley’s');
    await expect(hers.tune('Cooley')).toBeVisible({ timeout: 2_000 });
    await hers.log('A tune of my own');
    await expect(hers.sets).toHaveCount(2);
    await expect(his.tune('A tune of my own')).toBeVisible();
    await his.expectSets(await hers.names());
  });

  await test.step('a tune the other has open shows who is on it', async () => {
    await his.openTune('Cooley');
    await expect(hers.tune('Cooley').getByTestId('editor')).toBeVisible();
    await his.page.keyboard.press('Escape');
    await expect(hers.tune('Cooley').getByTestId('editor')).toHaveCount(0);
  });

  await test.step('undo takes back only one’s own', async () => {
    await hers.undo();
    await expect(his.tune('A tune of my own')).toHaveCount(0);
    await hers.undo();
    await expect(his.tune('Morrison')).toHaveCount(0);
    await expect(his.tune('Cooley')).toBeVisible();
    await his.undo();
    await expect(hers.tune('Cooley')).toHaveCount(0);
    await expect(his.page.getByRole('button', { name: 'Undo my last change' })).toBeDisabled();
    await hers.page.getByRole('button', { name: 'Redo my change' }).click();
    await expect(his.tune('Morrison')).toBeVisible();
    await his.expectSets([['The Kesh', "Morrison's"]]);
  });
  await expect(hers.saveState).toHaveText('Saved');
});

test('a pub without signal: three tunes kept, then merged in one order for both', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const hers = await LogPage.open(maire, stage);
  const his = await LogPage.open(tom, stage);
  await hers.log('The Kesh');
  await expect(his.tune('Kesh')).toBeVisible();

  await goOffline(tom);
  await expect(his.saveState).toHaveText('Offline');
  await his.log('Offline one', 'Offline two', 'Offline three');
  await expect(his.saveState).toHaveText('Offline, 3 changes kept');
  await hers.log('Meanwhile A', 'Meanwhile B');
  await expect(hers.saveState).toHaveText('Saved');

  await goOnline(tom);
  await expect(his.saveState).toHaveText('Saved');
  await expect(hers.tunes).toHaveCount(6);
  await expect(his.tunes).toHaveCount(6);
  const merged = await hers.names();
  await his.expectSets(merged);
  const order = merged.flat();
  // What one person logged in a row stays in a row.
  expect(order.indexOf('Offline two')).toBe(order.indexOf('Offline one') + 1);
  expect(order.indexOf('Offline three')).toBe(order.indexOf('Offline one') + 2);
  expect(order.indexOf('Meanwhile B')).toBe(order.indexOf('Meanwhile A') + 1);
});

test('what is kept survives a reload and a killed server, and is saved once the line is back', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const line = await cuttableLine(maire.page);
  const hers = await LogPage.open(maire, stage);
  await hers.log('Before');
  await expect(hers.tune('Before')).toBeVisible();
  await expect(hers.saveState).toHaveText('Saved');

  // The page can be fetched; the line for edits cannot be had: as on a network that blocks it.
  line.cut();
  await expect(hers.saveState).toHaveText('Offline');
  await hers.log('Kept one', 'Kept two');
  await expect(hers.saveState).toHaveText('Offline, 2 changes kept');

  await maire.page.reload();
  await expect(hers.tune('Kept two')).toBeVisible();
  await expect(hers.saveState).toHaveText('Offline, 2 changes kept');

  line.mend();
  await expect(hers.saveState).toHaveText('Saved', { timeout: 30_000 });

  await app.kill();
  await expect(hers.saveState).toHaveText('Offline');
  await hers.log('While it was dead');
  await expect(hers.saveState).toHaveText('Offline, 1 change kept');
  await app.start();
  await expect(hers.saveState).toHaveText('Saved', { timeout: 30_000 });

  // A deletion leaves no trace in a state vector: "Saved" must hold for it as well.
  await (await hers.openTune('Kept one')).getByRole('button', { name: 'Delete' }).click();
  await expect(hers.tune('Kept one')).toHaveCount(0);
  await hers.log('Taken back');
  await expect(hers.tune('Taken back')).toBeVisible();
  await hers.undo();
  await expect(hers.tune('Taken back')).toHaveCount(0);
  await expect(hers.saveState).toHaveText('Saved');
  await app.kill();
  await app.start();

  const rows = await maire.context.request.get(`${app.url}/api/instances/${stage.instanceId}/tunes`);
  const { items } = (await rows.json()) as { items: { name: string }[] };
  expect(items.map(({ name }) => name)).toEqual(['Before', 'Kept two', 'While it was dead']);
});

test('the keyboard moves a tune through the sets, and says where it is', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const log = await LogPage.open(maire, stage);
  await log.log('One', 'Two');
  await log.logAsNewSet('Three');
  await log.expectSets([['One', 'Two'], ['Three']]);

  const three = log.tune('Three').getByRole('button');
  await three.focus();
  await maire.page.keyboard.press('Alt+ArrowUp');
  await log.expectSets([['One', 'Two', 'Three']]);
  await expect(log.announcement).toHaveText('Three: tune 3 of 3 in set 1.');
  await expect(three).toBeFocused();
  await maire.page.keyboard.press('Alt+ArrowUp');
  await log.expectSets([['One', 'Three', 'Two']]);
  await expect(three).toBeFocused();

  await maire.page.keyboard.press('Control+z');
  await log.expectSets([['One', 'Two', 'Three']]);
  await maire.page.keyboard.press('Control+z');
  await log.expectSets([['One', 'Two'], ['Three']]);
  await maire.page.keyboard.press('Control+Shift+z');
  await log.expectSets([['One', 'Two', 'Three']]);

  await maire.page.keyboard.press('Control+z');
  await log.page.getByRole('button', { name: 'Set 2' }).focus();
  await maire.page.keyboard.press('Alt+ArrowUp');
  await log.expectSets([['Three'], ['One', 'Two']]);
  await expect(log.announcement).toHaveText('Set 2 is now set 1 of 2.');
});

test('the names to choose from are in sight on the first evening, and a log leaves as a file', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const log = await LogPage.open(maire, stage);
  await log.input.fill('kesh');
  const list = log.page.getByRole('listbox', { name: 'Tunes' });
  await expect(list.getByRole('option').nth(1)).toBeVisible();
  await expect(list).toBeInViewport({ ratio: 1 });
  await log.input.press('Enter');
  await expect(log.tunes).toHaveCount(1);
  await expect(log.saveState).toHaveText('Saved');

  for (const [item, ending] of [
    ['Download as a table (CSV)', 'csv'],
    ['Download as text', 'txt'],
    ['Download as ABC notation', 'abc'],
  ] as const) {
    const coming = log.page.waitForEvent('download');
    await log.more(item);
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(new RegExp(`Ryan.s \\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
    expect(readFileSync(await file.path(), 'utf8')).toContain('Kesh');
  }
  await expect(log.tunes).toHaveCount(1);
});

test('a tune’s sheet: link, rename, key, break, join, bin and back', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const log = await LogPage.open(maire, stage);
  const his = await LogPage.open(tom, stage);
  await log.log('that drowsy one', 'Second', 'Third');

  await test.step('a tune linked after the fact changes every view', async () => {
    const sheet = await log.openTune('that drowsy one');
    await sheet.getByRole('combobox', { name: 'Which tune is it?' }).fill('Drowsy Maggie');
    await sheet
      .getByRole('option', { name: /^Drowsy Maggie/ })
      .first()
      .click();
    await expect(sheet.getByRole('link', { name: 'Drowsy Maggie' })).toBeVisible();
    await sheet.getByLabel('Key').fill('Edor');
    await sheet.getByLabel('Key').press('Enter');
    await maire.page.keyboard.press('Escape');
    await expect(his.tune('that drowsy one')).toContainText('Drowsy Maggie');
    await expect(his.tune('that drowsy one')).toContainText('Edor');
  });

  await test.step('sets are broken and joined', async () => {
    const sheet = await log.openTune('Second');
    await sheet.getByRole('button', { name: 'New set here' }).click();
    await his.expectSets([['that drowsy one'], ['Second', 'Third']]);
    await (await log.openTune('Second')).getByRole('button', { name: 'Join set 1' }).click();
    await his.expectSets([['that drowsy one', 'Second', 'Third']]);
  });

  await test.step('a deleted tune is in the bin and comes back to its place', async () => {
    await (await log.openTune('Second')).getByRole('button', { name: 'Delete' }).click();
    await his.expectSets([['that drowsy one', 'Third']]);
    await his.more('Bin, 1');
    await tom.page.getByRole('button', { name: 'Restore Second' }).click();
    await log.expectSets([['that drowsy one', 'Second', 'Third']]);
  });

  await test.step('add before puts the next tune there', async () => {
    await (await log.openTune('Third')).getByRole('button', { name: 'Add before' }).click();
    await expect(maire.page.getByText('before Third')).toBeVisible();
    await log.log('Between');
    await log.expectSets([['that drowsy one', 'Second', 'Between', 'Third']]);
  });
});

test('a pasted night becomes sets after a look at it, is one step of undo, and is noticed the second time', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const log = await LogPage.open(maire, stage);
  const text = readFileSync(
    new URL('../../server/demo/thesession/session-night-paste.txt', import.meta.url),
    'utf8',
  )
    .split('\n')
    .slice(3, 8)
    .join('\n');

  await log.more('Paste a night');
  await maire.page.getByLabel('The night').fill(`${text}\nGan Ainm, A tune nobody knows`);
  await maire.page.getByRole('button', { name: 'Find the tunes' }).click();
  const review = maire.page.getByTestId('paste-review');
  await expect(review).toContainText('A tune nobody knows');
  await maire.page.getByRole('button', { name: /^Log as 6 sets/ }).click();
  await expect(log.sets).toHaveCount(6);
  await expect(log.tune('A tune nobody knows')).toContainText('not linked');
  await expect(log.saveState).toHaveText('Saved');

  await log.more('Paste a night');
  await maire.page.getByLabel('The night').fill(text);
  await maire.page.getByRole('button', { name: 'Find the tunes' }).click();
  await expect(maire.page.getByText('Was this night pasted twice?')).toBeVisible();
  await maire.page.keyboard.press('Escape');

  await log.undo();
  await expect(log.sets).toHaveCount(0);
});

test('a reader sees tunes come in and cannot write; a logger whose right is taken away is told', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const rita = await person('Rita', { guestLink: stage.links.reader });
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const hers = await LogPage.open(maire, stage);
  const reading = await LogPage.open(rita, stage);
  await expect(reading.saveState).toHaveText('Reading');
  await expect(reading.input).toHaveCount(0);
  await hers.log('The Kesh');
  await expect(reading.tune('Kesh')).toBeVisible();
  await expect(reading.tune('Kesh').getByRole('button')).toHaveCount(0);

  const his = await LogPage.open(tom, stage);
  await his.log('Tom was here');
  await expect(his.saveState).toHaveText('Saved');
  await setRole(maire, app, stage, 'Tom', 'reader');
  await expect(his.saveState).toHaveText('Reading');
  await expect(his.input).toHaveCount(0);
  await hers.log('Still going');
  await expect(his.tune('Still going')).toBeVisible();

  await setRole(maire, app, stage, 'Tom', 'logger');
  await expect(his.input).toBeVisible();
  await his.log('Tom is back');
  await expect(hers.tune('Tom is back')).toBeVisible();
});

test('a right taken away while offline: what could not be saved is kept and said, never sent', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const line = await cuttableLine(tom.page);
  const hers = await LogPage.open(maire, stage);
  const his = await LogPage.open(tom, stage);
  await hers.log('The Kesh');
  await expect(his.tune('Kesh')).toBeVisible();

  line.cut();
  await expect(his.saveState).toHaveText('Offline');
  await his.log('Too late one', 'Too late two');
  await setRole(maire, app, stage, 'Tom', 'reader');
  line.mend();
  await expect(his.page.getByRole('alert')).toContainText('2 changes of yours could not be saved', {
    timeout: 30_000,
  });
  await expect(his.input).toHaveCount(0);
  await his.page.getByRole('button', { name: 'Show it as it stands' }).click();
  await expect(his.saveState).toHaveText('Reading');
  await his.expectSets([['The Kesh']]);
  await expect(hers.tunes).toHaveCount(1);

  // Trusted again, what this device kept is not lost.
  await setRole(maire, app, stage, 'Tom', 'logger');
  await expect(hers.tune('Too late two')).toBeVisible({ timeout: 20_000 });
  await expect(his.saveState).toHaveText('Saved');
});

test('cancelled stays visible as cancelled; complete closes the log until it is reopened', async ({
  app,
  person,
}) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const rita = await person('Rita', { guestLink: stage.links.reader });
  const log = await LogPage.open(maire, stage);
  const reading = await LogPage.open(rita, stage);
  await log.log('The Kesh');

  await log.more('Mark the log complete');
  await expect(reading.page.getByTestId('complete')).toBeVisible();
  await expect(log.input).toHaveCount(0);
  await log.more('Reopen the log');
  await expect(log.input).toBeVisible();
  await log.log('One more');
  await expect(reading.tune('One more')).toBeVisible();

  await log.more('Cancel the evening');
  await maire.page.getByRole('button', { name: 'Cancel this evening' }).click();
  await expect(reading.page.getByTestId('cancelled')).toBeVisible();
  await expect(reading.tune('The Kesh')).toBeVisible();
  await log.more('Reinstate the evening');
  await expect(reading.page.getByTestId('cancelled')).toHaveCount(0);
});

for (const dark of [false, true]) {
  test(`nothing serious by axe, ${dark ? 'dark' : 'light'}`, async ({ app, person }) => {
    const maire = await person('Máire', { dark });
    const stage = await openEvening(maire, app);
    const log = await LogPage.open(maire, stage);
    await log.log('The Kesh', 'Úna Bhán', '🎻 tune', '12 Pins', 'The');
    await expect(log.saveState).toHaveText('Saved');
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page: maire.page }).analyze();
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        what,
      ).toEqual([]);
    };
    await check('the evening');
    await log.input.fill('drows');
    await expect(maire.page.getByRole('option').nth(1)).toBeVisible();
    await check('the typeahead');
    await log.input.fill('');
    await log.openTune('Úna');
    await maire.page.waitForTimeout(300); // the sheet has come to rest: half-faded text has no contrast
    await check('a tune’s sheet');
  });
}
