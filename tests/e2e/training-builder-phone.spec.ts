import { expect, test } from './fixtures.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';
import { addNotes, announced, makeDraft, publish, sideways, TITLES } from './training-builder.stage.ts';
import { DraftScreen } from './training.stage.ts';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Vienna' });

test(
  'on a phone a session is set up and its outline written, moved and talked about',
  { tag: '@phone' },
  async ({ person }) => {
    test.setTimeout(120_000);
    const { page } = await person('Pia Phone');
    const heard = complaints(page);
    const screen = new DraftScreen(page);
    await open(page, '/session-builder');
    await page.getByRole('button', { name: 'Begin the first draft' }).click();

    await test.step('the setup, with a topic of its own', async () => {
      await page.getByRole('textbox', { name: 'Title' }).fill('A morning in the hall, with a long name');
      await page.getByLabel('Desired outcome').fill('Everybody has tried it once.');
      await page.getByLabel('Start', { exact: true }).fill('09:00');
      await page.getByLabel('End', { exact: true }).fill('09:45');
      await expect(page.getByText('45 min planned.')).toBeVisible();
      await page.getByPlaceholder('A topic').fill('Listening');
      await page.getByRole('button', { name: 'Add topic' }).click();
      await expect(page.getByLabel('Topic 1', { exact: true })).toHaveValue('Listening');
      await expect(screen.saved).toBeVisible();
      expect(await sideways(page)).toBe(0);
    });

    await test.step('three sections are added and named', async () => {
      await screen.go('Review');
      await page.getByRole('button', { name: 'Add the first section' }).click();
      for (const [at, [kind, title]] of [
        ['Opening', 'Arrive'],
        ['Practice', 'Try it'],
        ['Closing', 'Take along'],
      ].entries()) {
        if (at > 0) await page.getByRole('button', { name: 'Add a section', exact: true }).click();
        expect(await sideways(page)).toBe(0);
        await page
          .getByRole('dialog')
          .getByRole('button', { name: new RegExp(`^${kind}`) })
          .click();
        const named = screen.sections.nth(at).locator('textarea');
        await expect(named).toBeFocused();
        await named.fill(title ?? '');
      }
      await expect.poll(() => screen.titles()).toEqual(['Arrive', 'Try it', 'Take along']);
    });

    await test.step('one is moved by its menu, and back by the keys of its grip; both are said', async () => {
      await screen.menu('Arrive', 'Move down');
      await expect(announced(page)).toHaveText(/^Arrive: 2 of 3, at \d\d:\d\d\.$/);
      await expect(announced(page)).toHaveAttribute('aria-live', 'assertive');
      const grip = page.getByRole('button', { name: 'Move Arrive', exact: true });
      await grip.press('ArrowUp');
      await expect(announced(page)).toHaveText('Arrive: 1 of 3, at 09:00.');
      await expect(grip).toBeFocused();
      expect(await screen.titles()).toEqual(['Arrive', 'Try it', 'Take along']);
    });

    await test.step('one is doubled, deleted, and brought back where it was', async () => {
      await screen.menu('Try it', 'Duplicate');
      await expect(screen.sections).toHaveCount(4);
      await screen.menu('Arrive', 'Delete');
      await expect.poll(() => screen.titles()).toEqual(['Try it', 'Try it', 'Take along']);
      await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => screen.titles()).toEqual(['Arrive', 'Try it', 'Try it', 'Take along']);
    });

    await test.step('a remark on a section has the screen to itself', async () => {
      await page.getByRole('button', { name: 'Comment on Arrive', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Comments' });
      await dialog.getByPlaceholder('Comment on Arrive').fill('With coffee?');
      await dialog.getByRole('button', { name: 'Comment', exact: true }).click();
      await expect(dialog.getByRole('article', { name: 'Comment by Pia Phone' })).toContainText(
        'With coffee?',
      );
      expect(await sideways(page)).toBe(0);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: '1 open comment on Arrive' })).toBeVisible();
    });
    await expect(screen.saved).toBeVisible();
    expect(await sideways(page)).toBe(0);
    expect(heard).toEqual([]);
  },
);

test(
  'every page of the builder is for everybody, in both colours and within a phone’s width',
  { tag: '@phone' },
  async ({ app, person }) => {
    test.setTimeout(180_000);
    const noor = await person('Noor Reader', { host: true });
    const { page } = noor;
    const heard = complaints(page);
    await addNotes(noor, app);
    const draftId = await makeDraft(noor, app);
    const at = `/session-builder/${draftId}`;
    await ask(noor, app, `/api/drafts/${draftId}/variants`);
    await ask(noor, app, `/api/drafts/${draftId}/versions`, { label: 'As it began' });
    const sessionId = await publish(noor, app, draftId);
    await ask(noor, app, `/api/drafts/${draftId}/sections`, {
      kind: 'break',
      title: 'Air',
      durationMinutes: 5,
    });
    await ask(noor, app, `/api/drafts/${draftId}/comments`, { text: 'Is that enough?' });

    const look = (what: string, path: string, shown: string | null, press?: () => Promise<void>) =>
      test.step(what, async () => {
        await page.emulateMedia({ colorScheme: 'light' });
        await open(page, path);
        await press?.();
        if (shown !== null) await expect(page.getByText(shown).first()).toBeVisible();
        await expectAccessibleInBothColours(page);
      });

    await look('the dashboard', '/session-builder', 'Changed since');
    await look('the setup', `${at}?step=setup`, 'On to Generate');
    await look('four outlines', `${at}?step=generate`, null, async () => {
      await expect(page.locator('[data-maker="composer"]')).toHaveCount(4);
      await page.locator('[data-variant] summary').first().click();
    });
    await look('the outline', `${at}?step=review`, null, async () => {
      await expect(page.locator('[data-section]')).toHaveCount(4);
      await new DraftScreen(page).menu('Arrive', 'Edit the description');
      await expect(page.locator('[contenteditable="true"]')).toBeVisible();
    });
    await look('two versions compared', `${at}?step=review&tab=versions`, '1 added', async () => {
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
    });
    await look('what is missing', `${at}?step=publish`, 'Changes since publishing');
    await look('figures', '/session-builder/analytics', 'How the builder is used');
    await look('lists', '/session-builder/lists', 'Lists to choose from');
    await look('ways of making', '/session-builder/variants', 'How outlines are made');
    await look('the published session', `/training-sessions/${sessionId}`, TITLES[0]);
    await look('the day', `/training-sessions/${sessionId}/run`, 'Step 1 of 3', async () => {
      await page.getByRole('button', { name: 'Start the session' }).click();
    });
    expect(heard).toEqual([]);
  },
);
