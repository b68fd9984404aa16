import { expect, test } from './fixtures.ts';
import { LogPage, openEvening } from './tune-log.stage.ts';

test('two people, one a guest by a link, log one evening at once', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const tom = await person('Tom', { guestLink: stage.links.logger });
  const hers = await LogPage.open(maire, stage);
  const his = await LogPage.open(tom, stage);

  await test.step('each sees the other there', async () => {
    await expect(hers.presence.getByLabel('Tom')).toBeVisible();
    await expect(his.presence.getByLabel('Máire', { exact: true })).toBeVisible();
  });

  await test.step('each sees the other’s tunes', async () => {
    await hers.log('The Kesh', 'Morrison’s');
    await expect(his.tune('Morrison')).toBeVisible({ timeout: 2_000 });
    await his.logAsNewSet('Cooley’s');
    await expect(hers.tune('Cooley')).toBeVisible({ timeout: 2_000 });
    await hers.log('A tune of my own');
    await his.expectSets(await hers.names());
    await expect(hers.sets).toHaveCount(2);
  });

  await test.step('a tune the other has open shows who is on it', async () => {
    await his.openTune('Cooley');
    await expect(hers.tune('Cooley').getByTestId('editor')).toBeVisible();
    await his.page.keyboard.press('Escape');
    await expect(hers.tune('Cooley').getByTestId('editor')).toHaveCount(0);
  });
  await expect(hers.saveState).toHaveText('Saved');
});
