import AxeBuilder from '@axe-core/playwright';
import { type Locator, type Page, expect } from '@playwright/test';
import { test } from './fixtures.ts';
import { LogPage, openEvening } from './tune-log.stage.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error('not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A finger that rests, moves in small steps, and lets go. */
async function fingerDrag(page: Page, from: Locator, to: Locator, restMs: number): Promise<void> {
  const start = await middle(from);
  const end = await middle(to);
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await send('touchStart', [start]);
  await page.waitForTimeout(restMs); // the length of the press is what is tried here
  for (let step = 1; step <= 12; step++) {
    const share = step / 12;
    await send('touchMove', [
      { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share },
    ]);
    await page.waitForTimeout(16);
  }
  await send('touchEnd', []);
}

test('a finger logs, starts sets, drags by the grip and by a long press', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const log = await LogPage.open(maire, stage);

  await test.step('the input is at the thumb, and stays ready after each tune', async () => {
    const box = await log.input.boundingBox();
    expect(box && box.y + box.height).toBeGreaterThan(844 * 0.8);
    await log.log('One', 'Two');
    await expect(log.input).toBeFocused();
    await log.page.getByRole('button', { name: 'New set' }).tap();
    await log.log('Three');
    await log.input.fill('Four');
    await log.page.getByRole('button', { name: 'New set' }).tap();
    await log.expectSets([['One', 'Two'], ['Three'], ['Four']]);
    await expect(log.input).toBeFocused();
  });

  await test.step('the grip drags at once, into another set', async () => {
    await fingerDrag(log.page, log.tune('Four').locator('.grip'), log.tune('Two').locator('.grip'), 40);
    await expect.poll(async () => (await log.names())[0]).toContain('Four');
    await expect(log.sets).toHaveCount(2);
    await expect(log.page.getByTestId('tune-sheet')).toHaveCount(0);
    await log.undo();
    await log.expectSets([['One', 'Two'], ['Three'], ['Four']]);
  });

  await test.step('a long press drags the row, and does not open it', async () => {
    await fingerDrag(
      log.page,
      log.tune('Four').getByRole('button'),
      log.tune('One').getByRole('button'),
      450,
    );
    await expect.poll(async () => (await log.names())[0]).toContain('Four');
    await expect(log.page.getByTestId('tune-sheet')).toHaveCount(0);
    await log.undo();
  });

  await test.step('a set is dragged by its number', async () => {
    await fingerDrag(
      log.page,
      log.page.getByRole('button', { name: 'Set 3' }),
      log.page.getByRole('button', { name: 'Set 1' }),
      40,
    );
    await expect.poll(async () => (await log.names()).flat().indexOf('Four')).toBeLessThan(3);
    expect((await log.names()).some((set) => set.join() === 'One,Two')).toBe(true);
  });
});

test('typing draws nothing in a log of 200 tunes; one more tune draws one row', async ({ app, person }) => {
  const maire = await person('Máire');
  const stage = await openEvening(maire, app);
  const items = Array.from({ length: 200 }, (_, at) => ({
    name: `Tune ${at + 1}`,
    continuesSet: at % 3 !== 0,
  }));
  const answer = await maire.context.request.post(`${app.url}/api/instances/${stage.instanceId}/tunes`, {
    data: { items },
    headers: { origin: app.url },
  });
  expect(answer.status()).toBe(201);
  const log = await LogPage.open(maire, stage);
  await expect(log.tunes).toHaveCount(200);

  // Text, since these tests are typed without the browser's own names.
  await log.page.evaluate(`
    window.drawn = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        window.drawn += [...addedNodes].filter((node) => node instanceof HTMLElement).length;
      }
    }).observe(document.querySelector('[data-testid="sets"]'), { childList: true, subtree: true });
  `);
  const drawn = () => log.page.evaluate<number>('window.drawn');
  await log.input.pressSequentially('a tune nobody has');
  await expect(log.page.getByRole('option').first()).toBeVisible();
  expect(await drawn()).toBe(0);
  await log.input.press('Enter');
  await expect(log.tunes).toHaveCount(201);
  await expect(log.tune('a tune nobody has')).toBeInViewport();
  await expect(log.saveState).toHaveText('Saved');
  // The row, and the initials that come with the server's stamp.
  expect(await drawn()).toBeGreaterThan(0);
  expect(await drawn()).toBeLessThan(8);
});

for (const dark of [false, true]) {
  test(`a phone: nothing serious by axe, no sideways scroll, ${dark ? 'dark' : 'light'}`, async ({
    app,
    person,
  }) => {
    const maire = await person('Máire', { dark });
    const stage = await openEvening(maire, app);
    const log = await LogPage.open(maire, stage);
    await log.log(
      'The Kesh',
      'A name that is much too long for the width of any telephone that people carry',
    );
    await expect(log.tunes).toHaveCount(2);
    await expect(log.saveState).toHaveText('Saved');
    const { violations } = await new AxeBuilder({ page: log.page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const overflow = await log.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
  });
}
