import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ask, complaints, open } from './pages.stage.ts';
import { addNotes, announced, guestOf, keyTo, makeDraft, plain, TITLES } from './training-builder.stage.ts';
import { cuttableLine } from './tune-log.stage.ts';
import { DraftScreen, FEEDBACK_NOTES, SETUP } from './training.stage.ts';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Vienna' });

/** What takes what one types. */
const FIELDS = ':is(input, textarea, select):not([readonly], :disabled), [contenteditable="true"]';
/** Buttons of those who may edit. */
const WRITES = /^Move |^More for (?!this draft)|^Add a section|^Save now|^Undo /;

/** What a press leads to on one's disk. */
async function downloaded(page: Page, item: string): Promise<{ name: string; bytes: Buffer }> {
  const coming: Promise<Download> = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test(
  'without any network, one example becomes four outlines with their sources, a published session and a sheet of paper',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const kim = await person('Kim Composer');
    const { page } = kim;
    const heard = complaints(page);
    await addNotes(kim, app);
    await open(page, '/session-builder');
    await page.getByRole('button', { name: 'Begin with an example' }).click();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Feedback that people can use');
    const screen = new DraftScreen(page);

    await test.step('four outlines of its own making, which fit the time', async () => {
      await page.getByRole('link', { name: 'On to Generate' }).click();
      await page.getByRole('button', { name: 'Generate variants' }).click();
      await expect(page.locator('[data-variant][data-maker="composer"]')).toHaveCount(4);
      for (const persona of ['precision', 'insight', 'ignite', 'connect']) {
        await expect(screen.variant(persona)).toContainText('fits the time');
        await expect(screen.variant(persona)).toContainText(/[1-9]\d* passages? cited/);
      }
    });

    await test.step('a source opens at the very passage, and there in its document', async () => {
      const cited = screen.variant('precision').locator('details', { has: page.locator('[data-source]') });
      await cited.first().locator('summary').click();
      await cited
        .first()
        .getByRole('button', { name: /Source: Feedback notes/ })
        .first()
        .click();
      const passage = plain(await page.getByTestId('passage').innerText());
      expect(passage.length).toBeGreaterThan(20);
      expect(plain(FEEDBACK_NOTES)).toContain(passage);
      await page.getByRole('link', { name: 'Open the whole document' }).click();
      await expect(page.getByTestId('cited')).toBeFocused();
      expect(plain(await page.getByTestId('cited').innerText())).toContain(passage);
      await page.goBack();
    });

    const titles = await test.step('the chosen one is the outline, and says whose words it is', async () => {
      await screen.variant('precision').getByRole('button', { name: 'Select and edit' }).click();
      await expect(page).toHaveURL(/step=review/);
      await expect(page.getByTestId('time-summary')).toContainText('Exactly the planned 3 hours');
      await expect(page.locator('[data-mix]')).toContainText(/Sources\s+[1-9]/);
      return screen.titles();
    });

    await test.step('it is published', async () => {
      await screen.go('Publish');
      await page.getByRole('button', { name: 'Publish session' }).click();
      await expect(page.getByTestId('published')).toContainText('It is out.');
      await page.getByRole('link', { name: 'Open the published session' }).click();
      await expect(page.getByTestId('agenda').getByRole('heading')).toHaveText(titles);
    });

    await test.step('files to take along have the agenda in them', async () => {
      const more = page.getByRole('button', { name: 'More for this session' });
      await more.click();
      const markdown = await downloaded(page, 'Facilitator agenda, Markdown');
      expect(markdown.name).toMatch(/\.md$/);
      for (const title of titles) expect(markdown.bytes.toString()).toContain(title);
      await more.click();
      const word = await downloaded(page, 'Participant agenda, Word');
      expect(word.name).toMatch(/\.docx$/);
      expect(word.bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    });

    await test.step('on paper it is the agenda alone, with notes for those who lead and without for those who come', async () => {
      await page.getByRole('link', { name: 'Print' }).click();
      const sheet = page.getByTestId('sheet');
      await expect(sheet.getByText('Facilitator agenda')).toBeVisible();
      await expect(sheet.getByText('Sources:').first()).toBeVisible();
      await page.emulateMedia({ media: 'print' });
      await expect(page.getByRole('navigation')).toHaveCount(0);
      await expect(page.getByRole('button')).toHaveCount(0);
      await expect(sheet.getByRole('heading', { level: 3 })).toHaveText(titles);
      await page.emulateMedia({ media: null });
      await page.getByRole('link', { name: 'Participant agenda' }).click();
      await expect(sheet.getByText('Sources:')).toHaveCount(0);
      await page.emulateMedia({ media: 'print' });
      await expect(page.getByRole('navigation')).toHaveCount(0);
      await expect(sheet.getByRole('heading', { level: 3 })).toHaveText(titles);
    });
    expect(heard).toEqual([]);
  },
);

test(
  'what was called saved outlives a crash; what was written without a line is kept and merged',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(120_000);
    const ada = await person('Ada Adrift');
    const ben = await person('Ben Ashore');
    const draftId = await makeDraft(ada, app);
    const { token } = await ask<{ token: string }>(ada, app, `/api/drafts/${draftId}/invites`, {
      role: 'edit',
    });
    await ask(ben, app, `/api/join/${token}`);
    const line = await cuttableLine(ada.page);
    const adas = await DraftScreen.open(ada.page, draftId);
    const bens = await DraftScreen.open(ben.page, draftId);
    const state = (page: Page) => page.getByTestId('save-state');
    const title = (screen: DraftScreen, at: number) => screen.sections.nth(at).locator('textarea');

    await test.step('her line is cut: both go on, and she is told what is kept', async () => {
      line.cut();
      await expect(state(ada.page)).toHaveText('Offline');
      await adas.menu(TITLES[2], 'Move up');
      await expect(state(ada.page)).toHaveText('Offline, 1 change kept');
      await title(bens, 1).fill('Try it in threes');
      await expect(state(ben.page)).toHaveText('Saved');
      expect(await adas.titles()).toEqual([TITLES[0], TITLES[2], TITLES[1]]);
    });

    const merged = [TITLES[0], TITLES[2], 'Try it in threes'];
    await test.step('with the line back both have both', async () => {
      line.mend();
      await ada.page.evaluate(`dispatchEvent(new Event('online'))`);
      await expect(state(ada.page)).toHaveText('Saved');
      await expect.poll(() => adas.titles()).toEqual(merged);
      await expect.poll(() => bens.titles()).toEqual(merged);
    });

    await test.step('the server is killed; both write on without it', async () => {
      await title(adas, 0).fill('Arrive slowly');
      await expect(state(ada.page)).toHaveText('Saved');
      await app.kill();
      await expect(state(ada.page)).toHaveText('Offline');
      await expect(state(ben.page)).toHaveText('Offline');
      await title(adas, 0).press('End');
      await ada.page.keyboard.type(' and late');
      await expect(state(ada.page)).toHaveText(/^Offline, \d+ changes? kept$/);
      await bens.menu(TITLES[2], 'Duplicate');
      await expect(bens.sections).toHaveCount(4);
    });

    const whole = ['Arrive slowly and late', TITLES[2], TITLES[2], 'Try it in threes'];
    await test.step('it is back, and nothing of either is lost', async () => {
      await app.start();
      for (const screen of [adas, bens]) {
        await expect(state(screen.page)).toHaveText('Saved', { timeout: 30_000 });
        await expect.poll(() => screen.titles()).toEqual(whole);
      }
    });

    await test.step('“Saved” holds through a second crash, with nobody left to bring it along', async () => {
      await app.kill();
      for (const { page } of [ada, ben]) await page.goto('about:blank');
      await app.start();
      const kept = await ada.context.request.get(`${app.url}/api/drafts/${draftId}`);
      const { outline } = (await kept.json()) as { outline: { sections: { title: string }[] } };
      expect(outline.sections.map((section) => section.title)).toEqual(whole);
    });
  },
);

test(
  'a viewer reads along, a commenter comments, and who loses a right is told',
  { tag: '@desktop' },
  async ({ app, person, browser }) => {
    test.setTimeout(120_000);
    const owner = await person('Olga Owner');
    const draftId = await makeDraft(owner, app);
    const guest = (role: string, name: string) => guestOf(browser, app, { owner, draftId, role, name });
    const [vera, carl] = await Promise.all([guest('view', 'Vera'), guest('comment', 'Carl')]);
    const olgas = await DraftScreen.open(owner.page, draftId);
    const heading = (page: Page, name: string) => page.getByTestId('sections').getByRole('heading', { name });

    await test.step('both see what is changed as it is changed, and have no field to change it in', async () => {
      await olgas.sections.first().locator('textarea').fill('Arrive and settle');
      for (const page of [vera, carl]) {
        await expect(heading(page, 'Arrive and settle')).toBeVisible();
        await expect(page.getByTestId('save-state')).toHaveText('Reading');
        await expect(page.locator(FIELDS)).toHaveCount(0);
        await expect(page.getByRole('button', { name: WRITES })).toHaveCount(0);
      }
      await expect(vera.getByTestId('reading')).toContainText('You read along.');
      await expect(carl.getByTestId('reading')).toContainText('You read along and comment.');
    });

    await test.step('the setup is there to be read', async () => {
      await new DraftScreen(vera).go('Setup');
      await expect(vera.getByLabel('Desired outcome')).toHaveValue(SETUP.desiredOutcome);
      await expect(vera.locator(FIELDS)).toHaveCount(0);
      await new DraftScreen(vera).go('Review');
    });

    await test.step('the commenter says something, which the viewer reads and the owner answers', async () => {
      await carl.getByRole('button', { name: `Comment on ${TITLES[1]}`, exact: true }).click();
      await carl.getByPlaceholder(`Comment on ${TITLES[1]}`).fill('Forty minutes?');
      await carl.getByRole('button', { name: 'Comment', exact: true }).click();
      await owner.page.getByRole('button', { name: `1 open comment on ${TITLES[1]}` }).click();
      await expect(owner.page.getByRole('article', { name: 'Comment by Carl' })).toContainText(
        'Forty minutes?',
      );
      await vera.getByRole('button', { name: `1 open comment on ${TITLES[1]}` }).click();
      await expect(vera.getByText('Forty minutes?')).toBeVisible();
      await expect(vera.getByRole('button', { name: /^(Answer|Resolve|Comment)$/ })).toHaveCount(0);
    });

    const members = owner.page.getByRole('dialog');
    const change = async (name: string, item: string) => {
      await members.getByRole('button', { name: `Change ${name}` }).click();
      await owner.page.getByRole('menuitem', { name: item }).click();
    };
    await test.step('made an editor the fields are there; made a viewer again they go, and why is said', async () => {
      await owner.page.getByRole('button', { name: 'Share' }).click();
      await change('Carl', 'Make editor');
      await expect(carl.locator('[data-section] textarea')).toHaveCount(3);
      await change('Carl', 'Make viewer');
      await expect(carl.locator('[data-section] textarea')).toHaveCount(0);
      await expect(carl.getByTestId('reading')).toContainText('Commenting or changing takes another role');
    });

    await test.step('taken out, one is told that it is over', async () => {
      await change('Vera', 'Take out of this draft');
      await members.getByRole('button', { name: 'Take out' }).click();
      await expect(vera.getByRole('alert')).toContainText('or you may no longer see it');
      await expect(vera.getByTestId('save-state')).toHaveText('No longer there');
    });
    for (const page of [vera, carl]) await page.context().close();
  },
);

test(
  'without a mouse: from the dashboard to a section that was added, renamed and moved',
  { tag: '@desktop' },
  async ({ person }) => {
    const { page } = await person('Kay Keys');
    const screen = new DraftScreen(page);
    await open(page, '/session-builder');
    await keyTo(page, page.getByRole('button', { name: 'Begin the first draft' }));
    await page.keyboard.press('Enter');
    await keyTo(page, page.getByRole('textbox', { name: 'Title' }));
    await page.keyboard.type('By hand');
    await keyTo(page, page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Review' }));
    await page.keyboard.press('Enter');

    await test.step('a method is found and added; its title is what one writes in next', async () => {
      await keyTo(page, page.getByRole('button', { name: 'Add the first section' }));
      await page.keyboard.press('Enter');
      await keyTo(page, page.getByRole('searchbox', { name: 'Search methods' }));
      await page.keyboard.type('fishbowl');
      await expect(page.getByRole('button', { name: /fishbowl/i }).first()).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(screen.sections.locator('textarea')).toBeFocused();
      await page.keyboard.type('The middle');
      await expect.poll(() => screen.titles()).toEqual(['The middle']);
    });

    await test.step('an empty one behind it, renamed, goes up with the focus in it', async () => {
      await keyTo(page, page.getByRole('button', { name: 'More for The middle' }));
      await page.keyboard.press('Enter');
      const below = page.getByRole('menuitem', { name: 'Add a section below' });
      await keyTo(page, below, 'ArrowDown');
      await page.keyboard.press('Enter');
      await keyTo(page, page.getByRole('dialog').getByRole('button', { name: /^Opening/ }));
      await page.keyboard.press('Enter');
      await expect(screen.sections.nth(1).locator('textarea')).toBeFocused();
      await page.keyboard.type('The beginning');
      await page.keyboard.press('Alt+ArrowUp');
      await expect(announced(page)).toHaveText('The beginning: 1 of 2, at the beginning.');
      await expect(screen.sections.first().locator('textarea')).toBeFocused();
      expect(await screen.titles()).toEqual(['The beginning', 'The middle']);
    });

    await test.step('and one change is taken back', async () => {
      await page.keyboard.press('ControlOrMeta+z');
      await expect.poll(() => screen.titles()).toEqual(['The middle', 'The beginning']);
      await expect(screen.saved).toBeVisible();
    });
  },
);
